"""Who carries it, as lists of people: their rows and columns, and what each list is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, get_args

from yigong.exports.documents.workload_table import rule_sentences, share_sentence
from yigong.store.dates.date_words import date_text
from yigong.store.language import N_, _
from yigong.store.records import code
from yigong.store.statistics.workload import LATELY, Workload
from yigong.tui.text.tally_words import grouped_hours
from yigong.tui.text.words import person_name
from yigong.tui.view.summary_rows import NameLookup

Section = Literal["carriers", "unasked", "missed", "once", "seldom"]
SECTIONS: tuple[Section, ...] = get_args(Section)

_EMPTY: dict[Section, str] = {
    "carriers": N_("Nobody served in this period."),
    "unasked": N_("Everybody on the roster was asked before."),
    "missed": N_("Nobody who came often stays away."),
    "once": N_("Nobody came once only."),
    "seldom": N_("Who signs up comes."),
}


def section_sentence(load: Workload, section: Section) -> str:
    """What a list is, or the share of the busiest."""
    if section == "carriers":
        return share_sentence(load)
    if section == "missed" and not load.lately:
        return _("Nothing took place in the last {days} days, so nobody is missed.").format(
            days=LATELY.days
        )
    return rule_sentences()[SECTIONS.index(section) - 1]


def empty_sentence(section: Section) -> str:
    """What an empty list says."""
    return _(_EMPTY[section])


def section_heads(section: Section) -> list[str]:
    """The headings of the columns of a list that hold its numbers."""
    return {
        "carriers": [_("Service h"), _("Times"), _("Share")],
        "unasked": [_("Joined")],
        "missed": [_("Times"), _("Last there")],
        "once": [_("On")],
        "seldom": [_("Signed up"), _("Came")],
    }[section]


def section_rows(load: Workload, section: Section) -> Iterator[tuple[int, list[str]]]:
    """The people of a list: the number of each, and the cells of its numbers."""
    for carrier in load.carriers if section == "carriers" else ():
        share = f"{carrier.minutes * 100 / load.minutes:.1f} %"
        yield carrier.number, [grouped_hours(carrier.minutes), str(carrier.times), share]
    for unasked in load.unasked if section == "unasked" else ():
        yield unasked.number, [date_text(unasked.joined) if unasked.joined else ""]
    for missed in load.missed if section == "missed" else ():
        yield missed.number, [str(missed.times), date_text(missed.last)]
    for once in load.once if section == "once" else ():
        yield once.number, [date_text(once.last)]
    for seldom in load.seldom if section == "seldom" else ():
        yield seldom.number, [str(seldom.signed), str(seldom.came)]


def named_row(names: NameLookup, number: int, numbers: Sequence[str]) -> list[str]:
    """The cells of a row: name and code, the numbers, squads and group."""
    person = names.person(number)
    squads = names.squads_of.get(number, "")
    return [person_name(person), code("V", number), *numbers, squads, person.group]

"""An erasure in sentences: what stays, what goes, and what may still name the person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from yigong.store.attendance.hours import hours_text
from yigong.store.language import _, ngettext
from yigong.store.records import code
from yigong.store.village.erasure import ErasureReport
from yigong.store.village.village import Village
from yigong.tui.text.words import more_text
from yigong.tui.view.field_names import FIELD_NAMES


class ErasureLine(NamedTuple):
    """A sentence, and whether an organiser has to see to what it says."""

    text: str
    grave: bool = False


def erasure_lines(
    village: Village, report: ErasureReport, *, most: int | None = None
) -> Iterator[ErasureLine]:
    """What an erasure does, or did, and what it does not reach; `most`: the most places named."""
    yield ErasureLine(_kept(report))
    yield ErasureLine(
        ngettext(
            "{n} line of the history is cleared.",
            "{n} lines of the history are cleared.",
            report.history_lines,
        ).format(n=report.history_lines)
    )
    if report.squads:
        squads = village.squads.names(report.squads)
        yield ErasureLine(_("Squads left: {squads}").format(squads=squads))
    if report.sign_ups:
        which = " ".join(_shortened(list(report.sign_ups), most))
        yield ErasureLine(_("Sign-ups given up: {which}").format(which=which))
    yield from _replaced(report, most)
    if report.guardian_of:
        people = village.people.all()
        minors = [f"{people[n].name} {people[n].code}" for n in report.guardian_of]
        text = _("No guardian any more, name and phone are removed: {minors}")
        yield ErasureLine(text.format(minors=_(", ").join(_shortened(minors, most))))
    yield from _remaining(report, most)


def _kept(report: ErasureReport) -> str:
    """What stays of the person, without a name."""
    hours = [_("{n} service hours").format(n=hours_text(report.service))]
    if report.learning:
        hours.append(_("{n} learning hours").format(n=hours_text(report.learning)))
    if report.labour:
        hours.append(_("{n} paid hours").format(n=hours_text(report.labour)))
    return _("Kept, without a name: {times} attendances, {hours}.").format(
        times=report.attendances, hours=_(", ").join(hours)
    )


def _replaced(report: ErasureReport, most: int | None) -> Iterator[ErasureLine]:
    """Where the code stands in the place of the name, and where others have the name, too."""
    where = _shortened([code("E", event) for event in report.events], most)
    if report.registers:
        registers = ngettext("{n} register", "{n} registers", report.registers)
        where.append(registers.format(n=report.registers))
    where += [_("Settings")] if report.logins else []
    if where:
        text = _("The code stands in the place of the name: {where}")
        yield ErasureLine(text.format(where=_(", ").join(where)))
    if report.signatures:
        text = ngettext(
            "The code signs {n} change of an organiser of this name, too; if that is somebody "
            "else, put them on the roster first.",
            "The code signs {n} changes of an organiser of this name, too; if that is somebody "
            "else, put them on the roster first.",
            report.signatures,
        )
        yield ErasureLine(text.format(n=report.signatures), grave=True)
    if report.namesakes:
        others = _(", ").join(_shortened([code("V", n) for n in report.namesakes], most))
        text = ngettext(
            "{others} has the same name: who is in charge, or signed, by it stays.",
            "{others} have the same name: who is in charge, or signed, by it stays.",
            len(report.namesakes),
        )
        yield ErasureLine(text.format(others=others), grave=True)


def _remaining(report: ErasureReport, most: int | None) -> Iterator[ErasureLine]:
    """The texts and files that may still name the person."""
    fields: dict[str, list[str]] = {}
    registers = 0
    for mention in report.mentions:
        if mention.field == "lead" and "@" in mention.where:
            registers += 1  # which nobody changes any more
            continue
        names = fields.setdefault(mention.where, [])
        if mention.field:
            names.append(_(FIELD_NAMES.get(mention.field, mention.field)))
    places = [
        f"{where} ({', '.join(names)})" if names else where for where, names in fields.items()
    ]
    places = _shortened(places, most)
    if registers:
        text = ngettext("{n} register", "{n} registers", registers).format(n=registers)
        places.append(f"{text} ({_(FIELD_NAMES['lead'])})")
    count = report.mention_lines
    if count:
        lines = ngettext("{n} line of the history", "{n} lines of the history", count)
        places.append(lines.format(n=count))
    if places:
        text = _("These texts may still name them, and stay: {places}")
        yield ErasureLine(text.format(places=_(", ").join(places)), grave=True)
    copies = [
        (report.backups, _("backups {n}")),
        (report.set_aside, _("set aside {n}")),
        (report.outbox, _("outbox {n}")),
    ]
    there = _(", ").join(text.format(n=number) for number, text in copies if number)
    if there:
        text = _("These files in the village's folder may, too: {files}")
        yield ErasureLine(text.format(files=there), grave=True)
    yield ErasureLine(_("Not reached: paper, and files sent or copied elsewhere."))


def _shortened(names: list[str], most: int | None) -> list[str]:
    """The first of some names, and how many more there are."""
    if most is None or len(names) <= most:
        return list(names)
    rest = len(names) - most
    return [*names[:most], more_text(rest)]

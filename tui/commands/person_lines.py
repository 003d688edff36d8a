"""What the commands say of one person: as lines, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from yigong.store.attendance.hours import hours_text
from yigong.store.errors import WrongUsage
from yigong.store.language import _, ngettext
from yigong.store.people import stars
from yigong.store.people.retired import aliases, is_retired
from yigong.store.records import Credit, Entry, Volunteer, code
from yigong.tui.commands import command_words, output

if TYPE_CHECKING:
    from yigong.store.attendance.by_person import PersonAttendance
    from yigong.store.people.duplicates import DuplicatePair
    from yigong.store.village.erasure import ErasureReport
    from yigong.store.village.merge import MergeResult, SharedRegister
    from yigong.store.village.village import Village

Lines = Iterator[Sequence[object]]


# -- who they are ----------------------------------------------------------


def particulars_lines(village: Village, person: Volunteer) -> Lines:
    """Phone, squads and the rest, as far as they are known."""
    others = [code("V", n) for n in aliases(village.people.all(), person.number)]
    rows = [
        [_("Phone"), person.phone],
        [_("Group"), person.group],
        [_("Squads"), "  ".join(_squads(village, person.number))],
        [_("Tags"), " ".join(person.tags)],
        [_("Born"), str(person.born or "")],
        [_("Guardians"), "; ".join(_guardians(person))],
        [_("Joined"), str(person.joined or "")],
        [_("Consent"), str(person.consent or _("not on record"))],
        [_("Earlier codes"), " ".join(others)],
        [_("Archived"), _("yes") if person.archived else ""],
    ]
    yield from (row for row in rows if row[1])


def _squads(village: Village, number: int) -> Iterator[str]:
    """The squads somebody is in, with the office they have."""
    squads = village.squads.all()
    for squad in (squads[n] for n in village.squads.of(number)):
        office = _("leader") if squad.leader == number else ""
        office = office or (_("deputy") if number in squad.deputies else "")
        yield f"{squad.name} ({office})" if office else squad.name


def _guardians(person: Volunteer) -> Iterator[str]:
    for guardian in person.guardians:
        yield " ".join(filter(None, (guardian.name, guardian.phone, guardian.relation)))


def service_lines(village: Village, parts: Sequence[PersonAttendance]) -> Lines:
    """Times, hours by origin, stars."""
    from yigong.store.attendance.by_person import total_credit

    credit, thresholds = total_credit(parts), village.settings.stars
    times = sum(part.entry.present for part in parts)
    yield [_("Came"), ngettext("{n} time", "{n} times", times).format(n=times)]
    yield [_("Hours"), hours_text(credit.total), _origins(credit)]
    if thresholds:
        row: list[object] = [_("Stars"), str(stars.stars_for(credit.total, thresholds))]
        if short := stars.minutes_missing(credit.total, thresholds):
            row.append(_("{hours} hours to the next").format(hours=hours_text(short)))
        yield row


def _origins(credit: Credit) -> str:
    return _("clocked {clocked}, filled in {filled}, granted {granted}").format(
        clocked=hours_text(credit.clocked),
        filled=hours_text(credit.filled),
        granted=hours_text(credit.granted),
    )


def sign_up_lines(ahead: Sequence[PersonAttendance]) -> Lines:
    """What they are expected at."""
    for part in ahead:
        waits = _("waiting") if part.entry.waiting else ""
        start = part.head.start
        yield [part.key, f"{command_words.day_text(start)} {start:%H:%M}", part.head.title, waits]


def person_report(
    village: Village,
    person: Volunteer,
    parts: Sequence[PersonAttendance],
    ahead: Sequence[PersonAttendance],
) -> dict[str, Any]:
    """All of it as plain data."""
    from yigong.store.attendance.by_person import total_credit

    credit, thresholds = total_credit(parts), village.settings.stars
    everybody = village.people.all()
    return {
        **output.person_data(person, full_phones=True),
        "squads": [code("S", number) for number in village.squads.of(person.number)],
        "earlier_codes": [code("V", number) for number in aliases(everybody, person.number)],
        "attendances": sum(part.entry.present for part in parts),
        "minutes": _minutes(credit),
        "stars": stars.stars_for(credit.total, thresholds),
        "missing": stars.minutes_missing(credit.total, thresholds),
        "to_come": [
            {"key": part.key, "title": part.head.title, "waiting": part.entry.waiting}
            for part in ahead
        ],
    }


def _minutes(credit: Credit) -> dict[str, int]:
    return {
        "clocked": credit.clocked,
        "filled": credit.filled,
        "granted": credit.granted,
        "total": credit.total,
    }


# -- merging ---------------------------------------------------------------

_TAKEN = (
    *("name", "reading", "phone", "gender", "group", "tags", "note"),
    *("joined", "born", "guardians", "consent"),
)
"""The fields that may be taken from the record that goes."""


def taken_fields(keep: Volunteer, gone: Volunteer, fields: str) -> Volunteer | None:
    """The record that stays, some of its fields from the other; `None`: as the store unites them.

    Args:
        keep: The record that stays.
        gone: The one that goes.
        fields: Which of its fields are taken, set apart by commas.

    Raises:
        WrongUsage: There is no such field.
    """
    import msgspec

    from yigong.store.people.merge_rules import merge_records

    wanted = [field.strip() for field in fields.split(",") if field.strip()]
    for field in wanted:
        if field not in _TAKEN:
            raise WrongUsage(
                "There is no field {field}; there are {fields}.",
                field=field[:40],
                fields=", ".join(_TAKEN),
            )
    if not wanted:
        return None
    if "name" in wanted:
        wanted.append("reading")  # as it was corrected by hand
    return msgspec.structs.replace(
        merge_records(keep, gone), **{f: getattr(gone, f) for f in wanted}
    )


def moved_lines(village: Village, done: MergeResult) -> Lines:
    """What else is one by it."""
    yield [_("Squads"), village.squads.names(done.squads) or "-"]
    count = len(done.registers)
    yield [_("Registers"), ngettext("{n} register", "{n} registers", count).format(n=count)]


def shared_register_lines(one: SharedRegister) -> Lines:
    """A register that had both: what it said of each, and what it says now."""
    signed = _("signed; the minutes are worked out anew") if one.signed else ""
    yield [one.key, one.title, signed]
    mine, theirs = (code("V", entry.number) for entry in (one.mine, one.theirs))
    for label, entry in ((mine, one.mine), (theirs, one.theirs), (_("together"), one.became)):
        credit = hours_text(entry.credit.total) if entry.credit else ""
        yield ["", label, _times(entry) or _("did not come"), credit]
    if one.moved_up:
        codes = " ".join(code("V", entry.number) for entry in one.moved_up)
        yield ["", _("moved up from the waitlist"), codes]


def _times(entry: Entry) -> str:
    return ", ".join(
        f"{stint.start:%H:%M}-{stint.end:%H:%M}" if stint.end else f"{stint.start:%H:%M}-"
        for stint in entry.stints
    )


# -- forgetting ------------------------------------------------------------


def erasure_lines(village: Village, told: ErasureReport) -> Iterator[str]:
    """What stays, what goes, and what has to be seen to by hand."""
    hours = hours_text(told.minutes)
    yield _("Kept, without a name: {times} attendances, {hours} hours.").format(
        times=told.attendances, hours=hours
    )
    n = told.history_lines
    yield ngettext(
        "{n} line of the history is cleared.", "{n} lines of the history are cleared.", n
    ).format(n=n)
    if told.squads:
        yield _("Squads left: {squads}").format(squads=village.squads.names(told.squads))
    if told.sign_ups:
        yield _("Sign-ups given up: {which}").format(which=" ".join(told.sign_ups))
    if told.backups or told.outbox:
        yield _("May still name them: {backups} files of backups, {files} in the outbox.").format(
            backups=told.backups, files=told.outbox
        )
    yield _("Not reached: files exported before, backups, paper, reasons that name them.")


# -- doubles and stars -----------------------------------------------------


def short_data(person: Volunteer) -> list[object]:
    """Enough to tell people apart in a list."""
    return [person.code, person.name, output.masked_phone(person.phone)]


def double_data(people: Mapping[int, Volunteer], double: DuplicatePair) -> dict[str, Any]:
    """A pair as plain data."""
    one, other = people[double.one], people[double.other]
    return {
        "one": output.person_data(one, full_phones=False),
        "other": output.person_data(other, full_phones=False),
        "why": double.why,
        "apart": double.apart,
    }


def star_holders(village: Village, totals: Mapping[int, Credit]) -> list[dict[str, Any]]:
    """Who has stars, the most hours first."""
    thresholds = village.settings.stars
    known = _known(village, totals)
    have = [n for n, credit in known.items() if stars.stars_for(credit.total, thresholds)]
    return [_star(village, n, known[n]) for n in sorted(have, key=lambda n: (-known[n].total, n))]


def near_star(village: Village, totals: Mapping[int, Credit], within: int) -> list[dict[str, Any]]:
    """Who is about to reach a star, the nearest first; archived people are not.

    Args:
        village: The village.
        totals: Everybody's minutes.
        within: The most minutes that may be missing.
    """
    people, known = village.people.all(), _known(village, totals)
    minutes = {n: credit.total for n, credit in known.items() if not people[n].archived}
    found = stars.about_to_reach(minutes, village.settings.stars, within)
    return [_star(village, each.number, known[each.number]) for each in found]


def _known(village: Village, totals: Mapping[int, Credit]) -> dict[int, Credit]:
    """Without those who have no name any more."""
    people = village.people.all()
    return {n: credit for n, credit in totals.items() if n in people and not is_retired(people[n])}


def _star(village: Village, number: int, credit: Credit) -> dict[str, Any]:
    thresholds = village.settings.stars
    return {
        "code": code("V", number),
        "name": village.people.all()[number].name,
        "minutes": _minutes(credit),
        "stars": stars.stars_for(credit.total, thresholds),
        "missing": stars.minutes_missing(credit.total, thresholds),
    }


def star_table(rows: Sequence[Mapping[str, Any]]) -> Lines:
    """Those lists as a table with a head."""
    yield [_("Code"), _("Name"), _("Stars"), _("Hours"), _("To the next")]
    for row in rows:
        missing = hours_text(row["missing"]) if row["missing"] else ""
        minutes = row["minutes"]["total"]
        yield [row["code"], row["name"], row["stars"], hours_text(minutes), missing]

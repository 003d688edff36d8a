"""A person's page in words: particulars, contact, squads, what they came as, and their hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yigong.store.attendance.by_person import PersonAttendance, total_credit
from yigong.store.attendance.role_words import role_name
from yigong.store.dates.date_words import date_text
from yigong.store.language import _, ngettext
from yigong.store.people.age import lacks_guardian
from yigong.store.people.stars import minutes_to_next_star, stars_for
from yigong.store.records import Guardian, Volunteer
from yigong.store.village.village import Village
from yigong.tui.text.tally_words import (
    grouped_hours,
    missing_hours,
    origins_text,
    other_time_words,
    role_times,
    times_by_role,
)
from yigong.tui.view.field_names import GENDER_NAMES
from yigong.tui.view.programme_words import person_programmes
from yigong.tui.widgets.canvas import ACCENT, BAD, QUIET, STRONG, Piece, StyledLines


def particulars_words(village: Village, person: Volunteer) -> StyledLines:
    """A person's particulars, with whole phone numbers."""
    if person.forgotten:
        text = _("forgotten on {date}: only anonymous hours are left").format(
            date=date_text(person.forgotten)
        )
        return [[(text, QUIET)]]
    lines = [_identity(person), _contact(person), *_guardians(person, village.now().date())]
    if emergency := _emergency(person):
        lines.append(emergency)
    if together := _household_words(village, person):
        lines.append(together)
    lines.append(squads_of(village, person.number))
    lines += [[words] for words in person_programmes(village, person.number)]
    if person.note:
        lines.append([person.note.replace("\n", "  ")])
    if person.archived:
        lines.append([(_("archived: not offered at the desk"), QUIET)])
    return lines


def _identity(person: Volunteer) -> list[Piece]:
    gender = _(GENDER_NAMES[person.gender]) if person.gender else ""
    born = _("born {year}").format(year=person.born) if person.born else ""
    parts = (person.reading, gender, born, person.group, " ".join(person.tags))
    text = "  ".join(filter(None, parts))
    return [text or (_("nothing more is known"), QUIET)]


def _contact(person: Volunteer) -> list[Piece]:
    consent: Piece = (_("no consent on record"), QUIET)
    if person.consent:
        consent = (_("consent {date}").format(date=date_text(person.consent)), QUIET)
    joined = _("joined {date}").format(date=date_text(person.joined)) if person.joined else ""
    return [(person.phone or _("no phone"), STRONG), "   ", consent, (f"   {joined}", QUIET)]


def _guardians(person: Volunteer, today: date) -> StyledLines:
    if person.guardians:
        names = "   ".join(guardian_words(guardian) for guardian in person.guardians)
        return [[(_("Guardians") + "  ", QUIET), names]]
    if lacks_guardian(person, today):
        return [[(_("A minor without a guardian: e adds one."), BAD)]]
    return []


def _household_words(village: Village, person: Volunteer) -> list[Piece]:
    """The household, and who else lives there; where households are known, that theirs is not."""
    if not person.home:
        known = any(each.home for each in village.people.all().values())
        return [(_("no household written down; h does"), QUIET)] if known else []
    others = [each.name for each in village.people.household(person.number) if each.home]
    together = _("with {names}").format(names=_(", ").join(others)) if others else ""
    return [(_("Household") + "  ", QUIET), f"{person.home}   ", (together, QUIET)]


def _emergency(person: Volunteer) -> list[Piece]:
    """Whom to call, and until when they are insured; empty: neither is known."""
    found: list[Piece] = []
    if person.emergency:
        found += [(_("Emergency contact") + "  ", QUIET), person.emergency, "   "]
    if person.insured:
        found.append((_("insured until {date}").format(date=date_text(person.insured)), QUIET))
    return found


def guardian_words(guardian: Guardian) -> str:
    """``王芳 12000000001 母亲``."""
    return " ".join(filter(None, (guardian.name, guardian.phone, guardian.relation)))


def squads_of(village: Village, number: int) -> list[Piece]:
    """A person's squads, each with their office."""
    pieces: list[Piece] = []
    squads = village.squads.all()
    for squad in (squads[squad_number] for squad_number in village.squads.of(number)):
        office = ""
        if squad.leader == number:
            office = " " + _("leader")
        elif number in squad.deputies:
            office = " " + _("deputy")
        pieces += [squad.name, (f"{office}   ", QUIET)]
    return pieces or [(_("in no squad"), QUIET)]


def achievement_words(
    attendances: Sequence[PersonAttendance] | None, thresholds: Sequence[int]
) -> StyledLines:
    """How often a person came as what, each kind of time, and the hours missing to the next
    star; of attendances that are being looked up (`None`), that they are."""
    if attendances is None:
        return [[(_("adding up .."), QUIET)], []]
    credit, times = total_credit(attendances), times_by_role(attendances)
    count = sum(times.values())
    came = ngettext("came {n} time", "came {n} times", count).format(n=count)
    service = _("service {hours}").format(hours=grouped_hours(credit.service.total))
    time: list[Piece] = [(service, ACCENT), (f"   {origins_text(credit.service)}", QUIET)]
    lines: StyledLines = [[(f"{came}   ", ACCENT), *time]]
    if roles := role_times(times):
        lines = [[(" ".join([came, *roles]), ACCENT)], time]
    if others := other_time_words(credit):
        lines.append(["   ".join(others)])
    return [*lines, _stars(credit.service.total, thresholds)]


def _stars(minutes: int, thresholds: Sequence[int]) -> list[Piece]:
    reached = stars_for(minutes, thresholds)
    pieces: list[Piece] = []
    if reached:
        stars = ngettext("{n} star", "{n} stars", reached).format(n=reached)
        pieces.append((stars + "   ", ACCENT))
    if missing := minutes_to_next_star(minutes, thresholds):
        hours = missing_hours(minutes, missing)
        text = _("{hours} hours to star {n}").format(hours=hours, n=reached + 1)
        pieces.append((text, QUIET))
    return pieces


def stint_times(attendance: PersonAttendance) -> tuple[str, str]:
    """The first arrival and the last departure; a ``+`` stands for several stints."""
    stints = attendance.entry.stints
    if not stints:
        return "", ""
    zone = attendance.head.start.tzinfo
    end = stints[-1].end
    more = "+" if len(stints) > 1 else ""
    departure = f"{end.astimezone(zone):%H:%M}{more}" if end else ""
    return f"{stints[0].start.astimezone(zone):%H:%M}", departure


def attendance_words(attendance: PersonAttendance) -> str:
    """The role if it is not a volunteer's, the origins of the service, other kinds of time, and
    whether the register is unsigned."""
    credit = attendance.credit.service
    origins = (
        (credit.clocked, _("clocked")),
        (credit.filled, _("filled")),
        (credit.granted, _("granted")),
    )
    words = [word for minutes, word in origins if minutes]
    if attendance.entry.present and attendance.role != "volunteer":
        words.insert(0, role_name(attendance.role))
    words += other_time_words(attendance.credit)
    if attendance.head.closed is None:
        words.append(_("unsigned"))
    return " ".join(words)

"""The check of a service record in words: the answer, what must stand on it, what differs."""

from __future__ import annotations

from datetime import date

from yigong.store.attendance.hours import hours_text
from yigong.store.attendance.record_digest import RecordLine, paper_code
from yigong.store.dates.date_words import date_text, days_text
from yigong.store.language import N_, _
from yigong.store.records import code
from yigong.store.village.record_check import Cause, CheckedLine, RecordCheck, Verdict
from yigong.store.village.village import Village
from yigong.tui.text.words import person_name

_VERDICTS: dict[Verdict, str] = {
    "equal": N_("Equal: what it says is what is signed."),
    "changed": N_("Changed since it was issued: what is signed now is not what it says."),
    "total": N_("It was issued before records had letters, so only its total can be compared."),
    "unknown": N_("No service record {code} was ever issued here."),
    "misread": N_("The letters do not belong to {code}: they were misread, or made up."),
    "erased": N_("Of {code} nothing is said: the data of its person were erased at their wish."),
}

_CAUSES: dict[Cause, str] = {
    "": "",
    "signed": N_("signed after it was issued"),
    "corrected": N_("corrected"),
    "reopened": N_("reopened, not signed again"),
    "merged": N_("was another record of the same person"),
}


def verdict_words(found: RecordCheck) -> str:
    """The answer in a sentence."""
    text = _(_VERDICTS[found.verdict]).format(code=found.code)
    if found.verdict == "total" and found.issue is not None:
        same = found.minutes == found.issue.minutes
        text += " " + (_("It is the same now.") if same else _("It is another one now."))
    if found.verdict == "changed" and found.changes and not _paper_lines(found):
        text = _("All that stands on it holds; more was signed since.")
    return text


def _paper_lines(found: RecordCheck) -> list[CheckedLine]:
    """What stood on the paper and does not hold any more; where that is not known, everything."""
    return [line for line in found.changes if line.then is not None or not found.exact]


def check_facts(village: Village, found: RecordCheck) -> list[tuple[str, str]]:
    """Whose it is, of when, what must stand on it, what is signed now: a label and a text each."""
    issue, person = found.issue, found.person
    if issue is None or person is None:
        return []
    name = f"{person_name(person)} {person.code}"
    if found.merged:
        name += "  " + _("then {code}").format(code=code("V", issue.person))
    at = issue.at.astimezone(village.zone)
    learned = sum(line.then.learning for line in found.lines if line.then)
    facts = [
        (_("Record no."), paper_code(issue.code, issue.digest)),
        (_("Name"), name),
        (_("Period"), days_text(issue.first or _first_day(found), found.last)),
        (_("Issued"), f"{date_text(at)} {at:%H:%M}  {issue.by}"),
        (_("On the paper must stand"), _hours(issue.minutes, learned)),
    ]
    if found.verdict != "equal":
        facts.append((_("Signed now"), _hours(found.minutes, found.learning)))
    return facts


def _first_day(found: RecordCheck) -> date | None:
    """The day that an open period begins with on the paper: that of the first line."""
    return min((line.day for line in found.lines if line.then), default=None)


def check_remarks(found: RecordCheck) -> list[str]:
    """What else is to know about the answer."""
    remarks = []
    if found.verdict in ("changed", "total") and not found.exact:
        remarks.append(
            _("The history of then is gone: what the paper said of each date is not known.")
        )
    if found.issue is not None and not found.recorded:
        remarks.append(_("You may only read this village, so it is not on record that you asked."))
    return remarks


def _hours(service: int, learning: int) -> str:
    text = _("{hours} h of service").format(hours=hours_text(service))
    if learning:
        text += "   " + _("{hours} h of training").format(hours=hours_text(learning))
    return text


def line_headings() -> list[str]:
    """The headings of the lines."""
    return [_("Date"), _("Event"), _("On the paper"), _("Signed now"), _("Why")]


def line_cells(found: RecordCheck, line: CheckedLine) -> list[str]:
    """A line as cells: the date, the event, the hours of then and of now, and why they differ."""
    then = _cell(line.then) if found.exact else "?"
    why = _(_CAUSES[line.cause]) if line.cause else ""
    return [date_text(line.day), line.title, then, _cell(line.now), why]


def change_sentences(found: RecordCheck) -> list[str]:
    """What differs, in a sentence for each register: why, and each correction with its reason."""
    return [
        "  ".join(
            [
                f"{date_text(line.day)} {line.title}",
                _(_CAUSES[line.cause]),
                *(f"{date_text(each.at)} {each.by} {each.reason}" for each in line.corrections),
            ]
        )
        for line in found.changes
    ]


def _cell(line: RecordLine | None) -> str:
    if line is None:
        return "-"
    if not line.learning:
        return hours_text(line.service)
    learned = _("{hours} h of training").format(hours=hours_text(line.learning))
    return f"{hours_text(line.service)} {learned}" if line.service else learned

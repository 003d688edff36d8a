"""``yigong verify CODE``: whether a service record that somebody brings says what is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from yigong.store.language import _
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands

if TYPE_CHECKING:
    from yigong.store.attendance.record_digest import RecordLine
    from yigong.store.village.record_check import CheckedLine, RecordCheck


def register(commands: Commands) -> None:
    """Add the command."""
    part = commands.add(
        "verify", verify_record, _("check a service record by its code; exit code 0: equal")
    )
    part.add_value("code", "CODE", _("what stands on the paper: 2026-0007-K7M3PX"))


def verify_record(call: Call) -> int:
    """Say whether a service record is equal to what is signed, or what changed since."""
    from yigong.store.village.record_check import check_record

    found = check_record(call.village, call.options.code)
    if call.options.json:
        output.print_json(_check_data(found))
    else:
        _print_check(call, found)
    return int(found.verdict != "equal")


def _print_check(call: Call, found: RecordCheck) -> None:
    from yigong.tui.view import record_check_words as words

    output.print_line(words.verdict_words(found))
    output.print_table(words.check_facts(call.village, found))
    if found.lines:
        rows = [words.line_headings(), *(words.line_cells(found, line) for line in found.lines)]
        output.print_line()
        output.print_table(rows, right=(2, 3))
    for sentence in words.change_sentences(found):
        output.print_line(sentence)
    for remark in words.check_remarks(found):
        output.print_line(remark)


def _check_data(found: RecordCheck) -> dict[str, Any]:
    """The answer as plain data; the totals in minutes."""
    data: dict[str, Any] = {"verdict": found.verdict, "code": found.code}
    issue, person = found.issue, found.person
    if issue is None or person is None:
        return data
    return {
        **data,
        "person": {"code": person.code, "name": person.name},
        "merged": found.merged,
        "first": issue.first,
        "last": found.last,
        "issued": issue.at.isoformat(),
        "by": issue.by,
        "on_paper": {"service": issue.minutes},
        "now": {"service": found.minutes, "learning": found.learning},
        "exact": found.exact,
        "recorded": found.recorded,
        "lines": [_line_data(line) for line in found.lines],
    }


def _line_data(line: CheckedLine) -> dict[str, Any]:
    return {
        "occurrence": line.key,
        "date": line.day,
        "title": line.title,
        "on_paper": _minutes_data(line.then),
        "now": _minutes_data(line.now),
        "cause": line.cause,
        "corrections": msgspec.to_builtins(line.corrections),
    }


def _minutes_data(line: RecordLine | None) -> dict[str, int] | None:
    if line is None:
        return None
    names = ("clocked", "filled", "granted", "learning")
    return {name: getattr(line, name) for name in names}

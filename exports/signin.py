"""The sign-in sheet of an occurrence: on paper, for the table at the door, or for a spreadsheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from html import escape
from typing import NamedTuple

from exports.privacy import mask
from exports.sheet import csv_bytes
from exports.text import one_line
from store import hours
from store.hours import hours_text
from store.language import N_, _, current
from store.records import Entry, Mark, Occurrence, Settings, Squad, Volunteer, code
from store.register import Register

COLUMNS = (
    N_("No."),
    N_("Name"),
    N_("Gender"),
    N_("Phone number"),
    N_("Own squad"),
    N_("Time in"),
    N_("Time out"),
    N_("Hours served"),
    N_("Signature"),
    N_("Remarks"),
)
"""The columns every village's sheet has (FACTS, Practice), as msgids."""

_GENDERS = {"": "", "f": N_("F"), "m": N_("M")}
_MARKS: dict[Mark, str] = {
    "": "",
    "late": N_("late"),
    "leave": N_("on leave"),
    "absent": N_("absent"),
}


class Sheet(NamedTuple):
    """What stands on a sheet, in words: the same on paper and in a spreadsheet."""

    title: str
    head: list[tuple[str, str]]
    """Label and text."""

    rows: list[tuple[str, ...]]
    """In the order of `COLUMNS`; where somebody came twice, a cell has two lines."""

    foot: list[tuple[str, str]]
    """Label and text; an empty text is to be filled in by hand."""


def sheet(
    one: Occurrence,
    register: Register,
    people: Mapping[int, Volunteer],
    squads: Mapping[int, Squad],
    settings: Settings,
    *,
    blank: int = 10,
    full_phones: bool = False,
) -> Sheet:
    """Put a sheet together.

    On it are those who have a place and those who came, by squad, then as the roster is read
    aloud; not those who only wait for a place.

    Args:
        one: The occurrence.
        register: Its register.
        people: The roster by number; who is not on it any more keeps their code.
        squads: The squads by number.
        settings: The village's.
        blank: How many empty rows follow, for those who just come.
        full_phones: Show phone numbers whole; whoever asks for it is recorded by the caller.
    """
    entries = [e for e in register.entries.values() if e.stints or (e.expected and not e.waiting)]
    entries.sort(key=lambda e: (e.squad == 0, e.squad, _reading(people.get(e.number)), e.number))
    namesakes = Counter(people[e.number].name for e in entries if e.number in people)
    rows: list[tuple[str, ...]] = []
    for entry in entries:
        person = people.get(entry.number) or Volunteer(number=entry.number, name="")
        squad = squads.get(entry.squad)
        name = person.name or person.code
        rows.append(
            (
                one_line(f"{name} {person.code}" if namesakes[name] > 1 else name),
                _(_GENDERS[person.gender]),
                one_line(person.phone if full_phones else mask(person.phone)),
                one_line(squad.name if squad else code("S", entry.squad) if entry.squad else ""),
                *_times(entry, one, register, settings),
                "",
                _remarks(entry),
            )
        )
    rows += [("",) * (len(COLUMNS) - 1)] * max(0, blank)
    return Sheet(
        _("{village}: sign-in sheet").format(village=one_line(settings.name)),
        _head(one),
        [(str(number), *row) for number, row in enumerate(rows, 1)],
        _foot(register),
    )


def signin_html(
    one: Occurrence,
    register: Register,
    people: Mapping[int, Volunteer],
    squads: Mapping[int, Squad],
    settings: Settings,
    *,
    blank: int = 10,
    full_phones: bool = False,
) -> str:
    """The sheet as a page that any browser prints on A4 (see `sheet` for what goes in).

    Returns:
        HTML that needs nothing else: no script, no font, no picture. The head is part of the
        table's, so it stands on every page.
    """
    page = sheet(one, register, people, squads, settings, blank=blank, full_phones=full_phones)
    head, foot = _pairs(page.head), _pairs(page.foot)
    widths = "".join(f'<col style="width:{width}%">' for width in _WIDTHS)
    columns = "".join(f"<th>{_html(_(name))}</th>" for name in COLUMNS)
    rows = "\n".join(
        f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>" for row in page.rows
    )
    return f"""<!DOCTYPE html>
<html lang="{"zh-CN" if current() == "zh" else "en"}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{_html(page.title)} {_html(page.head[0][1])}</title>
<style>{_STYLE}</style>
</head>
<body>
<table>
<colgroup>{widths}</colgroup>
<thead>
<tr><th class="title" colspan="{len(COLUMNS)}"><h1>{_html(page.title)}</h1><p>{head}</p></th></tr>
<tr>{columns}</tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
<p class="foot">{foot}</p>
</body>
</html>
"""


def signin_csv(
    one: Occurrence,
    register: Register,
    people: Mapping[int, Volunteer],
    squads: Mapping[int, Squad],
    settings: Settings,
    *,
    blank: int = 10,
    full_phones: bool = False,
) -> bytes:
    """The same sheet for a spreadsheet (see `sheet` for what goes in)."""
    page = sheet(one, register, people, squads, settings, blank=blank, full_phones=full_phones)
    rows: list[Sequence[str | int]] = [[page.title]]
    rows.append([word for pair in page.head for word in pair])
    rows.append([_(name) for name in COLUMNS])
    rows += [[int(number), *map(_cell, cells)] for number, *cells in page.rows]
    rows.append([word for pair in page.foot for word in pair])
    return csv_bytes(rows)


def _cell(text: str) -> str:
    """One line for a cell; a space in 0571... keeps a spreadsheet from dropping the zero."""
    text = text.replace("\n", " / ")
    return f"{text[:4]} {text[4:]}" if text.isdigit() and text.startswith("0") else text


def _pairs(pairs: list[tuple[str, str]]) -> str:
    """Labels with their text, or with a line to write on."""
    return "".join(
        f"<span><b>{_html(label)}</b> {_html(text) or '<i></i>'}</span>" for label, text in pairs
    )


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _reading(person: Volunteer | None) -> str:
    return person.reading or person.name if person else ""


def _times(
    entry: Entry, one: Occurrence, register: Register, settings: Settings
) -> tuple[str, str, str]:
    """In, out and hours; a line for each stint, nothing where nothing is known yet."""
    zone = one.start.tzinfo
    came = "\n".join(f"{s.start.astimezone(zone):%H:%M}" for s in entry.stints)
    left = "\n".join(f"{s.end.astimezone(zone):%H:%M}" if s.end else "" for s in entry.stints)
    if not any(stint.end for stint in entry.stints):
        return came, left.strip("\n"), ""
    policy = (register.head and register.head.policy) or settings.hours
    credit = entry.credit or hours.credit(entry, one.minutes, policy)
    return came, left, hours_text(credit.total)


def _remarks(entry: Entry) -> str:
    parts = [_(_MARKS[entry.mark])]
    if entry.adults:
        parts.append(_("+{count} adults").format(count=entry.adults))
    if entry.children:
        parts.append(_("+{count} children").format(count=entry.children))
    return " ".join(filter(None, parts))


def _head(one: Occurrence) -> list[tuple[str, str]]:
    title = one_line(one.event.title)
    return [
        (_("Event"), (_("[Cancelled] ") if one.cancelled else "") + title),
        (_("Date"), _when(one)),
        (_("Place"), one_line(one.place)),
        (_("In charge"), one_line(one.event.lead)),
    ]


def _when(one: Occurrence) -> str:
    """``2026-11-25 08:00-11:00``; both days where it ends on another."""
    if one.event.all_day:
        last = one.end - timedelta(minutes=1)
        same = last.date() == one.start.date()
        return f"{one.start:%Y-%m-%d}" + ("" if same else f" - {last:%Y-%m-%d}")
    if one.end.date() == one.start.date():
        return f"{one.start:%Y-%m-%d %H:%M}-{one.end:%H:%M}"
    return f"{one.start:%Y-%m-%d %H:%M} - {one.end:%Y-%m-%d %H:%M}"


def _foot(register: Register) -> list[tuple[str, str]]:
    """记录人, 应到, 实到; with those who came along, where there are any."""
    present = len(register.present)
    came = str(present) if present else ""
    if register.heads > present:
        came = _("{people} (with those who came along: {heads})").format(
            people=present, heads=register.heads
        )
    return [
        (_("Recorded by"), ""),
        (_("Expected"), str(len(register.expected))),
        (_("Present"), came),
    ]


_WIDTHS = (5.5, 12, 6.5, 14.5, 13, 8, 8, 7.5, 13, 12)
"""Per cent of the page, for each of `COLUMNS`."""

_STYLE = """
@page { size: A4 portrait; margin: 12mm 10mm 14mm; @bottom-right { content: counter(page); } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 190mm; color: #000; background: #fff;
  font: 10pt/1.25 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
thead { display: table-header-group; }
tr { break-inside: avoid; page-break-inside: avoid; }
th, td { border: 0.3mm solid #000; padding: 0.6mm 1mm; text-align: center; vertical-align: middle;
  overflow-wrap: anywhere; unicode-bidi: isolate; }
td { height: 8.5mm; }
th { font-weight: 600; }
th.title { border: 0; padding: 0 0 2mm; font-weight: normal; }
h1 { margin: 0 0 2mm; font-size: 15pt; letter-spacing: 0.05em; }
p { margin: 0; display: flex; flex-wrap: wrap; gap: 1mm 8mm; justify-content: space-between; }
p span { text-align: left; unicode-bidi: isolate; }
.foot { margin-top: 4mm; break-inside: avoid; page-break-inside: avoid; }
i { display: inline-block; width: 32mm; border-bottom: 0.3mm solid #000; height: 1em; }
"""

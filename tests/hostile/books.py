"""Damage to books, histories and other files of a village, by name."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hostile.village import KEY

Damage = Callable[[Path], None]
"""A function that damages or replaces an intact book."""


def _bytes(raw: bytes) -> Damage:
    def put(path: Path) -> None:
        path.write_bytes(raw)

    return put


def _changed(change: Callable[[bytes], bytes]) -> Damage:
    def put(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return put


def _table(change: Callable[[dict[str, Any]], object]) -> Damage:
    """Change the tables of a book."""

    def put(path: Path) -> None:
        tables = json.loads(path.read_bytes())
        change(tables)
        path.write_text(json.dumps(tables), encoding="ascii")

    return put


def _fields(**fields: object) -> Damage:
    """Change fields of a book's first record."""

    def put(path: Path) -> None:
        _table(lambda tables: tables["_default"]["1"].update(fields))(path)

    return put


def _head(**fields: object) -> Damage:
    return _table(lambda tables: tables["head"]["1"].update(fields))


def _meta(**fields: object) -> Damage:
    return _table(lambda tables: tables["meta"]["1"].update(fields))


def _renumbered(number: str) -> Damage:
    def change(tables: dict[str, Any]) -> None:
        tables["_default"][number] = tables["_default"].pop("1")

    return _table(change)


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _socket(path: Path) -> None:
    path.unlink()
    with socket.socket(socket.AF_UNIX) as listener:
        before = Path.cwd()
        os.chdir(path.parent)  # the path of a socket must be short
        try:
            listener.bind(path.name)
        finally:
            os.chdir(before)


def _link(path: Path) -> None:
    """Replace a book by a link to the same book outside the village."""
    outside = path.with_name(f"{path.name}.outside")
    target = path.parents[2] / "outside.json"
    shutil.move(path, outside)
    shutil.move(outside, target)
    path.symlink_to(target)


def _link_to(target: str) -> Damage:
    def put(path: Path) -> None:
        path.unlink()
        path.symlink_to(target)

    return put


def _sparse(path: Path) -> None:
    """Extend a book to a terabyte that takes no space on the disk."""
    with path.open("r+b") as file:
        file.truncate(1 << 40)


UNREADABLE: dict[str, Damage] = {
    "empty": _bytes(b""),
    "blank": _bytes(b" \n\n"),
    "cut in half": _changed(lambda raw: raw[: len(raw) // 2]),
    "a byte short": _changed(lambda raw: raw[:-1]),
    "UTF-16": _changed(lambda raw: raw.decode().encode("utf-16")),
    "with a BOM": _changed(lambda raw: b"\xef\xbb\xbf" + raw),
    "GBK": _bytes('{"_default":{"1":{"name":"青山"}}}'.encode("gbk")),
    "zeros": _changed(lambda raw: b"\0" * len(raw)),
    "twice": _changed(lambda raw: raw + raw),
    "deep lists": _bytes(b"[" * 200_000),
    "deep tables": _bytes(b'{"_default":' * 100_000),
    "deep in a record": _bytes(b'{"_default":{"1":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_002),
    "null": _bytes(b"null"),
    "a list": _bytes(b"[]"),
    "a text": _bytes(b'"_default"'),
    "no number": _bytes(b'{"_default":{"1":{"number":NaN}}}'),
    "infinity": _bytes(b'{"_default":{"1":{"number":Infinity}}}'),
    "a very large number": _bytes(b'{"_default":{"1":{"number":1e999}}}'),
    "a number of 10 000 digits": _bytes(b'{"_default":{"1":{"number":' + b"9" * 10_000 + b"}}}"),
    "a record that is a list": _bytes(b'{"_default":{"1":[]}}'),
    "a table that is a list": _bytes(b'{"_default":[]}'),
    "a record without fields": _bytes(b'{"_default":{"1":{}}}'),
    "a key that is no number": _bytes(b'{"_default":{"one":{}}}'),
    "half a character": _fields(number="\ud800"),
    "a half in a text": _fields(name="\ud800", title="\ud800", squad="\ud800"),
    "another number": _renumbered("7"),
    "newer": _meta(format=99),
    "newer, in another shape": _bytes(b'{"_default":7,"meta":{"1":{"format":99}}}'),
    "a format that is no number": _meta(format="1"),
    "a fifo": _fifo,
    "a folder": _folder,
    "a socket": _socket,
    "a link to a book": _link,
    "a link to nothing": _link_to("/nonexistent/HOSTILE"),
    "a link to itself": lambda path: _link_to(path.name)(path),
    "a link to zeros": _link_to("/dev/zero"),
    "a terabyte": _sparse,
}
"""Damage after which no book can be opened."""

_FAR, _LONG = "9999-12-31T23:59:59", 10**30
IMPOSSIBLE: dict[str, tuple[str, Damage]] = {
    "duplicate keys": ("people", _bytes(
        b'{"_default":{"1":{"number":1,"name":"a"},"1":{"number":1,"name":"b","name":"c"}}}'
    )),
    "a negative number": ("people", _bytes(b'{"_default":{"-1":{"number":-1,"name":"a"}}}')),
    "number 0": ("people", _bytes(b'{"_default":{"0":{"number":0,"name":"a"}}}')),
    "a huge number": ("people", _bytes(
        b'{"_default":{"%d":{"number":%d,"name":"a"}}}' % (10**18, 10**18)
    )),
    "joined in the year 1": ("people", _fields(joined="0001-01-01")),
    "no person": ("people", _bytes(b"{}")),
    "tags without end": ("people", _fields(tags=["x" * 50] * 5000)),
    "members without end": ("squads", _fields(members=[*range(50_000)], leader=10**9)),
    "deputies nobody knows": ("squads", _fields(deputies=[-1, 0, 10**18])),
    "no squad": ("squads", _bytes(b'{"_default":{}}')),
    "the last day": ("events", _fields(start=_FAR, repeat=None, changes={})),
    "the first day": ("events", _fields(start="0001-01-01T00:00:00")),
    "a start with an offset": ("events", _fields(start="2026-11-25T08:30:00+08:00")),
    "minutes without end": ("events", _fields(minutes=_LONG)),
    "a huge length": ("events", _fields(minutes=10**9)),
    "a negative length": ("events", _fields(minutes=-(10**9))),
    "no length": ("events", _fields(minutes=0, all_day=True)),
    "places without end": ("events", _fields(capacity=_LONG, needs={"1": _LONG, "-5": -1})),
    "a negative number of places": ("events", _fields(capacity=-1)),
    "no zone": ("events", _fields(zone="../../etc/passwd")),
    "a zone with a NUL": ("events", _fields(zone="\0")),
    "every second": ("events", _fields(repeat={"by": "rrule", "rule": "FREQ=SECONDLY"})),
    "never": ("events", _fields(
        repeat={"by": "rrule", "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}
    )),
    "a very long rule": ("events", _fields(
        repeat={"by": "rrule", "rule": "FREQ=DAILY;BYMONTH=" + "1," * 20_000 + "1"}
    )),
    "no rule": ("events", _fields(repeat={"by": "rrule", "rule": ""})),
    "a 99th moon": ("events", _fields(repeat={"by": "lunar", "month": 99, "day": -1})),
    "a count without end": ("events", _fields(
        repeat={"by": "lunar", "month": 0, "day": 1, "count": _LONG}
    )),
    "no term": ("events", _fields(repeat={"by": "term", "term": "[/]"})),
    "a changed day that is none": ("events", _fields(
        changes={"../../x": {"cancelled": True}, "2026-02-30": {"start": "2026-11-25T09:00:00"}}
    )),
    "a change to the last day": ("events", _fields(changes={"2026-11-25": {"start": _FAR}})),
    "a change with an offset": ("events", _fields(
        changes={"2026-11-25": {"start": "2026-11-25T08:30:00Z", "minutes": _LONG}}
    )),
    "off the earth": ("events", _fields(geo=[1e308, -1e308])),
    "plans in plans": ("events", _fields(
        earlier=[{"title": "a", "start": _FAR, "earlier": [{"title": "b", "start": _FAR}]}]
    )),
    "earlier plans that begin later": ("events", _fields(
        earlier=[{"title": "a", "start": "2030-01-01T00:00:00"}] * 300
    )),
    "stamped in the year 1": ("events", _fields(stamped="0001-01-01T00:00:00+14:00")),
    "stamped without an offset": ("events", _fields(stamped="2026-01-01T00:00:00")),
    "no event": ("events", _bytes(b'{"_default":{}}')),
    "no such zone": ("settings", _fields(zone="Asia/Nowhere")),
    "a zone that climbs": ("settings", _fields(zone="../../../etc/passwd")),
    "an absolute zone": ("settings", _fields(zone="/etc/passwd")),
    "a zone of NULs": ("settings", _fields(zone="\0\0")),
    "no such language": ("settings", _fields(language="../x[/]")),
    "an eighth day": ("settings", _fields(first_weekday=99)),
    "a negative day": ("settings", _fields(first_weekday=-1)),
    "years without end": ("settings", _fields(years_ahead=10**9)),
    "rounding to nothing": ("settings", _fields(
        hours={"round_to": 0, "rounding": "nearest", "daily_cap": -5, "min_presence": 10**9}
    )),
    "no stars": ("settings", _fields(stars=[])),
    "kinds without names": ("settings", _fields(kinds=[{"name": ""}, {}, 3])),
    "a kind with a long letter": ("settings", _fields(kinds=[{"name": "x", "letter": "y" * 99}])),
    "a kind of no role": ("settings", _fields(kinds=[{"name": "x", "role": "boss"}])),
    "stars that fall": ("settings", _fields(stars=[0, -1, _LONG])),
    "settings that are not the first": ("settings", _renumbered("2")),
    "no settings": ("settings", _bytes(b'{"_default":{}}')),
    "a stint without an offset": ("register", _fields(stints=[{"start": "2026-11-25T08:30:00"}])),
    "a stint that ends before it starts": ("register", _fields(
        stints=[{"start": "9999-12-31T23:59:59-12:00", "end": "0001-01-01T00:00:00+12:00"}]
    )),
    "a stint without end in the year 1": ("register", _fields(
        stints=[{"start": "0001-01-01T00:00:00+12:00"}]
    )),
    "stints without end": ("register", _fields(
        stints=[{"start": "2026-11-25T08:30:00+08:00"}] * 5000
    )),
    "heads without end": ("register", _fields(adults=_LONG, children=-_LONG)),
    "a huge row": ("register", _fields(row=_LONG)),
    "a negative row": ("register", _fields(row=-1)),
    "a credit without end": ("register", _fields(
        credit={"clocked": _LONG, "filled": -_LONG, "granted": 10**9}
    )),
    "a squad nobody knows": ("register", _fields(squad=10**18)),
    "somebody nobody knows": ("register", _table(
        lambda tables: tables["_default"].update({"99999": {"number": 99999, "adults": 2}})
    )),
    "a head of another event": ("register", _head(event=77, planned="2020-01-01")),
    "a head in the last year": ("register", _head(start=f"{_FAR}Z", end="0001-01-01T00:00:00Z")),
    "a head without offsets": ("register", _head(
        start="2026-11-25T08:30:00", end="2026-11-25T11:30:00", closed="2026-11-25T11:30:00"
    )),
    "a head that rounds to nothing": ("register", _head(
        closed="2026-11-25T11:30:00+08:00",
        policy={"round_to": 0, "rounding": "nearest", "daily_cap": 0, "min_presence": 0},
    )),
    "a request done by nothing": ("requests", _fields(state="done", rounds=[])),
    "a request that is the same as none": ("requests", _fields(state="same", same_as=0)),
    "a request that is the same as itself": ("requests", _fields(state="same", same_as=1)),
    "a request due without end": ("requests", _fields(days=_LONG)),
    "a request due in the year 1": ("requests", _fields(due="0001-01-01")),
    "a request heard without an offset": ("requests", _fields(at="2026-11-20T08:00:00")),
    "a request of nobody who is known": ("requests", _fields(who=10**6, holder=10**6)),
    "a gift for nothing": ("gifts", _fields(points=0)),
    "a gift that gives points": ("gifts", _fields(points=-5)),
    "fewer gifts than none": ("gifts", _fields(stock=-7)),
    "a scorecard with a cell too few": ("scorecards", _table(
        lambda tables: tables["_default"]["1"]["rows"][0].update(cells=[])
    )),
    "a scorecard that ends before it begins": ("scorecards", _fields(first=_FAR[:10])),
    "marks without end": ("scorecards", _table(
        lambda tables: tables["_default"]["1"]["rows"][0].update(marks=_LONG)
    )),
    "a visit in the year 1": ("visits/2026", _fields(day="0001-01-01")),
    "a visit of another year": ("visits/2026", _fields(day="2019-02-03")),
    "a visit to nobody who is known": ("visits/2026", _fields(who=10**6, by=[10**6])),
    "a visit by somebody below 0": ("visits/2026", _fields(by=[-1])),
    "points of nobody": ("points/2026", _fields(person=0)),
    "points without end": ("points/2026", _fields(points=_LONG)),
    "points in the last year": ("points/2026", _fields(at=f"{_FAR}Z")),
    "points of another year": ("points/2026", _fields(at="2019-02-03T08:00:00+08:00")),
    "a reversal of itself": ("points/2026", _fields(kind="reversal", reverses="F2026-0001")),
    "no head": ("register", _table(lambda tables: tables.pop("head"))),
    "a second head": ("register", _table(
        lambda tables: tables["head"].update({"2": tables["head"]["1"]})
    )),
    "no meta": ("register", _table(lambda tables: tables.pop("meta"))),
    "a revision without end": ("people", _meta(rev=_LONG, highest=_LONG)),
    "a negative revision": ("people", _meta(rev=-5, highest=-5)),
    "history lines that are none": ("people", _meta(last=[{"book": "../x", "rev": 1, "key": 1}])),
    "history lines of another book": ("people", _meta(
        last=[{"book": "registers/../../x", "rev": 1, "key": 1, "act": "x", "at": f"{_FAR}Z"}]
    )),
}  # fmt: skip
"""Valid JSON with impossible values, with the name of the book it is for."""


def _lines(raw: bytes) -> Damage:
    return _changed(lambda before: before + raw)


DAMAGED_HISTORIES: dict[str, Damage] = {
    "junk at the end": _lines(b"junk\n"),
    "half a line": _lines(b'{"book":"people","rev":'),
    "a line of ten megabytes": _lines(b"x" * 10_000_000 + b"\n"),
    "blank lines": _lines(b"\n\n\n"),
    "NULs": _lines(b"\0" * 10_000 + b"\n"),
    "not UTF-8": _lines(b'{"book":"\xff\xfe"}\n'),
    "a deep line": _lines(b"[" * 100_000 + b"\n"),
    "a line of another time": _lines(
        b'{"book":"people","rev":9,"key":1,"act":"person.change","at":"9999-12-31T23:59:59Z"}\n'
    ),
    "a line of no book": _lines(
        b'{"book":"../../x","rev":9,"key":-1,"act":"[/]","at":"2026-11-25T00:00:00Z","n":-7}\n'
    ),
    "a line without an offset": _lines(
        b'{"book":"people","rev":9,"key":1,"act":"x","at":"2026-11-25T00:00:00"}\n'
    ),
    "records of the wrong shape": _lines(
        b'{"book":"events","rev":9,"key":1,"act":"event.change","at":"2026-11-25T00:00:00Z",'
        b'"old":{"title":7,"changes":[],"phone":7},"new":{"members":"x","stints":{"a":1}}}\n'
    ),
    "empty": _bytes(b""),
    "a fifo": _fifo,
    "a folder": _folder,
    "a link to zeros": _link_to("/dev/zero"),
    "a terabyte": _sparse,
}
"""Damage to a month of the history."""


def _in_place(name: str, put: Damage) -> Damage:
    """Damage at a path of the village that is no book."""

    def place(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        put(path)

    return place


_ELSEWHERE = (
    b'{"lines":[{"book":"../../HOSTILE","rev":1,"key":1,"act":"\\u001b[2J",'
    b'"at":"2026-11-25T08:50:00+08:00"}]}'
)
"""The journal of a transaction with a book outside the village."""

STRAY_FILES: dict[str, Damage] = {
    "a lock that is a fifo": _in_place(".lock", _fifo),
    "a lock that is a folder": _in_place(".lock", _folder),
    "a lock that is a link": _in_place(".lock", _link_to("/nonexistent/HOSTILE")),
    "notes of locks that are a fifo": _in_place(".holders", _fifo),
    "notes of locks that are a folder": _in_place(".holders", _folder),
    "notes of locks that are no text": _in_place(".holders", _bytes(b"\xff\x00" * 4096)),
    "half a file that is a folder": _in_place(".people.json.tmp", _folder),
    "a journal that is a fifo": _in_place(".together", _fifo),
    "a journal that is a folder": _in_place(".together", _folder),
    "a journal that is a link": _in_place(".together", _link_to("/nonexistent/HOSTILE")),
    "a journal of elsewhere": _in_place(".together", _bytes(_ELSEWHERE)),
    "what a book becomes is a folder": _in_place(".people.json.together", _folder),
    "a register of no date": _in_place("registers/2026/E0001@2026-02-30.json", _bytes(b"{}")),
    "a register of no event": lambda folder: shutil.copy(
        folder / f"registers/2026/{KEY}.json", folder / "registers/2026/E9999@2026-11-25.json"
    ),
    "a register in the wrong year": _in_place("registers/1999/E0001@2026-11-25.json", _bytes(b"{")),
    "a year that is a fifo": _in_place("registers/2025", _fifo),
    "a year that is a link to itself": _in_place("registers/2024", _link_to("2024")),
    "a year of visits that is a folder": lambda folder: (folder / "visits/2025.json").mkdir(),
    "a year of visits that is a fifo": _in_place("visits/2024.json", _fifo),
    "a year of points that is a link": _in_place("points/2024.json", _link_to("2026.json")),
    "a book of visits of no year": _in_place("visits/99999.json", _bytes(b"{")),
    "a month of no year": _in_place("history/9999-99.jsonl", _bytes(b"{}\n")),
    "desks that are a file": _in_place(".desks", _bytes(b"")),
    "a desk that is a fifo": _in_place(".desks/E0001@2026-11-25.x", _fifo),
    "a name that is not UTF-8": lambda folder: Path(
        os.fsdecode(os.fsencode(folder) + b"/\xff\xfe")
    ).touch(),
    "names that drive a terminal": lambda folder: (
        folder / "registers" / "\x1b]0;HOSTILE\x07"
    ).mkdir(),
}
"""Files and folders beside the books; each function gets the village's folder."""

"""Every command of `yigong --help`, with arguments for the village of `hostile.village`."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hostile.village import KEY
from yigong.store import language
from yigong.tui.cli import build_parser
from yigong.tui.main import main

EVENT = json.dumps({"title": "新的", "start": "2026-12-01T08:30", "minutes": 60})
ICAL = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a@b\r\n"
    "DTSTAMP:20260101T000000Z\r\nDTSTART:20261201T003000Z\r\nDTEND:20261201T013000Z\r\n"
    "SUMMARY:别人的\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)

READING: dict[str, tuple[str, ...]] = {
    "event list": (),
    "event list ": ("--from", "2026-11-01", "--to", "2026-12-31"),
    "event list  ": ("--search", "1"),
    "event clashes": (),
    "trip missing": (KEY, "--leg", "2"),
    "trip list": (KEY, "--leg", "1"),
    "event show": ("E0001",),
    "event show ": (KEY,),
    "kind list": (),
    "programme list": (),
    "programme show": ("P01",),
    "points rules": (),
    "points list": ("--all",),
    "points show": ("V0001",),
    "gift list": ("--archived",),
    "venue list": (),
    "venue show": ("L01", "2026-12"),
    "venue week": ("L01", "2026-12-08"),
    "venue free": ("L02", "2026-12"),
    "booking list": (),
    "request list": ("all", "--state", "all"),
    "request list ": ("--overdue",),
    "request show": ("Q0001",),
    "request show ": ("Q0007",),
    "request message": ("Q0003",),
    "visit list": ("all",),
    "visit show": ("W2026-0001",),
    "visit cover": ("all",),
    "visit households": (),
    "visit propose": (),
    "roles review": ("2026",),
    "score show": ("2026",),
    "score show ": ("2026", "--of", "squads"),
    "score cell": ("colour", "2026"),
    "score show  ": ("C01",),
    "score list": (),
    "score rules": (),
    "workload": ("2026",),
    "verify": ("2026-0001-AAAAAA",),
    "people list": (),
    "people find": ("1",),
    "people show": ("V0001",),
    "people doubles": (),
    "people doubles ": ("--all",),
    "people stars": (),
    "files list": (),
    "squad list": (),
    "squad show": ("S01",),
    "squad board": ("S01", "all"),
    "event invite": ("E0001",),
    "event invite ": (KEY, "--squad", "S01"),
    "event invite  ": (KEY, "--programme", "P01"),
    "history": (),
    "history ": ("--person", "V0001"),
    "history  ": ("--event", "E0001"),
    "doctor": (),
    "sample": ("2026-11", "--seed", "x"),
}
"""The commands that only read; blanks at the end of a name make a second entry for it."""

EXPORTING: dict[str, tuple[str, ...]] = {
    "export ical": (),
    "export ical ": ("E0001", "-o", "-"),
    "export ical  ": ("--squad", "S01"),
    "export ical   ": ("--person", "V0001"),
    "export ical    ": ("--feeds", "{folder}/outbox"),
    "publish": ("{folder}-www", "--dry-run"),
    "publish ": ("{folder}/outbox",),
    "send": ("2026-11",),
    "export qr": (KEY,),
    "export message": (KEY,),
    "export summary": ("2026",),
    "export summary ": ("2026-11", "--format", "md", "-o", "-"),
    "export signin": (KEY,),
    "export signin ": (KEY, "--format", "csv", "-o", "-"),
    "export signin  ": (KEY, "--format", "xlsx", "--full-phones"),
    "export summary  ": ("2026", "--format", "xlsx", "--names"),
    "export manifest": (KEY, "--leg", "1"),
    "export ledger": ("2026-11",),
    "export ledger ": ("2026", "--format", "csv", "-o", "-"),
    "export ledger  ": ("2026", "--format", "xlsx", "--with-paid"),
    "export paid": ("2026",),
    "export paid ": ("2026-11", "--format", "csv", "-o", "-"),
    "export summary   ": ("2026", "--format", "html", "--names"),
    "export workload": ("2026",),
    "export workload ": ("2026-11", "--format", "csv", "-o", "-"),
    "export record": ("V0001", "2026"),
    "export record ": ("V0002", "--full-phones", "-o", "-"),
    "export badges": (),
    "export badges ": ("--squad", "S01", "-o", "-"),
    "export people": (),
    "export people ": ("--full-phones", "-o", "-"),
    "export people  ": ("--format", "xlsx"),
    "export programmes": (),
    "export points": (),
    "export points ": ("--public", "-o", "-"),
    "export points  ": ("--format", "csv", "-o", "-"),
    "export points   ": ("--format", "xlsx"),
    "export passbook": ("V0001",),
    "export bookings": ("2026-11", "--venue", "L01", "--format", "csv", "-o", "-"),
    "export requests": ("all", "--format", "csv", "-o", "-"),
    "export requests ": ("2026", "--format", "xlsx"),
    "export answered": ("all", "--format", "csv", "-o", "-"),
    "export answered ": ("2026",),
    "export visits": ("all", "--format", "csv", "-o", "-"),
    "export visits ": ("all",),
    "export enrolled": ("P01", "--format", "csv"),
    "export score": ("2026", "--of", "squads", "--format", "csv", "-o", "-"),
    "export score ": ("C01",),
    "export score  ": ("2026-Q4", "--format", "xlsx"),
    "squad phones": ("S01",),
    "squad phones ": ("S01", "--full-phones", "-o", "-"),
    "squad phones  ": ("S01", "--format", "csv"),
    "files get": ("none.ics",),
    "files put": ("in.csv",),
    "backup": (),
}
"""The commands that write a file into the outbox or the backups."""

CHANGING: dict[str, tuple[str, ...]] = {
    "event add": ("-",),
    "event change": ("E0001", "-"),
    "event move": (KEY, "2026-11-26"),
    "event cancel": ("E0002",),
    "event restore": ("E0002",),
    "event leave-out": ("E0001@2026-12-25",),
    "event put-back": ("E0001@2027-01-25",),
    "kind add": ("义诊", "--letter", "诊"),
    "kind edit": ("市集", "--role", "guest"),
    "kind remove": ("市集",),
    "people add": ("张三",),
    "people edit": ("V0004", "--note", "带水"),
    "people archive": ("V0005",),
    "people merge": ("V0006", "V0007"),
    "people forget": ("V0008", "--yes"),
    "people import": ("-",),
    "squad add": ("新队",),
    "squad join": ("S02", "V0001"),
    "squad leave": ("S02", "V0001"),
    "squad lead": ("S01", "V0001"),
    "squad deputy": ("S01", "V0002"),
    "squad host": ("S01", "--contact", "王总"),
    "squad archive": ("S01",),
    "programme add": ("月月有亮点", "--season", "丰收:2026-11", "--goal", "12场"),
    "programme edit": ("P01", "--places", "3"),
    "programme archive": ("P02",),
    "programme merge": ("P01", "P03"),
    "programme enrol": ("P01", "V0002"),
    "programme leave": ("P01", "V0001"),
    "programme mentor": ("P01", "V0001", "V0003"),
    "request add": ("井盖松了", "--who", "V0001", "--group", "一组", "--topic", "路"),
    "request take": ("Q0001", "V0002", "--squad", "S01"),
    "request begin": ("Q0005",),
    "request note": ("Q0001", "问过了"),
    "request done": ("Q0001", "换好了", "--event", "E0001"),
    "request feedback": ("Q0003", "good", "--said", "好"),
    "request decline": ("Q0002", "不归村里管"),
    "request same": ("Q0006", "Q0001"),
    "request reopen": ("Q0004",),
    "request change": ("Q0001", "--urgency", "soon", "--due", "-"),
    "request event": ("Q0001", "E0002"),
    "visit add": ("V0002", "--visitor", "V0001", "--heard", "灯坏了"),
    "visit change": ("W2026-0001", "--note", "更正"),
    "visit household": ("一组1号", "V0001", "V0002"),
    "visit rename": ("x", "一组1号"),
    "points rule-add": ("服务", "--points", "1", "--unit", "30"),
    "points rule-edit": ("服务", "--points", "2"),
    "points rule-remove": ("服务",),
    "points award": ("5", "V0001", "V0002", "--why", "送饭"),
    "points redeem": ("V0001", "G02"),
    "points reset": ("V0002", "--why", "清零"),
    "points reverse": ("F2026-0001",),
    "gift add": ("食用油", "15", "--stock", "8"),
    "gift edit": ("G02", "--points", "3"),
    "gift stock": ("G02", "--add", "3"),
    "gift archive": ("G02",),
    "venue add": ("书吧", "--open", "周一至周五 9-21", "--part-of", "L01", "--keeper", "V0002"),
    "venue edit": ("L02", "--shut", "2026-12-24 消杀", "--part-of", "-"),
    "venue archive": ("L02",),
    "booking add": ("L02", "2026-12-09", "14-16", "读书会", "--repeat", "weekly", "--until", "3"),
    "booking decline": ("E0003", "检修"),
    "booking approve": ("E0003",),
    "booking cancel": ("E0003", "--reason", "不来了"),
    "score sign": ("2025", "--of", "groups"),
    "score withdraw": ("C01", "--why", "更正"),
    "signup": (KEY, "V0001"),
    "withdraw": (KEY, "V0001"),
    "checkin": (KEY, "V0002", "--at", "09:00", "--until", "10:00", "--why", "忘了"),
    "role": (KEY, "V0001", "参", "--why", "更正"),
    "along": (KEY, "V0001", "--adults", "1"),
    "count": (KEY, "--adults", "2", "--children", "1"),
    "trip board": (KEY, "V0002", "--leg", "1", "--seat", "3"),
    "trip arrive": (KEY, "--leg", "1"),
    "trip stays": (KEY, "V0002"),
    "checkout": (KEY, "V0001"),
    "revoke": (KEY, "V0001", "--why", "错了"),
    "mark": (KEY, "V0003", "late"),
    "paper": (KEY, "-"),
    "grant": (KEY, "V0001", "1:00", "--why", "备课"),
    "report": (KEY, "很好"),
    "close": (KEY,),
    "reopen": (KEY, "--why", "更正"),
    "undo": (),
    "import ical": ("-",),
}
"""The commands that change a book."""

TOWN = (
    "open", "init", "add", "take", "list", "remove", "rename", "summary", "score", "late", "sample",
)  # fmt: skip

TESTED_ELSEWHERE = {"init", "demo", "restore", *(f"town {part}" for part in TOWN)}
"""The commands that make a village in another folder or read several, which have tests of their
own."""

STDIN = {
    "event add": EVENT,
    "event change": EVENT,
    "people import": "姓名,电话\n李四,12000000004\n",
    "paper": "1 0852 1110\n",
    "import ical": ICAL,
    "files put": "姓名\n李四\n",
}


class Result(NamedTuple):
    """The exit code, standard output and standard error of a command."""

    code: int
    out: bytes
    err: str


class TimedOut(BaseException):
    """A command took too long; not an Exception, so that nothing catches it."""


def names() -> set[str]:
    """The names of all commands, from the parser."""
    language.use_language("en")
    return set(_names(build_parser(), ""))


def _names(parser: argparse.ArgumentParser, above: str) -> Iterator[str]:
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield above
    for group in groups:
        for word, part in group.choices.items():
            yield from _names(part, f"{above} {word}".strip())


def run(folder: Path, *words: str, stdin: str | bytes = b"", seconds: float = 20) -> Result:
    """Run a command in this process.

    Raises:
        TimedOut: It took longer than `seconds`.
    """
    raw = stdin.encode("utf-8", "surrogatepass") if isinstance(stdin, str) else stdin
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with (
        time_limit(seconds, words),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(raw), "utf-8")
        try:
            code = main(["--data", str(folder), "--lang", "en", "--by", "李芳", *words])
        finally:
            sys.stdin = before
    return Result(code, out.buffer.getvalue(), err.buffer.getvalue().decode("utf-8"))


def call(folder: Path, name: str, *, as_json: bool = False) -> Result:
    """Run a command with the arguments listed above."""
    arguments = {**READING, **EXPORTING, **CHANGING}[name]
    words = [*name.split(), *(word.format(folder=folder) for word in arguments)]
    if as_json:
        words.append("--json")
    return run(folder, *words, stdin=STDIN.get(name, ""))


@contextlib.contextmanager
def time_limit(seconds: float, label: object) -> Iterator[None]:
    """Raise `TimedOut` in a block that takes too long, also in a blocking system call."""

    def time_out(*_: object) -> None:
        raise TimedOut(label)

    before = signal.signal(signal.SIGALRM, time_out)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

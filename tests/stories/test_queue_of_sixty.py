"""A story: sixty people at two desks, and a register that has what both screens showed."""

from __future__ import annotations

import random
from itertools import cycle

from support.terminals import ESCAPE, desk, status, status_shows, village_with_event_today
from yigong.store.records import Volunteer

PEOPLE = 60
CONTESTED = 12
"""People whom both desks check in at the same moment."""

_SURNAMES, _GIVEN = "王李张刘陈杨黄赵吴周徐孙", "伟芳娜敏静"


def queue():
    """Sixty people with different names and phones."""
    names = [surname + given for given in _GIVEN for surname in _SURNAMES]
    return [Volunteer(name=name, phone=f"1200000{5001 + n}") for n, name in enumerate(names)]


def keys(person, kind):
    """A badge, the end of the phone, or the name as an input method commits it; then Enter."""
    return {"badge": person.code, "phone": person.phone[-4:], "name": person.name}[kind] + "\r"


def test_sixty_people_at_two_desks_are_checked_in_once_as_both_screens_show(tmp_path):
    village = village_with_event_today(tmp_path / "qingshan", queue())
    order = list(village.people.all().values())
    random.Random(60).shuffle(order)
    kinds = cycle(("badge", "phone", "name", "badge"))
    desk_by_person = {}
    with (
        desk(village.folder, "李芳", "东门") as east,
        desk(village.folder, "王建国", "西门") as west,
    ):
        desks = {"东门": east, "西门": west}

        def check_in(arrivals):
            """Type at both desks before the answer of either is read."""
            for name, person in arrivals.items():
                desks[name].send(keys(person, next(kinds)).encode())
            return {name: _answer(desks[name], person) for name, person in arrivals.items()}

        for _ in range(CONTESTED):
            person = order.pop()
            answers = check_in({"东门": person, "西门": person})
            assert sorted(answers.values()) == ["already here", "checked in"], (
                person.name,
                answers,
            )
            [winner] = [name for name, answer in answers.items() if answer == "checked in"]
            [loser] = [name for name in desks if name != winner]
            by = {"东门": "李芳", "西门": "王建国"}[winner]
            assert status_shows(desks[loser], f"起在场，{winner} {by} 签到"), (
                "the other desk is named"
            )
            _drop_question(desks[loser])
            desk_by_person[person.number] = winner
        while order:
            arrivals = {"东门": order.pop(), "西门": order.pop()}
            assert set(check_in(arrivals).values()) == {"checked in"}
            desk_by_person |= {person.number: name for name, person in arrivals.items()}

        entries = village.registers.read(village.events.occurrence_for("E0001").key).entries
        in_file = {number: [stint.desk for stint in e.stints] for number, e in entries.items()}
        assert in_file == {number: [name] for number, name in desk_by_person.items()}
        latest = sorted(entries.values(), key=lambda e: (e.stints[0].start, e.number), reverse=True)
        for name, terminal in desks.items():
            assert terminal.wait_for(f"已到 {PEOPLE} "), (name, terminal.text())
            lines = terminal.text().splitlines()
            rows = [line.split() for line in lines if "门" in line and " 到 " in line]
            assert len(rows) >= 5
            people = village.people.all()
            shown = [(row[0], row[3], row[-2], row[-1]) for row in rows]
            assert shown == [
                (f"{s.start:%H:%M}", people[e.number].name, s.desk, s.by)
                for e in latest[: len(rows)]
                for s in e.stints
            ]


def _drop_question(terminal):
    """Press Escape, as the question of the next badge would wait behind this one."""
    terminal.press(ESCAPE)
    for _ in range(500):
        if "起在场" not in status(terminal):
            return
        terminal.quiet(0.02, 0.1)
    raise AssertionError(terminal.text())


def _answer(terminal, person):
    """The answer of a desk: checked in (so it is on disk), or already here."""
    for _ in range(500):
        line = status(terminal)
        if f" {person.name} 签到" in line and "✓" in line:
            return "checked in"
        if f"{person.name} " in line and "起在场" in line:
            return "already here"
        terminal.quiet(0.02, 0.1)
    return terminal.text()

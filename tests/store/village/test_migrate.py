"""A village of an older version is backed up and migrated; one of a newer is refused."""

from __future__ import annotations

import errno
import fcntl
import json
from datetime import date, datetime

import msgspec
import pytest

from support.clock import MORNING, SHANGHAI
from support.format3 import FIGURES, format3_village
from support.replay import all_lines, assert_history_matches_books
from yigong.store.errors import Busy, DataError, Newer, ReadOnly, Refused
from yigong.store.storage.book import Actor
from yigong.store.storage.book_file import FORMAT
from yigong.store.storage.folder import Folder
from yigong.store.storage.layout import format_of, village_files
from yigong.store.village import doctor, migrate, restore
from yigong.store.village.repair import repair
from yigong.store.village.village import Village


@pytest.fixture
def old(village, enrol, duty_day):
    """A village of the first version, whose books do not have a format."""
    village.registers.checkin.check_in(duty_day, enrol("张小明")[0].number)
    for path in [*village.folder.glob("*.json"), *village.folder.glob("registers/*/*.json")]:
        tables = json.loads(path.read_bytes())
        tables["meta"]["1"].pop("format", None)
        path.write_text(json.dumps(tables))
    return village.folder


def opened(folder):
    return Village.open(folder, Actor("李芳", "东门"), clock=lambda: MORNING)


def formats(folder):
    paths = [*folder.glob("*.json"), *folder.glob("registers/*/*.json")]
    return {p.stem: json.loads(p.read_bytes())["meta"]["1"].get("format", 1) for p in paths}


def test_an_old_village_opens_and_is_backed_up_as_it_was(old, tmp_path):
    before = {path.name: path.read_bytes() for path in old.glob("*.json")}
    village = opened(old)
    assert formats(old)["settings"] == FORMAT
    (archive,) = (old / "backups").iterdir()
    assert archive.name.endswith("-format-1.zip")
    restore.restore_folder(archive, tmp_path / "as-it-was", "李芳")
    assert {p.name: p.read_bytes() for p in (tmp_path / "as-it-was").glob("*.json")} == before
    assert village.registers.read("E0001@2026-11-25").entries[1].here
    assert doctor.examine(old, MORNING).findings == []
    village.people.save(village.people.get(1))
    assert_history_matches_books(old)


def test_a_village_of_this_version_is_not_touched(village):
    opened(village.folder)
    assert not (village.folder / "backups").exists()


def test_a_second_start_finds_nothing_to_do(old):
    opened(old)
    opened(old)
    assert len(list((old / "backups").iterdir())) == 1


def test_what_a_step_changes_is_rewritten_and_what_it_does_not_stays(old):
    def step(name, tables, _lookup):
        if name != "people":
            return None
        people = {n: {**person, "note": "v2"} for n, person in tables["_default"].items()}
        return {**tables, "_default": people}

    migrate.migrate(old, MORNING, steps={**migrate.STEPS, 1: step})
    assert formats(old)["people"] == FORMAT
    assert formats(old)["events"] == 1
    assert opened(old).people.get(1).note == "v2"


def test_a_migration_that_was_cut_off_begins_anew(old):
    def dies(name, _tables, _lookup):
        if name == "settings":
            raise KeyboardInterrupt
        return

    with pytest.raises(KeyboardInterrupt):
        migrate.migrate(old, MORNING, steps={**migrate.STEPS, 1: dies})
    assert format_of(Folder(old)) == 1
    assert opened(old).settings.name == "青山村"
    assert format_of(Folder(old)) == FORMAT


def test_a_step_sees_other_books_as_they_were_and_changes_none_twice(old):
    def step(name, tables, lookup):
        if name == "settings" and interrupted:
            raise KeyboardInterrupt
        if name == "events":
            event = tables["_default"]["1"]
            return {"_default": {"1": {**event, "title": event["title"] + "!"}}}
        if name.startswith("registers/"):
            title = lookup("events")["_default"]["1"]["title"]
            return {**tables, "head": {"1": {**tables["head"]["1"], "title": f"旧 {title}"}}}
        return None

    interrupted = True
    with pytest.raises(KeyboardInterrupt):
        migrate.migrate(old, MORNING, steps={**migrate.STEPS, 1: step})
    interrupted = False
    migrate.migrate(old, MORNING, steps={**migrate.STEPS, 1: step})
    assert opened(old).events.get(1).title == "村民义务日!"
    assert opened(old).registers.read("E0001@2026-11-25").head.title == "旧 村民义务日"


def test_a_reader_is_told_who_can_migrate_the_village(old, monkeypatch):
    monkeypatch.setattr(Folder, "writable", lambda *_: False)
    with pytest.raises(ReadOnly, match="somebody who may write it"):
        opened(old)
    assert format_of(Folder(old)) == 1


def test_a_newer_village_is_refused_and_left_as_it_is(village):
    path = village.folder / "settings.json"
    tables = json.loads(path.read_bytes())
    tables["meta"]["1"]["format"] = FORMAT + 1
    path.write_text(json.dumps(tables))
    before = path.read_bytes()
    with pytest.raises(Newer):
        opened(village.folder)
    assert path.read_bytes() == before


# -- from format 3: what people are there as -----------------------------------

PERIODS = {"2026": (date(2026, 1, 1), date(2026, 12, 31)), "all": (None, None)}
NOON = datetime(2026, 11, 30, 12, tzinfo=SHANGHAI)


@pytest.fixture
def format3(tmp_path):
    """The demo village that the last version of format 3 left behind."""
    return format3_village(tmp_path)


def at_noon(folder):
    return Village.open(folder, Actor("李芳", "东门"), clock=lambda: NOON)


def figures(tally):
    """The numbers as format 3 counted them: everybody who came, and their minutes by origin."""
    service = tally.service
    heads = tally.heads.total + tally.heads.paid
    return [
        tally.occurrences,
        heads,
        tally.people,
        service.clocked,
        service.filled,
        service.granted,
    ]


OPEN = {("months", "2026-11"), ("kinds", "duty_day"), ("squads", "1"), ("people", "7")}
"""The rows of V0007 in the one register that was under way and not signed. They were there from
08:10:41 to 09:39:30: 88 minutes in format 3, and 89 by the minutes shown."""


def expected(period, view, key=""):
    """The figures of format 3; those of the open register have the minute that is shown."""
    known = FIGURES[period][view][key] if key else FIGURES[period][view]
    more = view == "total" or (view, key) in OPEN
    return [*known[:3], known[3] + more, *known[4:]]


def registers_of(folder):
    """The files of the registers, by name."""
    return {path.stem: path.read_bytes() for path in folder.glob("registers/*/*.json")}


@pytest.mark.parametrize("period", PERIODS)
def test_every_figure_of_format_3_is_as_that_version_gave_it(format3, period):
    summary = at_noon(format3).summary(*PERIODS[period])
    assert figures(summary.total) == expected(period, "total")
    assert summary.unsigned == FIGURES[period]["unsigned"] == 1
    for view in ("months", "kinds", "squads", "people"):
        rows = {row.key: figures(row.tally) for row in summary.rows(view)}
        assert rows == {key: expected(period, view, key) for key in FIGURES[period][view]}, view


def test_what_is_credited_alike_is_counted_and_is_no_duty_day(format3):
    village = at_noon(format3)
    heads = [json.loads(raw)["head"]["1"] for raw in registers_of(format3).values()]
    alike = [h["start"] for h in heads if h.get("closed") and h["kind"] != "duty_day"]
    assert village.summary(*PERIODS["all"]).credited_alike == len(alike) == 78
    in_2026 = [start for start in alike if start.startswith("2026")]
    assert village.summary(*PERIODS["2026"]).credited_alike == len(in_2026) == 65


def test_signed_registers_stay_byte_for_byte_and_others_get_the_roles_of_their_plan(format3):
    before = registers_of(format3)
    village = at_noon(format3)
    changed = {name for name, raw in registers_of(format3).items() if raw != before[name]}
    heads = {name: json.loads(raw)["head"]["1"] for name, raw in before.items()}
    assert changed == {name for name, head in heads.items() if "closed" not in head}
    assert len(changed) == 12 and len(before) == 144
    roles = {
        name: (head.role, head.serving)
        for name in sorted(changed)
        if (head := village.registers.read(name).head)
    }
    assert roles["E0014@2026-11-30"] == ("volunteer", (1, 2, 3))
    assert roles["E0002@2026-12-05"] == ("participant", (3,))
    assert roles["E0003@2026-12-11"] == ("participant", ())
    for name in changed:
        planned = village.registers.head(_occurrence(village, name))
        assert village.registers.read(name).head == planned


def test_the_migration_of_a_register_is_in_its_history_and_is_not_undone(format3):
    village = at_noon(format3)
    assert doctor.examine(format3, NOON).findings == []
    line = next(
        line
        for line in village.history.newest_first()
        if line.act == migrate.ACT and line.register_key
    )
    assert line.key == 0 and line.new["role"] and "role" not in line.old
    with pytest.raises(Refused, match="not taken back"):
        village.undo_change(line.id, "why")
    assert len([line for line in all_lines(format3) if line.act == migrate.ACT]) == LINES


def test_a_migrated_register_is_rebuilt_from_the_history(format3):
    at_noon(format3)
    path = format3 / "registers/2026/E0014@2026-11-30.json"
    before = path.read_bytes()
    path.write_bytes(before[:-40])
    repair(format3, doctor.examine(format3, NOON).findings, NOON, "李芳")
    tables, known = json.loads(path.read_bytes()), json.loads(before)
    assert (tables["_default"], tables["head"]) == (known["_default"], known["head"])
    assert doctor.examine(format3, NOON).findings == []


def test_a_programme_becomes_a_record_whose_number_its_events_have(format3):
    before = json.loads((format3 / "events.json").read_bytes())["_default"]
    village = at_noon(format3)
    ((number, programme),) = village.programmes.all().items()
    assert (number, programme.name, programme.code) == (1, "四季赋能", "P01")
    of_it = {n for n, event in before.items() if event.get("programme") == "四季赋能"}
    after = json.loads((format3 / "events.json").read_bytes())["_default"]
    assert {n for n, event in after.items() if event.get("programme") == 1} == of_it
    for event in (*before.values(), *after.values()):
        event.pop("programme", None)
    assert len(of_it) == 4 and after == before
    line = next(line for line in village.history.newest_first() if line.book == "events")
    with pytest.raises(Refused, match="not taken back"):
        village.undo_change(line.id, "why")


def test_each_spelling_of_a_programme_is_one_in_the_order_of_the_events():
    events = {
        "12": {"programme": "四季"},
        "3": {"programme": "四季赋能", "earlier": [{"programme": "月月有亮点"}, {}]},
        "4": {},
    }
    found = migrate.STEPS[5]("events", {"_default": events}, lambda _book: {"_default": events})
    (book,) = migrate.NEW_BOOKS[5].values()
    made = book(lambda _book: {"_default": events})["_default"]
    assert [record["name"] for record in made.values()] == ["月月有亮点", "四季赋能", "四季"]
    assert found["_default"] == {
        "12": {"programme": 3},
        "3": {"earlier": [{"programme": 1}, {}], "programme": 2},
        "4": {},
    }
    assert book(lambda _book: {}) == {}, "a village without programmes has no book of them"


def test_people_and_squads_stay_byte_for_byte(format3):
    names = ("people", "squads")
    before = [(format3 / f"{name}.json").read_bytes() for name in names]
    at_noon(format3)
    assert [(format3 / f"{name}.json").read_bytes() for name in names] == before


def unsigned(head=None, entries=None, name="registers/2026/E0002@2026-12-05"):
    """A register of format 3 that was not signed, and what the step makes of it."""
    event = {
        "start": "2026-12-12T14:00:00",
        "needs": {"7": 1},
        "earlier": [{"start": "2026-01-03T14:00:00", "needs": {"3": 8, "1": 2}}],
    }
    plan = {"event": 2, "planned": "2026-12-05", "kind": "class", **(head or {})}
    tables = {"_default": entries or {}, "head": {"1": plan}}
    return migrate.STEPS[3](name, tables, lambda _book: {"_default": {"2": event}})


@pytest.mark.parametrize(
    ("head", "role", "serving"),
    [
        ({}, "participant", [1, 3]),
        ({"planned": "2026-12-12"}, "participant", [7]),
        ({"planned": "2025-12-12"}, "participant", [1, 3]),
        ({"kind": "duty_day"}, "volunteer", [1, 3]),
        ({"event": 9}, "participant", None),
    ],
)
def test_an_unsigned_register_gets_the_roles_of_the_plan_in_force_on_its_date(head, role, serving):
    found = unsigned(head)["head"]["1"]
    assert found["role"] == role
    assert found.get("serving") == serving


def test_a_reopened_register_is_as_a_signed_one(format3):
    assert unsigned({"policy": {"round_to": 1}}) is None


def test_who_was_granted_hours_stays_a_volunteer_in_a_register_that_is_not_signed():
    stints = [{"start": "2026-12-05T14:00:00+08:00", "end": "2026-12-05T16:00:00+08:00"}]
    grants = [{"minutes": 60, "at": "2026-12-05T16:00:00+08:00", "by": "李芳", "reason": "备料"}]
    entries = {
        "1": {"number": 1, "stints": stints},
        "2": {"number": 2, "stints": stints, "grants": grants},
        "3": {"number": 3, "grants": grants},
        "4": {"number": 4, "squad": 3, "stints": stints, "grants": grants},
    }
    found = unsigned(entries=entries)["_default"]
    assert found["1"] == entries["1"]
    assert found["2"]["role"] == "volunteer"
    assert [stint["role"] for stint in found["2"]["stints"]] == ["participant"]
    assert found["3"] == {**entries["3"], "role": "volunteer"}
    assert found["4"] == entries["4"], "they serve in a squad that the event needs"


def test_a_migration_cut_off_between_two_registers_ends_as_if_it_was_not(format3):
    done, steps = [], dict(migrate.STEPS)

    def dies(name, tables, lookup):
        if name.startswith("registers/2027"):
            raise KeyboardInterrupt
        done.append(name)
        return migrate.STEPS[3](name, tables, lookup)

    with pytest.raises(KeyboardInterrupt):
        migrate.migrate(format3, NOON, steps={**steps, 3: dies})
    assert done
    assert format_of(Folder(format3)) == 3
    village = at_noon(format3)
    assert format_of(Folder(format3)) == FORMAT
    assert doctor.examine(format3, NOON).findings == []
    assert figures(village.summary(*PERIODS["2026"]).total) == expected("2026", "total")
    assert len([line for line in all_lines(format3) if line.act == migrate.ACT]) == LINES


LINES = 12 + 4 + 1
"""Registers, events and programmes that the migration of format 3 changes."""

CALLS = {
    ("stage", 1): "The disk is full",
    ("stage", 13): "The disk is full",
    ("replace", 1): "The disk is full",
    ("rename", 1): "do not make it again",
    ("rename", 7): "do not make it again",
    ("rename", 13): "do not make it again",
    ("remove", 1): "",
}
"""What of a folder refuses, which time, and what is said; empty: nothing."""


@pytest.mark.parametrize(("call", "at"), CALLS)
def test_a_disk_that_refuses_leaves_a_village_as_it_was_or_whole(format3, monkeypatch, call, at):
    """Twelve registers and the settings are one change; who opens the village next finishes it."""
    before, works, calls = every_file(format3), getattr(Folder, call), []

    def refuses(*arguments, **options):
        calls.append(call)
        if len(calls) == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return works(*arguments, **options)

    sentence = CALLS[call, at]
    with monkeypatch.context() as patched:
        patched.setattr(Folder, call, refuses)
        if sentence:
            with pytest.raises(DataError, match=sentence) as told:
                at_noon(format3)
            (copy,) = (format3 / "backups").iterdir()
            assert str(copy) in str(told.value)
        else:
            at_noon(format3)
    if sentence == "The disk is full":
        assert every_file(format3) == before
    village = at_noon(format3)
    assert format_of(Folder(format3)) == FORMAT
    assert [f for f in doctor.examine(format3, NOON).findings if f.repair != "history"] == []
    for key in village.registers.planned_between():
        village.registers.settlement.report(_occurrence(village, key), "记一笔")
    programme = village.programmes.get(1)
    village.programmes.save(msgspec.structs.replace(programme, note="记一笔"))
    village.events.save(msgspec.structs.replace(village.events.get(4), notes="记一笔"))
    assert doctor.examine(format3, NOON).findings == []
    assert len([line for line in all_lines(format3) if line.act == migrate.ACT]) == LINES


def every_file(folder):
    names = [file.name for file in village_files(Folder(folder))]
    return {name: (folder / name).read_bytes() for name in names}


# -- from format 4: one file of locks -------------------------------------------


@pytest.fixture
def format4(village, enrol, duty_day):
    """A village of format 4 with the lock files that it had."""
    village.registers.checkin.check_in(duty_day, enrol("张小明")[0].number)
    path = village.folder / "settings.json"
    tables = json.loads(path.read_bytes())
    tables["meta"]["1"]["format"] = 4
    path.write_text(json.dumps(tables))
    register = f"registers/2026/.{duty_day.key}.json.lock"
    for name in (".gate.lock", ".gate-queue.lock", ".people.json.lock", register):
        (village.folder / name).write_text("王强 (1, 08:00:00)")
    (village.folder / ".of somebody.lock").write_text("x")
    return village.folder


def test_the_lock_files_of_format_4_are_gone_and_no_others(format4):
    opened(format4)
    left = sorted(path.name for path in format4.rglob("*.lock"))
    assert left == [".lock", ".of somebody.lock"]
    assert format_of(Folder(format4)) == FORMAT


@pytest.mark.parametrize("name", [".gate.lock", ".gate-queue.lock"])
def test_nobody_migrates_while_an_older_program_writes(format4, monkeypatch, name):
    monkeypatch.setattr("yigong.store.village.older_locks.TIMEOUT", 0.05)
    with (format4 / name).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        with pytest.raises(Busy, match="An older yigong"):
            opened(format4)
        assert format_of(Folder(format4)) == 4
        assert not (format4 / "backups").exists()
    opened(format4)


def test_who_comes_second_makes_no_copy_of_what_is_migrated(format4, start):
    """Eight processes open the village in one moment."""
    openers = [start("opens_village.py", format4) for _each in range(8)]
    for opener in openers:
        assert opener.stdout.readline().strip() == "ready"
    for opener in openers:
        opener.stdin.write("\n")
        opener.stdin.flush()
    assert [opener.stdout.readline().strip() for opener in openers] == [str(FORMAT)] * 8
    (copy,) = (format4 / "backups").iterdir()
    assert copy.name.endswith("-format-4.zip")
    restore.restore_folder(copy, format4.with_name("again"), "李芳")
    assert format_of(Folder(format4.with_name("again"))) == 4


def _occurrence(village, key):
    code, _at, day = key.partition("@")
    return village.events.occurrence(int(code[1:]), date.fromisoformat(day))


def test_a_register_whose_history_was_not_written_yet_keeps_its_last_lines(format3):
    """The program died between the book and the history, and was updated then."""
    history = format3 / "history/2026-11.jsonl"
    lines = history.read_bytes().splitlines(keepends=True)
    last = json.loads(lines[-1])
    assert last["book"] == "registers/2026/E0014@2026-11-30"
    history.write_bytes(b"".join(lines[:-1]))
    at_noon(format3)
    assert doctor.examine(format3, NOON).findings == []


def test_a_damaged_register_is_left_as_it_is_and_the_others_are_migrated(format3):
    path = format3 / "registers/2026/E0002@2026-12-05.json"
    cases = [b"{", b"[]", b'{"_default": {"x": {}}, "meta": {"1": {}}, "head": {"1": {}}}']
    for raw in cases:
        path.write_bytes(raw)
        village = at_noon(format3)
        assert path.read_bytes() == raw
        assert village.registers.read("E0014@2026-11-30").head.role == "volunteer"
        tables = json.loads((format3 / "settings.json").read_bytes())
        tables["meta"]["1"]["format"] = 3
        (format3 / "settings.json").write_text(json.dumps(tables))

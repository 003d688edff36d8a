"""A book is replaced whole or not at all, read by stock TinyDB, and refused if it is damaged."""

from __future__ import annotations

import json
import random
from datetime import datetime

import msgspec
import pytest
import tinydb
from hypothesis import HealthCheck, given, settings, strategies

from support.replay import all_lines, assert_history_matches_books, books_of
from yigong.store.errors import Damaged, DataError, Newer, Refused, Stale
from yigong.store.event_records import Event
from yigong.store.records import Squad, Volunteer
from yigong.store.storage.book import Actor, Book, ChangeReason
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.schema import PEOPLE
from yigong.store.village.village import Village

LATER = datetime(2026, 12, 26, 9)


def test_200_killed_writers_leave_a_readable_book_and_lose_nothing_reported(
    village, enrol, duty_day, start
):
    people = enrol(40)
    process = start("killed_writers.py", village.folder, duty_day.key, 200, 20261125)
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    rounds = [json.loads(line) for line in output.splitlines()]
    assert len(rounds) == 200
    assert sum(len(round_["reported"]) for round_ in rounds) > 20, "they hardly wrote"
    for round_ in rounds:
        assert all(rev <= round_["rev"] for rev, _, _ in round_["reported"])
    assert [r["rev"] for r in rounds] == sorted(r["rev"] for r in rounds)

    register = village.registers.read(duty_day.key)
    someone = next(
        p.number
        for p in people
        if p.number not in register.entries or not register.entries[p.number].here
    )
    village.registers.checkin.check_in(duty_day, someone, again=True)
    changes = {
        (line.rev, line.key, line.act)
        for line in assert_history_matches_books(village.folder)
        if line.book == f"registers/2026/{duty_day.key}"
    }
    for round_ in rounds:
        assert {tuple(change) for change in round_["reported"]} <= changes


def test_killed_writers_leave_no_lock_and_at_most_one_temporary_file(
    village, enrol, duty_day, start
):
    enrol(10)
    process = start("killed_writers.py", village.folder, duty_day.key, 60, 7)
    assert process.communicate() and process.returncode == 0
    folder = village.registers.book(duty_day.key).path.parent
    village.registers.checkin.check_in(duty_day, 1, again=True)
    assert len(list(folder.glob(".*.tmp"))) <= 1


def test_a_reader_never_sees_half_a_file(village, enrol, start):
    squad = village.squads.add(Squad(name="清理队"))
    reader = Village.open(village.folder)
    path = village.folder / "squads.json"
    writer = start("writes_squads.py", village.folder, squad.number, 300)
    seen, reads = set(), 0
    while writer.poll() is None:
        record = json.loads(path.read_bytes())["_default"]["1"]
        assert len(record.get("purpose", "")) == purpose_length(record["rev"])
        seen.add(reader.squads.get(squad.number).rev)
        reads += 1
    assert writer.returncode == 0, writer.stderr.read()
    assert reader.squads.get(squad.number).rev == 301
    assert len(seen) > 3 and reads > 50, "the reader was hardly there"
    assert_history_matches_books(village.folder)


def purpose_length(rev):
    """The length that processes/writes_squads.py writes at a revision."""
    return 0 if rev == 1 else 2 * (1 + (rev - 2) % 37)


def test_a_writer_that_raises_changes_nothing(village, enrol):
    enrol("张小明")
    path = village.folder / "people.json"
    before, lines = path.read_bytes(), len(all_lines(village.folder))
    with (
        pytest.raises(KeyError),
        village.session.change(village.book("people"), ChangeReason("x")) as draft,
    ):
        draft.put(Volunteer(number=draft.next_number(), name="李秀英"))
        raise KeyError
    assert path.read_bytes() == before
    assert len(all_lines(village.folder)) == lines
    assert len(village.people.all()) == 1


def test_a_change_that_changes_nothing_writes_nothing(village, enrol):
    (person,) = enrol("张小明")
    before = (village.folder / "people.json").stat().st_mtime_ns
    assert village.people.save(person) == person
    assert (village.folder / "people.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("book", ["people", "squads", "events", "settings"])
def test_a_stale_form_never_overwrites_and_shows_both(village, colleague, enrol, duty_day, book):
    other = colleague()
    if book == "people":
        (record,) = enrol("张小明")
        save, field, get = village.people.save, "group", lambda: village.people.get(record.number)
        save_other = other.people.save
    elif book == "squads":
        record = village.squads.add(Squad(name="清理队"))
        save, field, get = village.squads.save, "purpose", lambda: village.squads.get(1)
        save_other = other.squads.save
    elif book == "events":
        record = village.events.get(1)
        save, field, get = village.events.save, "place", lambda: village.events.get(1)
        save_other = other.events.save
    else:
        record = village.settings
        save, field, get = village.save_settings, "name", lambda: village.settings
        save_other = other.save_settings
    theirs = save_other(msgspec.structs.replace(record, **{field: "他们的"}))
    mine = msgspec.structs.replace(record, **{field: "我的"})
    with pytest.raises(Stale) as stale:
        save(mine)
    assert stale.value.theirs == theirs
    assert stale.value.mine == mine
    assert getattr(get(), field) == "他们的"
    save(msgspec.structs.replace(theirs, **{field: "我的"}))
    assert getattr(get(), field) == "我的"


def test_a_number_is_never_given_twice(village, duty_day):
    again = village.events.add(Event(title="大扫除", start=datetime(2026, 12, 1, 9)))
    village.undo()
    later = village.events.add(Event(title="大扫除", start=datetime(2026, 12, 1, 9)))
    assert later.number > again.number


def test_stock_tinydb_opens_each_book_and_sees_the_same_records(village, enrol, duty_day):
    enrol("张小明", "[/]=SUM(A1)")
    village.squads.add(Squad(name="清理队", leader=1))
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.check_out(duty_day, 1)
    expected = {
        "settings": {1: village.settings},
        "people": village.people.all(),
        "squads": village.squads.all(),
        "events": village.events.all(),
        f"registers/2026/{duty_day.key}": village.registers.read(duty_day.key).entries,
    }
    books = books_of(village.folder)
    assert set(books) == set(expected)
    for name, records in expected.items():
        with tinydb.TinyDB(books[name]) as database:
            seen = {document.doc_id: dict(document) for document in database.all()}
        as_json = {n: json.loads(msgspec.json.encode(record)) for n, record in records.items()}
        assert seen == as_json, name


def test_a_field_back_at_its_default_leaves_nothing_old_behind(village, enrol):
    (person,) = enrol("张小明")
    person = village.people.save(msgspec.structs.replace(person, note="带水", tags=("党员",)))
    person = village.people.save(msgspec.structs.replace(person, note="", tags=()))
    stored = json.loads((village.folder / "people.json").read_bytes())["_default"]["1"]
    assert "note" not in stored and "tags" not in stored
    assert Village.open(village.folder).people.get(1) == person


def test_a_bulk_change_does_not_carry_its_history_for_ever(village, enrol):
    """5 000 imported people are not written twice with each later change."""
    enrol(120)
    assert not json.loads((village.folder / "people.json").read_bytes())["meta"]["1"].get("last")


def test_any_sequence_of_changes_reads_back_as_it_was_written(tmp_path):
    """After random puts and removals, a new reader sees what the writer wrote."""
    chance = random.Random(5)
    folder = Folder(tmp_path)
    history = History(folder)
    book = Book(folder, "people", PEOPLE, history)
    at = datetime(2026, 11, 25, 8, 50).astimezone()
    meant: dict[int, str] = {}
    for turn in range(60):
        with book.change(Actor("李芳"), at, ChangeReason("test"), sync=False) as draft:
            for _ in range(chance.randint(1, 6)):
                number = chance.randint(1, 12)
                if number in draft.records and chance.random() < 0.4:
                    draft.remove(number)
                    meant.pop(number, None)
                else:
                    draft.put(Volunteer(number=number, name=f"村民{turn}"))
                    meant[number] = f"村民{turn}"
        fresh = Book(folder, "people", PEOPLE, history).read()
        assert {n: record.name for n, record in fresh.records.items()} == meant
        assert fresh.records == book.read().records
        assert (fresh.rev, fresh.highest) == (book.read().rev, book.read().highest)


_NOT_BOOKS = {
    "empty": b"",
    "words": "这不是账本".encode(),
    "half": b'{"_default": {"1": {"number": 1, "na',
    "list": b"[1, 2, 3]",
    "number": b"7",
    "null": b"null",
    "not_utf8": b'{"_default": {"1": {"number": 1, "name": "\xff\xfe"}}}',
    "nul": b"\x00" * 4096,
    "deep": b'{"_default":' * 3000,
    "record_is_text": b'{"_default": {"1": "zhang"}}',
    "no_name": b'{"_default": {"1": {"number": 1}}}',
    "another_key": '{"_default": {"2": {"number": 1, "name": "张小明"}}}'.encode(),
    "key_is_text": '{"_default": {"one": {"number": 1, "name": "张小明"}}}'.encode(),
    "meta_is_text": b'{"_default": {}, "meta": "new"}',
    "format_is_text": b'{"_default": {}, "meta": {"1": {"format": "new"}}}',
    "old_lines_are_text": b'{"_default": {}, "meta": {"1": {"last": "x"}}}',
}


@pytest.mark.parametrize("content", _NOT_BOOKS.values(), ids=_NOT_BOOKS.keys())
def test_a_file_that_is_not_a_book_is_refused_and_left_and_the_others_work(
    village, enrol, duty_day, content
):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    path = village.folder / "people.json"
    path.write_bytes(content)
    fresh = Village.open(village.folder, village.actor, clock=village.session._clock)
    with pytest.raises(Damaged, match="was left as it is"):
        fresh.people.all()
    with pytest.raises(Damaged):
        fresh.people.add(Volunteer(name="李秀英"))
    assert path.read_bytes() == content
    assert fresh.registers.read(duty_day.key).here
    assert fresh.events.move(1, duty_day.planned.replace(month=12), LATER).moved


_NEWER = {
    "same_shape": b'{"_default": {}, "meta": {"1": {"format": 9, "rev": 9}}}',
    "other_shape": b'{"_default": {"1": {"who": [1]}}, "meta": {"1": {"format": 9, "rev": "x"}}}',
    "other_tables": b'{"meta": {"1": {"format": 9}}, "_default": [], "rows": [1, 2]}',
}


@pytest.mark.parametrize("content", _NEWER.values(), ids=_NEWER.keys())
@pytest.mark.parametrize("book", ["people", "register"])
def test_a_book_of_a_newer_version_is_refused_and_left_whatever_its_shape(
    village, enrol, duty_day, book, content
):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    register = village.registers.book(duty_day.key).path
    path = village.folder / "people.json" if book == "people" else register
    path.write_bytes(content)
    fresh = Village.open(village.folder, village.actor, clock=village.session._clock)
    read = fresh.people.all if book == "people" else lambda: fresh.registers.read(duty_day.key)
    write = (
        (lambda: fresh.people.add(Volunteer(name="李秀英")))
        if book == "people"
        else (lambda: fresh.registers.checkin.check_in(duty_day, 1))
    )
    for attempt in (read, write):
        with pytest.raises(Newer, match="newer yigong"):
            attempt()
    assert path.read_bytes() == content
    assert fresh.events.move(1, duty_day.planned.replace(month=12), LATER).moved


@given(content=strategies.binary(max_size=200) | strategies.text(max_size=100).map(str.encode))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_bytes_at_all_can_crash_a_reader(tmp_path, content):
    folder, path = Folder(tmp_path), tmp_path / "people.json"
    path.write_bytes(content)
    try:
        Book(folder, "people", PEOPLE, History(folder)).read()
    except DataError as error:
        assert "left as it is" in str(error)
    assert path.read_bytes() == content


def test_a_book_that_is_a_folder_or_a_link_is_refused_with_a_sentence(village, tmp_path):
    path = village.folder / "people.json"
    path.mkdir()
    with pytest.raises(DataError):
        village.people.all()
    path.rmdir()
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DataError):
        village.people.all()


_UNREADABLE = {
    "gender": lambda v: v.people.add(Volunteer(name="张小明", gender="男")),
    "rounding": lambda v: v.save_settings(
        msgspec.structs.replace(
            v.settings, hours=msgspec.structs.replace(v.settings.hours, rounding="up")
        )
    ),
    "mark": lambda v: (
        v.people.add(Volunteer(name="张小明")),
        v.registers.signup.sign_up(v.events.occurrence_for("E1"), 1),
        v.registers.checkin.mark(v.events.occurrence_for("E1"), 1, "asleep"),
    ),
    "capacity": lambda v: v.events.add(
        Event(title="大扫除", start=datetime(2026, 12, 1, 9), capacity=10**30)
    ),
    "joined": lambda v: v.people.add(Volunteer(name="张小明", joined="2026")),
    "name": lambda v: v.people.add(Volunteer(name="张小明", note=5)),
}


@pytest.mark.parametrize("attempt", _UNREADABLE.values(), ids=_UNREADABLE.keys())
def test_what_could_not_be_read_back_is_refused_before_it_is_written(village, duty_day, attempt):
    """A value of the wrong type that got past the caller does not damage the book."""
    before = {name: path.read_bytes() for name, path in books_of(village.folder).items()}
    with pytest.raises((Refused, TypeError, AttributeError)):
        attempt(village)
    fresh = Village.open(village.folder)
    fresh.people.all(), fresh.events.all(), fresh.registers.read(duty_day.key)
    for name, content in before.items():
        assert books_of(village.folder)[name].read_bytes() == content


def test_a_settings_book_with_an_unknown_zone_is_a_sentence(village):
    village.save_settings(msgspec.structs.replace(village.settings, zone="Asia/Tokyo"))
    path = village.folder / "settings.json"
    path.write_bytes(path.read_bytes().replace(b"Asia/Tokyo", b"Mars/Rover"))
    with pytest.raises(DataError):
        Village.open(village.folder).now()


def test_nothing_is_made_in_the_place_of_a_folder_that_is_gone(village, clock):
    """An unplugged disk leaves its mount point, in which no new village may be made."""
    book = village.registers.book("E0001@2026-11-25")
    village.folder.rename(village.folder.with_name("gone"))
    with (
        pytest.raises(DataError, match="is gone"),
        book.change(Actor("李芳"), clock(), ChangeReason("x")),
    ):
        pass
    assert not village.folder.exists()

"""The doctor finds what is damaged and says it in a sentence; a repair loses nothing."""

from __future__ import annotations

import json
import os
from datetime import timedelta

import msgspec
import pytest

from support.clock import MORNING
from support.replay import assert_history_matches_books, history_paths
from yigong.store.event_records import Event
from yigong.store.records import Squad
from yigong.store.storage.history import History
from yigong.store.storage.layout import SET_ASIDE
from yigong.store.village import doctor, file_checks
from yigong.store.village import repair as repairing
from yigong.store.village.repair import repair
from yigong.store.village.replay import replay_history
from yigong.store.village.village import Village


@pytest.fixture
def lived_in(village, enrol, duty_day):
    people = enrol("张小明", "李秀英", "王建国")
    village.squads.add(Squad(name="清理队", members=(1, 2), leader=1))
    for person in people[:2]:
        village.registers.checkin.check_in(duty_day, person.number)
    return village


def examined(village, now=MORNING):
    return doctor.examine(village.folder, now)


def sentences(village):
    return [f"{f.where}: {f.sentence}" for f in examined(village).findings if f.fault]


def mended(village):
    return repair(village.folder, examined(village).findings, MORNING, "李芳").done


def edited(path, change):
    tables = json.loads(path.read_bytes())
    change(tables)
    path.write_text(json.dumps(tables))


def register_of(village, duty_day):
    return village.folder / f"registers/2026/{duty_day.key}.json"


def test_a_village_in_order_has_no_findings(lived_in):
    found = examined(lived_in)
    assert found.findings == []
    assert found.books == 5


def test_an_empty_new_village_has_no_findings(village):
    assert examined(village).findings == []


def test_a_damaged_book_is_set_aside_and_rebuilt_from_the_history(lived_in, duty_day, colleague):
    before = dict(lived_in.people.all())
    (lived_in.folder / "people.json").write_bytes(b'{"_default": {"1": {"name"')
    (sentence,) = sentences(lived_in)
    assert "people.json is damaged" in sentence.replace(str(lived_in.folder) + "/", "")
    assert [finding.where for finding in mended(lived_in)] == ["people.json"]
    again = colleague()
    assert dict(again.people.all()) == before
    assert examined(lived_in).findings == []
    (aside,) = (lived_in.folder / SET_ASIDE).rglob("people.json")
    assert aside.read_bytes().startswith(b'{"_default": {"1": {"name"')
    again.registers.checkin.check_in(duty_day, 3)
    assert_history_matches_books(lived_in.folder)


def test_a_missing_register_is_found_and_rebuilt(lived_in, duty_day):
    before = lived_in.registers.read(duty_day.key)
    register_of(lived_in, duty_day).unlink()
    (sentence,) = sentences(lived_in)
    assert sentence.startswith(f"registers/2026/{duty_day.key}.json: The book is gone")
    mended(lived_in)
    again = Village.open(lived_in.folder).registers.read(duty_day.key)
    assert (again.entries, again.head) == (before.entries, before.head)


def test_books_that_are_gone_are_rebuilt_from_one_reading_of_the_history(lived_in, monkeypatch):
    """A reading takes seconds in a town, whose people wait meanwhile."""
    before = {path.name: path.read_bytes() for path in lived_in.folder.glob("*.json")}
    gone = ["events.json", "people.json", "squads.json"]
    for name in gone:
        (lived_in.folder / name).unlink()
    findings, readings = examined(lived_in).findings, []
    monkeypatch.setattr(
        repairing,
        "replay_history",
        lambda folder: readings.append(folder) or replay_history(folder),
    )
    done = repair(lived_in.folder, findings, MORNING, "李芳").done
    assert sorted(finding.where for finding in done) == gone
    assert len(readings) == 1
    for name in gone:
        was, now = (
            json.loads(raw) for raw in (before[name], (lived_in.folder / name).read_bytes())
        )
        assert now["_default"] == was["_default"]


def test_a_record_changed_behind_the_history_is_named(lived_in):
    edited(
        lived_in.folder / "people.json", lambda tables: tables["_default"]["2"].update(name="李四")
    )
    (sentence,) = sentences(lived_in)
    assert sentence == "people.json: 1 record is not what the history says: 2."
    assert mended(lived_in) == [], "whose truth it is, is for people to say"


def test_an_altered_history_line_is_found_and_nothing_is_rebuilt_from_it(lived_in):
    path = history_paths(lived_in.folder)[0]
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace("张小明".encode(), "张大明".encode())
    path.write_bytes(b"\n".join(lines))
    (lived_in.folder / "people.json").write_bytes(b"{")
    findings = sentences(lived_in)
    assert any("From line 3 on the history was altered" in sentence for sentence in findings)
    assert mended(lived_in) == []


def test_a_missing_history_line_is_found(lived_in):
    path = history_paths(lived_in.folder)[0]
    lines = path.read_bytes().split(b"\n")
    del lines[3]
    path.write_bytes(b"\n".join(lines))
    text = "\n".join(sentences(lived_in))
    assert "From line 4 on the history was altered, or a line is missing" in text


def test_a_history_line_that_is_no_line_is_found(lived_in):
    path = history_paths(lived_in.folder)[0]
    path.write_bytes(path.read_bytes().replace(b'{"book":"events"', b'{"book":events"', 1))
    assert any("cannot be read" in sentence for sentence in sentences(lived_in))


def test_history_lines_missing_after_a_crash_are_appended(lived_in, duty_day, monkeypatch):
    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    lived_in.events.add(Event(title="丰收节", start=duty_day.event.start))
    with monkeypatch.context() as patched:
        patched.setattr(History, "append", refuse)
        lived_in.registers.checkin.check_in(lived_in.events.occurrence_for("E0002"), 3)
    (finding,) = examined(lived_in).findings
    assert (finding.repair, finding.fault) == ("history", False)
    mended(lived_in)
    assert examined(lived_in).findings == []
    assert_history_matches_books(lived_in.folder)


def test_references_to_missing_records_are_named(lived_in, duty_day):
    path = lived_in.folder / "squads.json"
    edited(path, lambda tables: tables["_default"]["1"].update(members=[1, 77]))
    edited(
        register_of(lived_in, duty_day),
        lambda tables: tables["_default"]["1"].update(squad=9),
    )
    text = "\n".join(sentences(lived_in))
    assert "squads.json: S01 names V0077, and there is no such record." in text
    assert f"{duty_day.key} names S09, and there is no such record." in text


def test_modes_that_let_others_read_or_keep_colleagues_out_are_repaired(lived_in):
    (lived_in.folder / "people.json").chmod(0o664)
    (lived_in.folder / "events.json").chmod(0o600)
    (lived_in.folder / "history").chmod(0o700)
    assert sentences(lived_in) == [
        "events.json: Other organisers of the group may not write it.",
        "history: Other organisers of the group may not write it.",
        "people.json: Anybody on this server may read it, or more.",
    ]
    mended(lived_in)
    assert examined(lived_in).findings == []
    assert (lived_in.folder / "people.json").stat().st_mode & 0o777 == 0o660


def test_what_a_killed_writer_left_is_cleared_away(lived_in):
    scrap = lived_in.folder / ".people.json.tmp"
    scrap.write_bytes(b"{")
    assert [f.repair for f in examined(lived_in).findings] == ["leftover"]
    mended(lived_in)
    assert not scrap.exists()


def test_a_link_in_the_place_of_a_book_is_a_fault_that_is_left_alone(lived_in, tmp_path):
    target = tmp_path / "elsewhere.json"
    (lived_in.folder / "squads.json").rename(target)
    (lived_in.folder / "squads.json").symlink_to(target)
    text = "\n".join(sentences(lived_in))
    assert "squads.json: This is a link" in text
    assert target.exists()


def test_a_full_disk_and_an_unknown_zone_are_said(lived_in, monkeypatch):
    usage = type("Usage", (), {"free": 5_000_000})
    monkeypatch.setattr(file_checks.shutil, "disk_usage", lambda _folder: usage)
    edited(
        lived_in.folder / "settings.json",
        lambda tables: tables["_default"]["1"].update(zone="Asia/Atlantis"),
    )
    text = "\n".join(sentences(lived_in))
    assert ".: Only 5 MB are free on the disk." in text
    assert "settings.json: There is no time zone Asia/Atlantis." in text


def test_a_change_signed_in_the_future_is_remarked_upon(lived_in):
    (finding,) = examined(lived_in, MORNING - timedelta(days=2)).findings
    assert "lies ahead: is the clock right?" in finding.sentence
    assert not finding.fault


def test_a_book_that_claims_a_register_of_another_event_is_named(lived_in, duty_day):
    path = register_of(lived_in, duty_day)
    edited(path, lambda tables: tables["head"]["1"].update(event=9))
    assert any("belongs to another event" in sentence for sentence in sentences(lived_in))


@pytest.fixture
def lecture(village, enrol, clock):
    """A class with a participant and a granted hour, signed; the path of its register."""
    enrol("张小明", "李秀英")
    event = village.events.add(
        Event(title="编织课", kind="class", start=MORNING.replace(hour=8, tzinfo=None))
    )
    occurrence = village.events.occurrence(event.number, event.start.date())
    village.registers.checkin.check_in(occurrence, 1)
    village.registers.checkin.check_in(occurrence, 2, role="volunteer")
    village.registers.checkin.count(occurrence, adults=2, children=1)
    village.registers.grants.grant(occurrence, 2, 60, "备料")
    clock.forward(hours=2)
    village.registers.settlement.close(occurrence)
    return village.folder / village.registers.file(occurrence.key)


def without_role(tables):
    """The participant's entry has no role."""
    del tables["_default"]["1"]["role"]


def granted_to_a_participant(tables):
    """The person with a granted hour takes part only."""
    tables["_default"]["2"]["role"] = "participant"


def with_a_role_there_is_not(tables):
    tables["_default"]["1"]["role"] = "visitor"


def with_less_than_no_heads(tables):
    tables["head"]["1"]["headcounts"][0]["adults"] = -2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (without_role, "Signed without a role: V0001."),
        (granted_to_a_participant, "Granted hours, and no volunteer: V0002."),
        (with_a_role_there_is_not, "is damaged and was left as it is"),
        (with_less_than_no_heads, "is damaged and was left as it is"),
    ],
)
def test_roles_and_heads_that_cannot_be_are_named(village, lecture, change, sentence):
    later = MORNING + timedelta(days=1)
    assert doctor.examine(village.folder, later).findings == []
    edited(lecture, change)
    found = [finding.sentence for finding in doctor.examine(village.folder, later).faults]
    assert any(sentence in each for each in found), found


def test_a_register_with_roles_and_heads_is_rebuilt_from_the_history(village, lecture):
    before = lecture.read_bytes()
    lecture.write_bytes(before[:-40])
    later = MORNING + timedelta(days=1)
    repair(village.folder, doctor.examine(village.folder, later).findings, later, "李芳")
    tables, known = json.loads(lecture.read_bytes()), json.loads(before)
    assert (tables["_default"], tables["head"]) == (known["_default"], known["head"])
    assert doctor.examine(village.folder, later).findings == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_book_that_may_not_be_read_is_said(lived_in):
    (lived_in.folder / "people.json").chmod(0o000)
    assert any("cannot be read" in sentence for sentence in sentences(lived_in))


def test_an_examination_changes_nothing(lived_in):
    def state():
        return {p: (p.stat().st_mtime_ns, p.stat().st_mode) for p in lived_in.folder.rglob("*")}

    (lived_in.folder / "people.json").write_bytes(b"{")
    before = state()
    examined(lived_in)
    assert state() == before


def test_a_book_of_nonsense_of_any_kind_is_a_finding_and_not_a_crash(lived_in):
    for raw in (b"", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, msgspec.json.encode({"meta": 3})):
        (lived_in.folder / "squads.json").write_bytes(raw)
        assert any(s.startswith("squads.json:") for s in sentences(lived_in)), raw[:20]

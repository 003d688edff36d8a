"""Erasure: nothing identifies the person any more, the hours stay, all books stay consistent."""

from __future__ import annotations

import os
from datetime import date

import msgspec
import pytest

from yigong.store.errors import Damaged, Refused
from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.storage.book import ChangeReason
from yigong.store.storage.history import first_fault, read_month
from yigong.store.village import doctor, repair
from yigong.store.village.history_erasure import erase_from_history, find_unerased

NAME, PHONE = "欧阳若溪", "12098761234"
TRACES = (NAME, PHONE, "ouyang", "会竹编", "欧阳母亲", "12055554321")


def traces(folder):
    """The particulars of the person that are anywhere in the books and the history."""
    found = set()
    for path in [*folder.glob("*.json*"), *folder.rglob("registers/**/*"), *folder.rglob(".*")]:
        if path.is_file():
            found |= {trace for trace in TRACES if trace in path.read_text()}
    for path in (folder / "history").iterdir():
        found |= {trace for trace in TRACES if trace in path.read_text()}
    return found


@pytest.fixture
def person(village):
    village.people.add(Volunteer(name="李秀英", phone="12000000001"))
    person = village.people.add(Volunteer(name="欧阳小溪", phone=PHONE, reading="ouyang xiao xi"))
    guardian = Guardian(name="欧阳母亲", phone="12055554321")
    person = msgspec.structs.replace(person, name=NAME, note="会竹编", guardians=(guardian,))
    person = village.people.save(person)
    village.squads.add(Squad(name="修葺队", leader=person.number, members=(1,)))
    village.squads.add(Squad(name="清理队", members=(1, person.number), deputies=(person.number,)))
    return person


def test_nothing_identifies_them_and_the_history_has_no_fault(village, person, clock):
    clock.forward(days=40)  # another month of history
    village.people.save(msgspec.structs.replace(person, group="一组"))
    assert traces(village.folder) == {*TRACES}, "the test would see them"
    village.erase(person.number)
    assert not traces(village.folder)
    months = village.history.files()
    assert len(months) == 2
    assert [first_fault(read_month(path)) for path in months] == [None, None]
    assert not doctor.examine(village.folder, clock()).faults
    assert village.people.all()[1].phone == "12000000001", "others stay as they are"


def test_the_number_stays_and_says_nothing_more(village, person):
    forgotten = village.erase(person.number).person
    assert forgotten == Volunteer(
        number=2, rev=forgotten.rev, name="V0002", forgotten=date(2026, 11, 25), archived=True
    )
    assert village.people.get(2) == forgotten


def test_the_hours_stay_without_a_name(village, person, duty_day, clock):
    village.registers.checkin.check_in(duty_day, person.number)
    clock.forward(minutes=90)
    village.registers.checkin.check_out(duty_day, person.number)
    report = village.erase(person.number)
    assert (report.attendances, report.minutes) == (1, 90)
    assert village.registers.read(duty_day.key).heads == 1


def test_squads_and_offices_are_left(village, person):
    assert village.erase(person.number).squads == (1, 2)
    assert [squad.members for squad in village.squads.all().values()] == [(1,), (1,)]
    assert all(not squad.leader and not squad.deputies for squad in village.squads.all().values())


def test_what_they_signed_up_for_goes_on_without_them(village, person, duty_day, clock, enrol):
    from datetime import date as day

    waits = enrol("王建国")[0].number
    event = msgspec.structs.replace(village.events.get(1), capacity=1)
    village.events.save(event)
    ahead = village.events.occurrence(1, day(2026, 12, 25))
    village.registers.signup.sign_up(ahead, person.number, waits)
    village.registers.signup.sign_up(duty_day, person.number)
    village.registers.checkin.mark(duty_day, person.number, "absent")
    clock.forward(hours=5)  # it is over
    report = village.erase(person.number)
    assert report.sign_ups == (ahead.key,)
    entries = village.registers.read(ahead.key).entries
    assert (list(entries), entries[waits].waiting) == ([waits], False), "who waited has the place"
    assert person.number in village.registers.read(duty_day.key).entries, "what was stays"
    assert not doctor.examine(village.folder, clock()).faults


def test_a_dry_run_reports_what_an_erasure_does(village, person):
    (village.folder / "backups").mkdir()
    for name in ("backups/one.zip", "outbox/list.csv", "outbox/two.csv"):
        (village.folder / name).touch()
    outlook = village.erase(person.number, dry=True)
    assert (outlook.person, outlook.squads, outlook.history_lines) == (person, (1, 2), 2)
    assert (outlook.backups, outlook.outbox) == (1, 2)
    assert village.people.get(person.number) == person
    report = village.erase(person.number)
    assert msgspec.structs.replace(report, person=person) == outlook


def test_nobody_finds_them_and_they_cannot_come_join_or_be_changed(village, person, duty_day):
    village.erase(person.number)
    assert village.people.find("V0002", archived=True) == village.people.find(NAME) == []
    assert [each.number for each in village.people.listed(archived=True)] == [1]
    for refused in (
        lambda: village.people.person_for("V0002"),
        lambda: village.people.person_on_sheet("V0002"),
        lambda: village.people.save(person),
        lambda: village.people.save(village.people.get(2)),
        lambda: village.squads.join(1, 2),
        lambda: village.registers.signup.sign_up(duty_day, 2),
        lambda: village.registers.checkin.check_in(duty_day, 2),
        lambda: village.registers.checkin.bring_family(duty_day, 1, [2]),
        lambda: village.registers.checkin.roll(duty_day, 2, "here"),
    ):
        with pytest.raises(Refused, match="V0002 was forgotten at their wish"):
            refused()


def test_no_undo_brings_them_back(village, person):
    village.people.save(msgspec.structs.replace(person, group="二组"))
    before = [line.id for line in village.history.newest_first()]
    village.squads.leave(2, person.number)
    left = next(village.history.newest_first()).id
    village.erase(person.number)
    forgot = next(village.history.newest_first()).id
    for change in (forgot, left, *before):
        with pytest.raises(Refused):
            village.undo_change(change, "a mistake")
    assert not traces(village.folder)


def test_a_withdrawn_sign_up_of_theirs_is_not_brought_back(village, person, duty_day):
    village.registers.signup.sign_up(duty_day, person.number)
    village.registers.signup.withdraw(duty_day, person.number)
    village.erase(person.number)
    with pytest.raises(Refused, match="V0002 was forgotten or merged since"):
        village.undo()


def test_records_merged_into_them_are_erased_with_them(village, person):
    double = village.people.add(Volunteer(name="欧阳若西", phone="12098769999"))
    village.merge(person.number, double.number)
    village.erase(double.number)
    assert not traces(village.folder)
    assert "欧阳若西" not in (village.folder / "people.json").read_text()
    left = village.people.all()[double.number]
    assert (left.name, left.merged) == ("V0003", 2), "the old code still leads there"
    assert not doctor.examine(village.folder, village.now()).faults


def test_a_reason_in_words_goes_too(village, person, colleague):
    village.people.save(msgspec.structs.replace(person, phone="12011112222"))
    last = next(village.history.newest_first()).id
    colleague().undo_change(last, f"{NAME} 打错了")
    village.erase(person.number)
    assert not traces(village.folder)


def test_a_note_that_names_them_is_removed_from_their_lines_alone(village, person):
    """A roster file may be named after a person, also by a former name."""
    for note, group in (("欧阳小溪.csv", "一组"), ("花名册.csv", "二组")):
        reason = ChangeReason("person.import", note)
        with village.session.change(village.book("people"), reason) as draft:
            for number in (1, person.number):
                draft.put(msgspec.structs.replace(draft.records[number], group=group))
    village.erase(person.number)
    lines = [line for line in village.history.newest_first() if line.act == "person.import"]
    assert {(line.key, line.note) for line in lines} == {
        (person.number, ""),
        (person.number, "花名册.csv"),
        (1, "欧阳小溪.csv"),
        (1, "花名册.csv"),
    }


def test_their_codes_stay_in_the_notes_however_often_they_are_erased(village, person):
    double = village.people.add(Volunteer(name="欧阳若西"))
    village.merge(person.number, double.number)
    for _time in range(2):
        village.erase(person.number)
        notes = {line.note for line in village.history.newest_first() if line.act == "person.merge"}
        assert notes == {"V0003 = V0002"}


def test_what_a_killed_merge_left_beside_the_book_goes_too(village, person):
    book = village.folder / "people.json"
    (village.folder / ".people.json.together").write_bytes(book.read_bytes())
    for squad in (1, 2):
        village.squads.leave(squad, person.number)  # only one book changes then
    village.erase(person.number)
    assert not traces(village.folder)


def test_a_second_erasure_finishes_one_that_was_cut_short(village, person, monkeypatch):
    def cut_off(*_arguments, **_options):
        raise OSError(5, "the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr("yigong.store.village.erasure.erase_from_history", cut_off)
        with pytest.raises(Exception, match="the disk is gone"):
            village.erase(person.number)
    assert traces(village.folder)
    assert village.people.get(person.number).forgotten
    report = village.erase(person.number)
    assert not traces(village.folder)
    assert report.history_lines == 3, "what was left, the line of the forgetting included"
    assert village.erase(person.number).history_lines == 0


def test_the_doctor_finds_an_erasure_that_was_cut_short_and_finishes_it(
    village, person, monkeypatch, clock
):
    monkeypatch.setattr("yigong.store.village.erasure.erase_from_history", lambda *_arguments: 0)
    village.erase(person.number)
    findings = doctor.examine(village.folder, clock()).findings
    assert {finding.where for finding in findings if finding.repair == "redact"} == {
        "history/2026-11.jsonl",
        "people.json",
    }
    assert "still say who somebody was" in findings[0].sentence
    repair.repair(village.folder, findings, clock())
    assert not traces(village.folder)
    assert not doctor.examine(village.folder, clock()).findings


def test_an_erasure_killed_anywhere_is_finished_by_the_next(village, person, monkeypatch, clock):
    """Killed before each replacement of a file: a second erasure finishes."""
    real, left = os.replace, 0

    def dies(self, target):
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        return real(self, target)

    monkeypatch.setattr("pathlib.Path.replace", dies)
    tries = 0
    for allowed in range(12):
        left = allowed
        tries += 1
        try:
            village.erase(person.number)
            break
        except KeyboardInterrupt:
            continue
    assert 2 < tries < 12
    left = 99
    village.erase(person.number)
    assert not traces(village.folder)
    assert not doctor.examine(village.folder, clock()).faults


def test_an_unreadable_history_stops_an_erasure_before_any_change(village, person):
    (month,) = village.history.files()
    lines = month.read_bytes().split(b"\n")
    lines[1] = lines[1][:-9]
    month.write_bytes(b"\n".join(lines))
    with pytest.raises(Damaged):
        village.erase(person.number)
    assert village.people.get(person.number) == person


def test_an_altered_history_line_is_still_found_after_an_erasure(village, person, enrol):
    enrol("王建国", "张小明")
    (month,) = village.history.files()
    month.write_text(month.read_text().replace("王建国", "王建军"))
    fault = first_fault(read_month(month))
    assert fault is not None
    village.erase(person.number)
    assert not traces(village.folder)
    assert first_fault(read_month(month)) == fault


def test_erasing_again_changes_no_byte(village, person):
    village.erase(person.number)
    before = {path: path.read_bytes() for path in village.folder.rglob("*") if path.is_file()}
    assert find_unerased(village.folder, {person.number}) == {}
    assert erase_from_history(village.folder, {person.number}) == 0
    assert before == {p: p.read_bytes() for p in village.folder.rglob("*") if p.is_file()}

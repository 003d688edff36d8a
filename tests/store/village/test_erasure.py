"""Erasure: nothing identifies the person any more, the hours stay, all books stay consistent."""

from __future__ import annotations

import os
import shutil
from datetime import date, datetime

import msgspec
import pytest

from support.replay import assert_history_matches_books, history_paths, lines_of
from yigong.store.errors import Damaged, DataError, Refused
from yigong.store.event_records import ByRRule, Event
from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.storage import journal
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine, first_fault
from yigong.store.storage.locks import HOLDERS_FILE
from yigong.store.village import doctor, repair
from yigong.store.village.mentions import Mention
from yigong.store.village.village import Village

NAME, PHONE = "欧阳若溪", "12098761234"
FORMER = "欧阳小溪"
DOUBLE = "欧阳若西"
TRACES = (NAME, FORMER, DOUBLE, PHONE, "ouyang", "会竹编", "欧阳母亲", "12055554321")


def traces(folder, *, of=TRACES):
    """What names the person, by file, in every byte of the folder but its copies."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(("backups/", "outbox/", "set-aside/")):
            here = {trace for trace in of if trace.encode() in path.read_bytes()}
            found |= {name: here} if here else {}
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
    assert set.union(*traces(village.folder).values()) == {*TRACES} - {DOUBLE}, "they are seen"
    village.erase(person.number)
    assert not traces(village.folder)
    months = history_paths(village.folder)
    assert len(months) == 2
    assert [first_fault(lines_of(path)) for path in months] == [None, None]
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
    assert (report.attendances, report.service) == (1, 90)
    assert len(village.registers.read(duty_day.key).present) == 1


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


def test_heads_without_a_name_keep_their_places_in_an_erasure(village, person, duty_day, enrol):
    waits = enrol("王建国")[0].number
    event = village.events.save(msgspec.structs.replace(village.events.get(1), capacity=2))
    occurrence = village.events.occurrence(event.number, duty_day.planned)
    village.registers.signup.sign_up(occurrence, person.number)
    village.registers.checkin.count(occurrence, adults=1, children=0)
    village.registers.signup.sign_up(occurrence, waits, adults=1)
    village.erase(person.number)
    register = village.registers.read(occurrence.key)
    assert (register.places_taken, register.entries[waits].waiting) == (1, True), "two need two"


def test_a_signed_register_keeps_who_was_absent_when_they_are_erased(village, person, duty_day):
    village.registers.signup.sign_up(duty_day, person.number)
    village.registers.checkin.count(duty_day, adults=1, children=0)
    signed = village.registers.settlement.close(duty_day)  # before its end
    assert village.erase(person.number).sign_ups == ()
    assert village.registers.read(duty_day.key).entries == signed.entries


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
        village.undo(f"registers/2026/{duty_day.key}")
    with pytest.raises(Refused, match="of this kind is not taken back"):
        village.undo()


def test_records_merged_into_them_are_erased_with_them(village, person):
    double = village.people.add(Volunteer(name="欧阳若西", phone="12098769999"))
    village.merge(person.number, double.number)
    village.erase(double.number)
    assert not traces(village.folder)
    left = village.people.all()[double.number]
    assert (left.name, left.merged) == ("V0003", 2), "the old code still leads there"
    assert not doctor.examine(village.folder, village.now()).faults


def test_a_reason_in_words_goes_too(village, person, colleague):
    village.people.save(msgspec.structs.replace(person, phone="12011112222"))
    last = next(village.history.newest_first()).id
    colleague().undo_change(last, f"{NAME} 打错了")
    village.erase(person.number)
    assert not traces(village.folder)


def test_a_file_that_is_named_after_them_is_named_in_no_line_of_its_import(village, person):
    """Also after a former name, or their reading."""
    for note, group in (
        (f"{FORMER}.csv", "一组"),
        ("OuyangXiaoxi.csv", ""),
        ("花名册.csv", "二组"),
    ):
        reason = ChangeReason("person.import", note)
        with village.session.change(village.book("people"), reason) as draft:
            for number in (1, person.number):
                draft.put(msgspec.structs.replace(draft.records[number], group=group))
    village.erase(person.number)
    lines = [line for line in village.history.newest_first() if line.act == "person.import"]
    assert [line.note for line in lines] == ["花名册.csv"] * 2 + [""] * 4


def test_their_codes_stay_in_the_notes_however_often_they_are_erased(village, person):
    double = village.people.add(Volunteer(name="欧阳若西"))
    village.merge(person.number, double.number)
    for _time in range(2):
        village.erase(person.number)
        notes = {line.note for line in village.history.newest_first() if line.act == "person.merge"}
        assert notes == {"V0003 = V0002"}


# -- every place -----------------------------------------------------------


@pytest.fixture
def everywhere(village, person, clock, monkeypatch):
    """The person stands in every place that an erasure reaches; the number is theirs."""
    number = person.number
    village.people.add(Volunteer(name="李小明", guardians=(Guardian(name=NAME, phone=PHONE),)))
    double = village.people.add(Volunteer(name=DOUBLE))
    village.merge(number, double.number)
    reason = ChangeReason("person.import", f"{NAME}.csv")
    with village.transaction(reason) as change:  # also on lines of others, and of squads
        people, squads = change.open(village.book("people")), change.open(village.book("squads"))
        people.put(msgspec.structs.replace(people.records[1], group="一组"))
        squads.put(msgspec.structs.replace(squads.records[1], purpose="老屋"))
    village.session.actor = Actor(NAME, "西门")  # who was an organiser
    plan = Event(
        title="村民义务日",
        start=datetime(2026, 11, 24, 8, 30),
        minutes=180,
        lead=f"李秀英、{FORMER}（{PHONE}）",
        repeat=ByRRule("FREQ=DAILY"),
    )
    event = village.events.add(plan)
    yesterday = village.events.occurrence(event.number, date(2026, 11, 24))
    village.registers.settlement.fill_in(
        yesterday, 1, yesterday.start, yesterday.end, "没经过签到台"
    )
    village.registers.grants.grant(yesterday, 1, 30, "备料")
    village.registers.settlement.close(yesterday)
    event = village.events.get(event.number)
    village.events.save_from(msgspec.structs.replace(event, lead=NAME), date(2026, 11, 26))
    village.issued.add_phone_list("signin E0001@2026-11-24", 3)
    clock.forward(days=10)
    day = village.events.occurrence(event.number, date(2026, 12, 5))
    village.registers.signup.sign_up(day, 1, number)
    village.session.actor = Actor("李芳", "东门")
    other = village.events.add(msgspec.structs.replace(plan, lead=NAME))
    village.events.save(msgspec.structs.replace(other, lead="李秀英"))  # the book still has it
    with monkeypatch.context() as full:

        def refuse(*_arguments, **_options):
            raise OSError(28, "full")

        full.setattr(History, "append", refuse)  # the history gets the lines later
        village.registers.signup.sign_up(village.events.occurrence(1, date(2026, 12, 6)), 1)
        village.people.save(msgspec.structs.replace(village.people.get(number), group="二组"))
    left = {
        ".people.json.tmp": village.folder / "people.json",
        f".events.json{journal.NAME}": village.folder / "events.json",
        f"history/.2026-11.jsonl{journal.NAME}": village.folder / "history/2026-11.jsonl",
        "registers/2026/.E0001@2026-12-05.json.tmp": (
            village.folder / village.registers.file("E0001@2026-12-05")
        ),
    }
    for name, source in left.items():  # by killed writers
        shutil.copy(source, village.folder / name)
    with (village.folder / "history/2026-11.jsonl").open("ab") as month:
        month.write(f'{{"book":"people","rev":99,"key":{number},"old":{{"name":"{NAME}'.encode())
    return number


def test_every_place_is_reached(village, everywhere, clock):
    places = traces(village.folder)
    assert {name.split("/")[0] for name in places} >= {
        *("people.json", "events.json", "issued.json", "history", "registers"),
        *(".people.json.tmp", f".events.json{journal.NAME}", HOLDERS_FILE),
    }, "the test sees them"
    outlook = village.erase(everywhere, dry=True)
    assert traces(village.folder) == places
    report = village.erase(everywhere)
    assert traces(village.folder) == {}
    assert_history_matches_books(village.folder)
    assert doctor.examine(village.folder, clock()).findings == []
    assert (report.events, report.registers, report.guardian_of) == ((1,), 3, (3,))
    assert (report.mentions, report.mention_lines, report.namesakes) == ((), 0, ())
    assert msgspec.structs.replace(outlook, person=report.person) == report
    event = village.events.get(1)
    assert [plan.lead for plan in (*event.earlier, event)] == ["李秀英、V0002（V0002）", "V0002"]
    head = village.registers.read("E0001@2026-11-24").head
    assert (head.lead, head.closed_by) == ("李秀英、V0002（V0002）", "V0002")
    assert village.people.get(3).guardians == (Guardian(name="V0002"),)
    assert "李秀英" in (village.folder / "people.json").read_text(), "others stay as they are"


def test_calendars_that_were_handed_out_drop_the_name_too(village, everywhere):
    """A higher SEQUENCE makes phones take in the event anew (RFC 5545 3.8.7.4)."""
    before = village.events.get(1)
    village.erase(everywhere)
    after = village.events.get(1)
    assert after.sequence > before.sequence and after.earlier[0].sequence > before.sequence


def test_a_form_that_was_open_does_not_bring_the_name_back(village, everywhere):
    event = village.events.get(1)
    minor = village.people.get(3)
    village.erase(everywhere)
    for stale in (
        lambda: village.events.save(msgspec.structs.replace(event, place="桥头")),
        lambda: village.people.save(msgspec.structs.replace(minor, group="一组")),
    ):
        with pytest.raises(Refused):
            stale()
    assert traces(village.folder) == {}


def test_a_change_of_before_is_still_undone_and_names_nobody(village, person):
    """What an undo restores comes from the history, which has the code."""
    event = village.events.add(Event(title="修路", start=datetime(2026, 11, 26, 8), lead=NAME))
    village.events.save(msgspec.structs.replace(event, place="桥头"))
    change = next(village.history.newest_first()).id
    village.erase(person.number)
    village.undo_change(change)
    assert (village.events.get(1).place, village.events.get(1).lead) == ("", "V0002")
    assert traces(village.folder) == {}


def test_a_disk_that_refuses_at_the_end_leaves_an_erasure_that_the_next_change_finishes(
    village, everywhere, colleague, monkeypatch
):
    real = os.rename

    def refuse(name, *arguments, **folders):
        if name.endswith(f".jsonl{journal.NAME}"):
            raise OSError(5, "Input/output error")
        return real(name, *arguments, **folders)

    with monkeypatch.context() as broken:
        broken.setattr(os, "rename", refuse)
        with pytest.raises(DataError, match="finishes it first: do not make it again"):
            village.erase(everywhere)
    assert traces(village.folder), "the history still names them"
    note = next(
        note for note in doctor.examine(village.folder, village.now()).findings
    )  # and nothing else: the rest follows from it
    assert (note.where, note.repair, note.fault) == (journal.NAME, "together", False)
    Village(village.folder, Actor("王强"), clock=village.now).people.add(Volunteer(name="王建国"))
    assert traces(village.folder) == {}
    assert_history_matches_books(village.folder)


def test_a_disk_that_refuses_before_it_is_decided_leaves_everything_as_it_was(
    village, everywhere, monkeypatch
):
    with monkeypatch.context() as broken:

        def refuse(*_arguments, **_options):
            raise OSError(28, "No space left on device")

        broken.setattr(journal, "write_journal", refuse)
        with pytest.raises(DataError, match="disk is full"):
            village.erase(everywhere)
    village.people.add(Volunteer(name="王建国"))
    assert not village.people.get(everywhere).forgotten
    assert {NAME, FORMER, PHONE} <= set.union(*traces(village.folder).values())
    assert not doctor.examine(village.folder, village.now()).faults


def test_an_erasure_killed_anywhere_is_whole_or_not_made(village, everywhere, tmp_path):
    """Killed before each replacement of a file: whoever writes next finishes, or finds all."""
    real, outcomes = os.rename, []
    for allowed in range(40):
        folder = tmp_path / f"copy{allowed}"
        shutil.copytree(village.folder, folder)
        left = [allowed]

        def dies(*names, left=left, **folders):
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
            return real(*names, **folders)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "rename", dies)
            try:
                Village(folder, clock=village.now, sync=False).erase(everywhere)
            except KeyboardInterrupt:
                outcomes.append(journal.exists(Folder(folder)))
            else:
                break
        again = Village(folder, Actor("王强"), clock=village.now, sync=False)
        again.people.add(Volunteer(name="王建国"))
        assert bool(again.people.get(everywhere).forgotten) == outcomes[-1]
        named = traces(folder)
        assert not named if outcomes[-1] else named
        assert not doctor.examine(folder, village.now()).faults
    assert outcomes == sorted(outcomes), "from the decision on it is finished"
    assert outcomes.count(False) and outcomes.count(True) > 3


# -- what is not reached ---------------------------------------------------


def test_texts_that_may_name_them_stay_and_are_all_reported(village, person, duty_day, clock):
    """What the folder still has of the name afterwards is what the report says, file by file."""
    village.people.save(msgspec.structs.replace(village.people.get(1), note=f"{NAME}的邻居"))
    event = village.events.get(1)
    event = msgspec.structs.replace(event, title=f"{NAME}家修屋", notes=f"问 {PHONE}")
    event = village.events.save(event)
    village.events.cancel_occurrence(1, date(2026, 12, 25), f"{NAME} 病了")
    village.squads.save(msgspec.structs.replace(village.squads.get(1), purpose=f"{NAME}的队"))
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(hours=2)
    village.registers.grants.grant(duty_day, 1, 30, "帮 Ouyang Xiaoxi 备料")
    village.registers.settlement.report(duty_day, f"{FORMER} 带队")
    (village.folder / "便条.txt").write_text(f"{NAME} 明天来")
    report = village.erase(person.number)
    named = {
        *(("V0001", "note"), ("E0001", "title"), ("E0001", "notes"), ("E0001", "changes")),
        *(("S01", "purpose"), (duty_day.key, "report"), (f"{duty_day.key}/V0001", "grants")),
        ("便条.txt", ""),
    }
    assert {(mention.where, mention.field) for mention in report.mentions} == named
    texts = history_paths(village.folder)[0].read_text().splitlines()
    own = '"act":"person.forget"'  # of a squad that is named after them
    seen = [
        text
        for text in texts
        if own not in text and any(trace in text for trace in (NAME, FORMER, PHONE, "Ouyang"))
    ]
    assert report.mention_lines == len(seen) == 6
    places = {f"registers/2026/{duty_day.key}.json", "events.json", "squads.json", "people.json"}
    found = traces(village.folder, of=(NAME, FORMER, PHONE, "Ouyang"))
    assert found.keys() - {"history/2026-11.jsonl", "便条.txt"} == places


def test_the_doctor_sees_what_is_left_until_somebody_sees_to_it(village, person, clock):
    village.people.save(msgspec.structs.replace(village.people.get(1), note=f"{NAME}的邻居"))
    village.squads.save(msgspec.structs.replace(village.squads.get(1), purpose=f"{NAME}的队"))
    for name in ("backups/a.zip", "outbox/b.csv", "set-aside/c.json"):
        village.root.make(name.partition("/")[0])
        (village.folder / name).touch()
        os.utime(village.folder / name, (clock().timestamp() - 60,) * 2)
    report = village.erase(person.number)
    assert (report.backups, report.set_aside, report.outbox) == (1, 1, 1)
    (village.folder / "backups/later.zip").touch()
    os.utime(village.folder / "backups/later.zip", (clock().timestamp() + 60,) * 2)

    def remarks():
        found = doctor.examine(village.folder, clock())
        assert not found.faults
        return [f"{finding.where}: {finding.sentence}" for finding in found.findings]

    assert remarks() == [
        "people.json: V0002 was forgotten, and these may still name them: V0001 S01.",
        *(
            f"{name}: 1 file is from before somebody was forgotten on 2026-11-25, "
            "and may still name them."
            for name in ("backups", "set-aside", "outbox")
        ),
    ]
    village.people.save(msgspec.structs.replace(village.people.get(1), note=""))
    (village.folder / "outbox/b.csv").unlink()
    assert remarks()[0].endswith("name them: S01.")
    assert len(remarks()) == 3
    village.squads.save(msgspec.structs.replace(village.squads.get(1), purpose=""))
    assert len(remarks()) == 2


# -- who must not be harmed ------------------------------------------------


@pytest.mark.parametrize(
    ("lead", "then"),
    [
        ("欧阳若溪", "V0002"),
        ("李秀英、欧阳若溪", "李秀英、V0002"),
        ("欧阳若溪 李秀英", "V0002 李秀英"),
        ("李秀英 / 欧阳小溪", "李秀英 / V0002"),
        ("欧阳若溪（12098761234）", "V0002（V0002）"),
        ("欧阳若溪溪", "欧阳若溪溪"),
        ("欧阳若溪的妈妈", "欧阳若溪的妈妈"),
        ("李秀英", "李秀英"),
    ],
)
def test_only_a_whole_name_is_replaced(village, person, lead, then):
    village.events.add(Event(title="修路", start=datetime(2026, 11, 26, 8), lead=lead))
    report = village.erase(person.number)
    assert village.events.get(1).lead == then
    left = [mention.where for mention in report.mentions]
    assert left == (["E0001"] if NAME in then else []), "what stays is reported"


def test_a_latin_name_is_not_taken_out_of_a_longer_one(village):
    anna = village.people.add(Volunteer(name="Anna"))
    for lead in ("Anna Maria", "Anna, 李芳", "Anna-Maria", "张三 Anna"):
        village.events.add(Event(title="修路", start=datetime(2026, 11, 26, 8), lead=lead))
    village.erase(anna.number)
    leads = [event.lead for event in village.events.all().values()]
    assert leads == ["Anna Maria", "V0001, 李芳", "Anna-Maria", "张三 Anna"]


def test_a_namesake_keeps_what_may_be_theirs(village, person, colleague, duty_day):
    namesake = village.people.add(Volunteer(name=NAME))
    village.events.save(msgspec.structs.replace(village.events.get(1), lead=NAME))
    guarded = Volunteer(name="李小明", guardians=(Guardian(name=NAME),))
    guarded = village.people.add(guarded)
    colleague(by=NAME).registers.checkin.check_in(duty_day, 1)
    report = village.erase(person.number)
    assert (report.namesakes, report.events, report.guardian_of) == ((namesake.number,), (), ())
    assert village.people.get(namesake.number).name == NAME
    assert village.events.get(1).lead == NAME
    assert village.people.get(guarded.number).guardians == guarded.guardians
    assert village.registers.read(duty_day.key).entries[1].stints[0].by == NAME
    assert Mention("E0001", "lead") in report.mentions
    assert Mention("V0004", "guardians") in report.mentions
    (note,) = doctor.examine(village.folder, village.now()).findings
    assert note.sentence.endswith("may still name them: V0004."), (
        "who is in charge may be the other"
    )


def test_an_organiser_who_is_forgotten_is_named_in_no_signature(village, person, colleague):
    """Nobody else on the roster has the name, so it is them."""
    settings = village.settings
    village.save_settings(msgspec.structs.replace(settings, organisers={"tao": NAME, "li": "李芳"}))
    own = colleague(by=NAME)
    own.people.add(Volunteer(name="王建国"))
    outlook = own.erase(person.number, dry=True)
    assert (outlook.logins, outlook.signatures, outlook.mentions) == (("tao",), 1, ())
    own.erase(person.number)
    assert traces(village.folder) == {}
    assert village.settings.organisers == {"tao": "V0002", "li": "李芳"}
    assert {line.by for line in village.history.newest_first()} == {"李芳", "V0002"}
    assert_history_matches_books(village.folder)
    with pytest.raises(Refused):  # a form that was open
        village.save_settings(msgspec.structs.replace(settings, unit="村委"))


def test_an_organiser_who_is_on_the_roster_keeps_what_they_signed(village, person, colleague):
    village.people.add(Volunteer(name=NAME))
    settings = village.settings
    village.save_settings(msgspec.structs.replace(settings, organisers={"tao": NAME}))
    colleague(by=NAME).people.add(Volunteer(name="王建国"))
    report = village.erase(person.number)
    assert (report.logins, report.signatures, report.namesakes) == ((), 0, (3,))
    assert village.settings.organisers == {"tao": NAME}
    assert NAME in {line.by for line in village.history.newest_first()}


def test_a_longer_name_of_somebody_else_is_not_reported(village):
    village.people.add_all([Volunteer(name="李明"), Volunteer(name="李明明")])
    village.events.add(Event(title="修路", start=datetime(2026, 11, 26, 8), lead="李明明"))
    report = village.erase(1)
    assert (report.mentions, report.mention_lines) == ((), 0)


def test_a_phone_of_a_family_stays_with_the_others_and_is_reported(village, person):
    village.people.save(msgspec.structs.replace(village.people.get(1), phone=PHONE))
    child = Volunteer(name="李小明", guardians=(Guardian(name="李秀英", phone=PHONE),))
    child = village.people.add(child)
    report = village.erase(person.number)
    assert village.people.get(1).phone == PHONE
    assert village.people.get(child.number).guardians == child.guardians
    assert report.guardian_of == ()
    assert report.mentions == (Mention("V0001", "phone"), Mention("V0003", "guardians"))


def test_a_guardian_with_another_phone_may_be_somebody_else(village, person):
    guardian = Guardian(name=NAME, phone="12000009999")
    child = village.people.add(Volunteer(name="李小明", guardians=(guardian,)))
    report = village.erase(person.number)
    assert village.people.get(child.number).guardians == (guardian,)
    assert report.mentions == (Mention("V0003", "guardians"),)


# -- after a crash of an older version -------------------------------------


def test_a_second_erasure_and_the_doctor_finish_one_of_an_older_version(
    village, person, monkeypatch, clock, tmp_path
):
    """It changed the books first and then the history, and may have died in between."""
    village.events.add(Event(title="修路", start=datetime(2026, 11, 26, 8), lead=NAME))
    with monkeypatch.context() as older:
        older.setattr("yigong.store.storage.transaction.stage_rewritten", lambda *_a, **_o: {})
        village.erase(person.number)
    assert village.people.get(person.number).forgotten
    assert traces(village.folder).keys() == {"history/2026-11.jsonl"}
    shutil.copytree(village.folder, tmp_path / "copy")
    findings = doctor.examine(village.folder, clock()).findings
    assert [(finding.where, finding.repair) for finding in findings] == [
        ("history/2026-11.jsonl", "redact")
    ]
    assert "still say who somebody was" in findings[0].sentence
    repair.repair(village.folder, findings, clock(), "李芳")
    second = Village(tmp_path / "copy", clock=clock)
    assert second.erase(person.number).history_lines == 3, "with the event's line"
    for folder in (village.folder, second.folder):
        assert traces(folder) == {}
        assert not doctor.examine(folder, clock()).findings
        assert_history_matches_books(folder)
    assert second.erase(person.number).history_lines == 0


def test_an_unreadable_history_stops_an_erasure_before_any_change(village, person):
    (month,) = history_paths(village.folder)
    lines = month.read_bytes().split(b"\n")
    lines[1] = lines[1][:-9]
    month.write_bytes(b"\n".join(lines))
    with pytest.raises(Damaged):
        village.erase(person.number)
    assert village.people.get(person.number) == person


def test_an_altered_history_line_is_still_found_after_an_erasure(village, person, enrol):
    enrol("王建国", "张小明")
    (month,) = history_paths(village.folder)
    month.write_text(month.read_text().replace("王建国", "王建军"))
    fault = first_fault(lines_of(month))
    assert fault is not None
    village.erase(person.number)
    assert not traces(village.folder)
    assert first_fault(lines_of(month)) == fault


def test_a_history_with_a_name_in_an_altered_line_is_not_rewritten_by_the_doctor(village, person):
    """Nothing is left to redact after an erasure, so nothing is written."""
    village.erase(person.number)
    before = content(village.folder)
    village.erase(person.number)
    assert content(village.folder) == before


def content(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_line_of_theirs_that_is_restored_is_found_and_removed(village, person, clock):
    """By hand, or from a copy of a book."""
    stored = msgspec.to_builtins(person)
    village.erase(person.number)
    line = HistoryLine(
        book="people", rev=9, key=2, act="person.change", at=clock(), old=stored, new=stored
    )
    village.history.append([line])
    findings = doctor.examine(village.folder, clock()).findings
    assert [finding.where for finding in findings if finding.repair == "redact"] == [
        "history/2026-11.jsonl"
    ]
    repair.repair(village.folder, findings, clock(), "李芳")
    assert traces(village.folder) == {}

"""Over made-up registers: nobody's minutes but a volunteer's are service on any paper."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from support.clock import SHANGHAI
from yigong.exports.documents import summary_tables
from yigong.exports.documents.ledger import ledger_table
from yigong.exports.documents.paid_table import paid_table
from yigong.exports.documents.service_record import service_record
from yigong.store.attendance import hours, roles
from yigong.store.attendance.by_person import PersonAttendance
from yigong.store.attendance.register import Register
from yigong.store.attendance_records import Entry, Grant, Head, Headcount, Stint
from yigong.store.event_records import occurrence_key
from yigong.store.records import ROLES, Issue, Volunteer
from yigong.store.settings_records import HoursPolicy, Settings
from yigong.store.statistics.summary import summarise

SETTINGS, POLICY = Settings(name="青山村"), HoursPolicy()
PEOPLE = {number: Volunteer(number=number, name=f"村民{number}") for number in range(1, 5)}
NINE = datetime(2026, 5, 1, 9, tzinfo=SHANGHAI)
ROLE, OWN = st.sampled_from(ROLES), st.sampled_from(["", *ROLES])


@st.composite
def signed_registers(draw) -> list[Register]:
    """One to three signed registers of up to four people, each there in up to three stints."""
    found = []
    for event in range(1, draw(st.integers(2, 4))):
        start = NINE + timedelta(days=event)
        counts = draw(st.lists(st.integers(1, 9), max_size=2))
        head = Head(
            event=event,
            planned=start.date(),
            title=f"活动{event}",
            kind="other",
            role=draw(ROLE),
            serving=(1,),
            trains=draw(st.booleans()),
            start=start,
            end=start + timedelta(hours=3),
            headcounts=tuple(Headcount(at=start, adults=number) for number in counts),
            closed=start + timedelta(hours=5),
            policy=POLICY,
        )
        entries = {}
        for number in draw(st.sets(st.sampled_from(sorted(PEOPLE)), min_size=1)):
            at, stints = start, []
            for _again in range(draw(st.integers(0, 3))):
                end = at + timedelta(minutes=draw(st.integers(0, 59)))
                origin = draw(st.sampled_from(["clocked", "filled"]))
                stints.append(Stint(start=at, end=end, origin=origin, role=draw(OWN)))
                at = end
            entry = Entry(
                number=number,
                squad=draw(st.integers(0, 1)),
                role=draw(OWN),
                stints=tuple(stints),
                children=draw(st.integers(0, 2)),
            )
            if not stints or (
                roles.role_of(None, entry, head) == "volunteer" and draw(st.booleans())
            ):
                minutes = draw(st.integers(1, 90))
                grant = Grant(minutes=minutes, at=start, by="李芳", reason="备料")
                entry = msgspec.structs.replace(entry, role="volunteer", grants=(grant,))
            entry = roles.with_roles(entry, head)
            entries[number] = hours.with_credit(entry, hours.credited(entry, head, POLICY))
        found.append(Register(occurrence_key(event, start.date()), entries, head))
    return found


def served_minutes(registers: list[Register], number: int | None = None) -> int:
    """What volunteers served, added up stint by stint, without the code that credits it."""
    minutes = 0
    for register in registers:
        for entry in register.entries.values():
            if number in (None, entry.number):
                minutes += sum(grant.minutes for grant in entry.grants)
                for stint in entry.stints:
                    if (stint.role or entry.role) == "volunteer":
                        minutes += round((stint.end - stint.start).total_seconds() / 60)
    return minutes


def record_of(registers: list[Register], number: int):
    attendances = [
        PersonAttendance(
            key=register.key,
            head=register.head,
            entry=register.entries[number],
            credit=hours.entry_credit(register.entries[number], register.head, POLICY),
        )
        for register in registers
        if number in register.entries
    ]
    issue = Issue(kind="record", at=NINE, person=number, year=2026, serial=1)
    return service_record(PEOPLE[number], attendances, issue, {}, SETTINGS)


@given(signed_registers())
def test_no_minute_of_anybody_but_a_volunteer_is_service_on_any_paper(registers):
    summary = summarise(registers, POLICY, people=PEOPLE)
    expected = hours.hours_tenths(served_minutes(registers))
    sections = summary_tables.summary_sections(summary, {}, SETTINGS, names=True)
    service = summary_tables.NUMBER_COLUMNS[7]
    assert service.name == "Service hours"
    assert service.value(sections[0].lines[0].tally) == expected
    by_person = next(section for section in sections if section.title == "By person")
    for line in by_person.lines:
        served = served_minutes(registers, int(line.code[1:]))
        assert service.value(line.tally) == hours.hours_tenths(served)
    ledger = ledger_table(summary, SETTINGS, with_paid=True)
    at = [column.name for column in ledger.columns].index("Service hours")
    (total,) = ledger.emphasised
    assert ledger.rows[total][at] == expected
    assert all(row[at] is None for row in ledger.rows[total + 1 :])
    for number in PEOPLE:
        record = record_of(registers, number)
        sum_at = min(record.emphasised)
        assert record.rows[sum_at][5] == hours.hours_text(served_minutes(registers, number))
        for row in record.rows[:sum_at]:
            register = next(each for each in registers if each.head.title == row[0])
            served = served_minutes([register], number)
            assert served or roles.counted_role(register.entries[number], register.head) == (
                "volunteer"
            )


@given(signed_registers())
def test_the_parts_of_every_row_add_up_to_its_total(registers):
    summary = summarise(registers, POLICY, people=PEOPLE)
    columns = {column.name: column.value for column in summary_tables.NUMBER_COLUMNS}
    for section in summary_tables.summary_sections(summary, {}, SETTINGS, names=True):
        for line in section.lines:
            numbers = {name: value(line.tally) for name, value in columns.items()}
            parts = ("Clocked hours", "Filled-in hours", "Granted hours")
            assert sum(numbers[name] for name in parts) == numbers["Service hours"]
            heads = ("by volunteers", "by participants", "by guests")
            assert sum(numbers[name] for name in heads) == numbers["Attendances"]
    for number in PEOPLE:
        record = record_of(registers, number)
        shown = dict(record.foot)
        total = float(record.rows[min(record.emphasised)][5])
        parts = ("Clocked hours", "Filled-in hours", "Granted hours")
        assert round(sum(float(shown[name]) for name in parts) - total, 6) == 0


@given(signed_registers())
def test_paid_work_is_on_its_own_table_whole_and_alone(registers):
    table = paid_table(registers, PEOPLE, SETTINGS, date(2026, 5, 1), date(2026, 5, 31))
    summary = summarise(registers, POLICY, people=PEOPLE)
    labour = sum(
        round((stint.end - stint.start).total_seconds() / 60)
        for register in registers
        for entry in register.entries.values()
        for stint in entry.stints
        if (stint.role or entry.role) == "paid"
    )
    assert table.rows[-1][6] == hours.hours_tenths(labour)
    assert summary.total.credit.labour.minutes == labour

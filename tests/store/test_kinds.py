"""The kinds of events: a village's own beside those of every village, and events that have them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, strategies

from yigong.store import bounds, kinds, language, validate
from yigong.store.attendance.hours import entry_credit
from yigong.store.errors import Refused
from yigong.store.event_records import ByRRule, Event
from yigong.store.records import ROLES
from yigong.store.settings_records import KindSpec, Settings

CLINIC = KindSpec(name="义诊", letter="诊", colour="magenta")
TRAINING = KindSpec(name="培训", role="learner", trains=True)
START = datetime(2026, 11, 25, 8, 30)


@pytest.fixture
def own(village):
    """The village has 义诊 and 培训."""
    village.save_settings(msgspec.structs.replace(village.settings, kinds=(CLINIC, TRAINING)))
    return village.settings.kinds


def removed(village, kind):
    settings = village.settings
    left = tuple(each for each in settings.kinds if each.name != kind.name)
    village.save_settings(msgspec.structs.replace(settings, kinds=left))


def checked(*own):
    return validate.checked_settings(Settings(name="青山村", kinds=own)).kinds


# -- what a village may add ------------------------------------------------


def test_a_kind_is_cleaned_and_kept():
    assert checked(KindSpec(name=" 义诊　", letter=" 诊 "), TRAINING) == (
        KindSpec(name="义诊", letter="诊"),
        TRAINING,
    )


@pytest.mark.parametrize(
    "own",
    [
        (KindSpec(name=""),),
        (KindSpec(name="诊" * 21),),
        (KindSpec(name="义\n诊"),),
        (KindSpec(name="义诊\x1b[2J"),),
        (CLINIC, CLINIC),
        (KindSpec(name="Clinic"), KindSpec(name="CLINIC")),
        (KindSpec(name="duty_day"),),
        (KindSpec(name="义务日"),),
        (KindSpec(name="Ｄuty Day"),),
        (KindSpec(name="义诊", letter="义诊"),),
        (KindSpec(name="义诊", letter="\u0301"),),
        (KindSpec(name="\u0301x"),),
        (KindSpec(name="义诊", letter="\u200d"),),
        (KindSpec(name="义诊", letter="\x07"),),
        (KindSpec(name="义诊", colour="puce"),),
        (KindSpec(name="义诊", colour="\x1b[31m"),),
        (KindSpec(name="义诊", role="boss"),),
        tuple(KindSpec(name=f"第{n}类") for n in range(31)),
    ],
    ids=lambda own: str(own[0])[:60],
)
def test_a_kind_that_would_be_taken_for_another_or_cannot_be_shown_is_refused(own):
    with pytest.raises(Refused) as refused:
        checked(*own)
    assert "\x1b" not in str(refused.value)


def test_thirty_kinds_are_allowed():
    assert len(checked(*(KindSpec(name=f"第{n}类") for n in range(30)))) == 30


@given(strategies.text(max_size=25), strategies.text(max_size=2))
def test_whatever_name_is_accepted_finds_its_kind_and_is_within_the_bounds(name, letter):
    try:
        (kind,) = checked(KindSpec(name=name, letter=letter))
    except Refused:
        return
    assert kinds.kind_called(kind.name, (kind,)) == kind
    bounds.check_settings(Settings(name="青山村", kinds=(kind,)))


@pytest.mark.parametrize(
    "kind", [KindSpec(name=""), KindSpec(name="x" * 81), KindSpec(name="x", letter="xx")]
)
def test_a_kind_that_a_hand_wrote_too_long_is_out_of_bounds(kind):
    with pytest.raises(bounds.OutOfBounds, match="kinds"):
        bounds.check_settings(Settings(name="青山村", kinds=(kind,)))


def test_a_kind_is_called_by_its_word_and_by_its_name_in_every_language():
    for text in ("duty_day", "Duty day", "DUTY DAY", " 义务日 "):
        assert kinds.kind_called(text, ()) == kinds.BUILT_IN[0]
    assert kinds.kind_called("义诊", (CLINIC,)) == CLINIC
    assert kinds.kind_called("义诊", ()) is None
    language.use_language("zh")
    assert (kinds.kind_name("class"), kinds.kind_name("义诊")) == ("课堂", "义诊")


# -- events ----------------------------------------------------------------


def test_an_event_of_a_kind_of_the_village_is_planned_and_changed(village, own):
    event = village.events.add(Event(title="看牙", kind="义诊", start=START))
    changed = village.events.save(msgspec.structs.replace(event, kind="培训", role="guest"))
    assert (changed.kind, changed.role) == ("培训", "guest")


def test_a_kind_that_there_is_not_is_refused_and_those_that_there_are_are_named(village, own):
    with pytest.raises(Refused) as refused:
        village.events.add(Event(title="看牙", kind="party", start=START))
    assert str(refused.value) == (
        "There is no kind of event party; there are: "
        "duty_day, festival, class, outing, meeting, other, 义诊, 培训, booking."
    )
    assert not village.events.all()


def test_an_event_keeps_a_kind_that_the_village_dropped_and_no_other_gets_it(village, own):
    event = village.events.add(Event(title="看牙", kind="义诊", start=START))
    other = village.events.add(Event(title="村会", kind="meeting", start=START))
    removed(village, CLINIC)
    assert village.events.save(msgspec.structs.replace(event, title="看眼")).kind == "义诊"
    for refused in (
        lambda: village.events.save(msgspec.structs.replace(other, kind="义诊")),
        lambda: village.events.save_from(msgspec.structs.replace(other, kind="义诊"), START.date()),
        lambda: village.events.add(Event(title="新的", kind="义诊", start=START)),
        lambda: village.events.import_events([Event(title="新的", kind="义诊", start=START)], []),
    ):
        with pytest.raises(Refused, match="no kind of event 义诊"):
            refused()
    listed = kinds.kinds_in_use(village.settings.kinds, village.events.all().values())
    assert [kind.name for kind in listed[-3:]] == ["培训", "booking", "义诊"]


def test_an_earlier_plan_keeps_its_kind_too(village, own):
    weekly = Event(title="看牙", kind="义诊", start=START, repeat=ByRRule("FREQ=WEEKLY"))
    event = village.events.add(weekly)
    later = msgspec.structs.replace(event, kind="培训", start=START + timedelta(days=14))
    event = village.events.save_from(later, date(2026, 12, 9))
    assert [plan.kind for plan in event.earlier] == ["义诊"]
    removed(village, CLINIC)
    assert village.events.save(msgspec.structs.replace(event, place="礼堂")).place == "礼堂"


def test_what_people_are_there_as_is_what_the_event_says_or_its_kind(own):
    clinic = Event(title="看牙", kind="义诊", start=START)
    assert kinds.event_role(clinic, own) == "participant"
    assert kinds.event_role(Event(title="急救", kind="培训", start=START), own) == "learner"
    assert kinds.event_role(Event(title="急救", kind="培训", start=START), ()) == "participant"
    assert kinds.event_role(Event(title="打扫", start=START), own) == "volunteer"
    for role in ROLES:
        assert kinds.event_role(msgspec.structs.replace(clinic, role=role), own) == role


def test_the_role_of_all_dates_is_changed_in_earlier_plans_too(village):
    weekly = Event(title="打扫", start=START, repeat=ByRRule("FREQ=WEEKLY"))
    event = village.events.add(weekly)
    later = msgspec.structs.replace(event, place="礼堂", start=START + timedelta(days=14))
    event = village.events.save_from(later, date(2026, 12, 9))
    event = village.events.save(msgspec.structs.replace(event, role="paid"))
    assert [plan.role for plan in (*event.earlier, event)] == ["paid", "paid"]


def test_another_role_of_the_event_counts_at_once_also_where_people_have_come(
    village, own, enrol, clock
):
    enrol("张小明")
    event = village.events.add(Event(title="看牙", kind="义诊", start=START))
    occurrence = village.events.occurrence(event.number, START.date())
    village.registers.checkin.check_in(occurrence, 1)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(occurrence, 1)

    def minutes(occurrence):
        (entry,) = village.registers.read(occurrence.key).entries.values()
        credit = entry_credit(entry, village.registers.head(occurrence), village.settings.hours)
        return credit.service.total, credit.learning.minutes

    assert minutes(occurrence) == (0, 0)
    village.events.save(msgspec.structs.replace(event, role="volunteer"))
    occurrence = village.events.occurrence(event.number, START.date())
    assert minutes(occurrence) == (60, 0)


# -- changes of a kind -----------------------------------------------------


def test_a_kind_is_added_at_the_end_changed_in_its_place_and_removed():
    new = KindSpec(name="大义诊", role="learner")
    assert kinds.with_kind_changed((CLINIC, TRAINING), CLINIC, new, []) == (new, TRAINING)
    assert kinds.with_kind_changed((CLINIC, TRAINING), CLINIC, None, []) == (TRAINING,)
    assert kinds.with_kind_changed((CLINIC,), None, TRAINING, []) == (CLINIC, TRAINING)


def test_the_name_of_a_kind_stays_while_an_event_has_it_and_all_else_may_change():
    event = Event(number=3, title="看牙", kind="义诊", start=START)
    held = msgspec.structs.replace(event, kind="培训", earlier=(event,))
    for events in ([event], [held]):
        with pytest.raises(Refused, match=r"^E0003 看牙 is of the kind 义诊, so its name stays"):
            kinds.with_kind_changed((CLINIC,), CLINIC, KindSpec(name="看病"), events)
        other = msgspec.structs.replace(CLINIC, role="guest", colour="")
        assert kinds.with_kind_changed((CLINIC,), CLINIC, other, events) == (other,)
        assert kinds.with_kind_changed((CLINIC,), CLINIC, None, events) == ()


def test_a_kind_that_somebody_changed_meanwhile_is_not_overwritten():
    theirs = msgspec.structs.replace(CLINIC, role="guest")
    with pytest.raises(Refused, match="Somebody changed the kinds meanwhile"):
        kinds.with_kind_changed((theirs,), CLINIC, None, [])

"""The life of a request in a village: each step, what it refuses, and that undo takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import msgspec
import pytest

from support.clock import SHANGHAI, Clock
from yigong.store.errors import Refused, Stale
from yigong.store.event_records import Event
from yigong.store.people.people import Volunteer
from yigong.store.records import Squad
from yigong.store.request_records import Request
from yigong.store.requests.due_dates import days_overdue, due_date
from yigong.store.requests.request_counts import count_requests
from yigong.store.village.village import Village


def heard(village: Village, text: str = "楼道灯坏了一周", **more: object) -> Request:
    """A request that was written down now."""
    return village.requests.add(Request(number=0, at=village.now(), text=text, **more))  # type: ignore[arg-type]


def test_due_in_working_days_of_the_real_calendar(village: Village) -> None:
    """Five from a Wednesday on end on the next Wednesday; three on Monday; one tomorrow."""
    assert heard(village).due == date(2026, 12, 2)
    assert heard(village, urgency="soon").due == date(2026, 11, 30)
    assert heard(village, urgency="now").due == date(2026, 11, 26)


def test_a_date_that_cannot_be_counted_stays_open(village: Village, clock: Clock) -> None:
    """What runs into 2027, whose holidays are not announced, has no date and is never late."""
    clock.now = datetime(2026, 12, 29, 9, tzinfo=SHANGHAI)
    request = heard(village)
    assert request.due is None
    assert due_date(request) is None
    assert days_overdue(request, date(2027, 6, 1)) == 0


def test_the_settings_say_how_many_days(village: Village) -> None:
    """What was heard before keeps its own."""
    before = heard(village)
    settings = village.settings
    days = msgspec.structs.replace(settings.answer_days, plain=2)
    village.save_settings(msgspec.structs.replace(settings, answer_days=days))
    assert heard(village).due == date(2026, 11, 27)
    assert village.requests.get(before.number).due == date(2026, 12, 2)


def test_taken_on_begun_and_done(
    village: Village, enrol: Callable[..., list[Volunteer]], clock: Clock
) -> None:
    """Each step is a change of its own, and undo takes the last one back."""
    (li,) = enrol("李芳")
    request = heard(village)
    assert village.requests.take(request.number, holder=li.number).state == "taken"
    assert village.requests.begin(request.number).state == "doing"
    assert village.requests.note(request.number, "问过电工").remarks[-1].by == "李芳"
    clock.forward(days=1)
    done = village.requests.finish(request.number, "换了灯泡", ["E0001@2026-11-25"])
    assert (done.state, done.rounds[0].outcome) == ("done", "换了灯泡")
    assert done.rounds[0].due == date(2026, 12, 2)
    village.undo("requests")
    assert village.requests.get(request.number).state == "doing"


def test_given_to_a_squad(village: Village) -> None:
    """A squad that is archived is given nothing."""
    squad = village.squads.add(Squad(name="水电队"))
    request = heard(village)
    assert village.requests.take(request.number, squad=squad.number).holding_squad == squad.number
    assert [each.number for each in village.requests.of_squad(squad.number)] == [request.number]
    village.squads.archive(squad.number)
    with pytest.raises(Refused, match="archived"):
        village.requests.take(request.number, squad=squad.number)


def test_not_satisfied_opens_a_new_round(village: Village, clock: Clock) -> None:
    """The old one stays, days are counted anew, and in time goes by the last round."""
    request = heard(village)
    clock.forward(days=12)
    village.requests.finish(request.number, "看过了")
    again = village.requests.ask_back(request.number, "bad", "还是不亮")
    assert (again.state, again.since, again.due) == (
        "doing",
        date(2026, 12, 7),
        date(2026, 12, 14),
    )
    clock.forward(days=1)
    village.requests.finish(request.number, "换了线路")
    village.requests.ask_back(request.number, "good")
    counts = count_requests(village.requests.all().values(), None, None, clock.now.date())
    assert [each.satisfaction for each in village.requests.get(request.number).rounds] == [
        "bad",
        "good",
    ]
    assert (counts.done, counts.in_time, counts.good, counts.redone) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda r, n: r.finish(n, "  "), "empty"),
        (lambda r, n: r.ask_back(n, "good"), "not done yet"),
        (lambda r, n: r.decline(n, ""), "empty"),
        (lambda r, n: r.take(n), "Say who"),
        (lambda r, n: r.take(n, holder=77), "V0077"),
        (lambda r, n: r.mark_same(n, n), "itself"),
        (lambda r, n: r.mark_same(n, 99), "Q0099"),
        (lambda r, n: r.reopen(n), "not finished"),
        (lambda r, n: r.give_back(n), "nobody"),
        (lambda r, n: r.note(n, ""), "empty"),
        (lambda r, n: r.note(n, "x" * 50_000), "too long"),
        (lambda r, n: r.finish(n, "\x1b[2J"), "not text"),
    ],
)
def test_a_wrong_step_is_refused_and_writes_nothing(
    village: Village, act: Callable[..., object], sentence: str
) -> None:
    """Each in a sentence."""
    request = heard(village)
    with pytest.raises(Refused, match=sentence):
        act(village.requests, request.number)
    assert village.requests.get(request.number) == request


def test_what_is_finished_is_reopened_first(village: Village) -> None:
    """Done, declined and the same as another take no further step."""
    finished = {"done": heard(village), "declined": heard(village), "same": heard(village)}
    other = heard(village)
    village.requests.finish(finished["done"].number, "做了")
    village.requests.decline(finished["declined"].number, "不归村里管")
    village.requests.mark_same(finished["same"].number, other.number)
    for state, request in finished.items():
        assert village.requests.get(request.number).state == state
        for step in (
            lambda n: village.requests.finish(n, "又做了"),
            village.requests.begin,
            lambda n: village.requests.decline(n, "不"),
        ):
            with pytest.raises(Refused, match=r"reopen it first|go on with"):
                step(request.number)
        again = village.requests.reopen(request.number)
        assert again.state == ("doing" if state == "done" else "open")
        assert (again.same_as, again.reason) == (0, "")


def test_the_same_as_another_is_counted_once(village: Village) -> None:
    """The chain is followed to its root; round a ring is refused."""
    first, second, third = heard(village), heard(village), heard(village)
    village.requests.mark_same(second.number, first.number)
    assert village.requests.mark_same(third.number, second.number).same_as == first.number
    with pytest.raises(Refused, match="itself"):
        village.requests.mark_same(first.number, third.number)
    assert {each.number for each in village.requests.repeats(first.number)} == {2, 3}
    counts = count_requests(village.requests.all().values(), None, None, date(2026, 12, 1))
    assert counts.recorded == 1


def test_undo_makes_no_ring(village: Village) -> None:
    """That one was the same as another is not brought back once that is the same as this one."""
    first, second = heard(village), heard(village)
    village.requests.mark_same(first.number, second.number)
    village.requests.reopen(first.number)
    line = next(iter(village.history.newest_first()))
    village.requests.mark_same(second.number, first.number)
    with pytest.raises(Refused, match="itself"):
        village.undo_change(line.id)


def test_changed_by_hand(village: Village) -> None:
    """More urgent is due earlier; a date that was typed stays; a form of before is refused."""
    request = heard(village)
    requests = village.requests
    urgent = requests.save(msgspec.structs.replace(request, urgency="now"))
    assert urgent.due == date(2026, 11, 26)
    typed = requests.save(msgspec.structs.replace(urgent, due=date(2026, 12, 24)))
    usual = requests.save(msgspec.structs.replace(typed, urgency="plain"))
    assert (usual.due, usual.days) == (date(2026, 12, 24), 5)
    assert requests.save(msgspec.structs.replace(usual, due=None)).due == date(2026, 12, 2)
    with pytest.raises(Stale):
        requests.save(msgspec.structs.replace(urgent, text="另一件"))


def test_heard_earlier_is_due_earlier(village: Village) -> None:
    """Where the day on which it was heard is corrected, the due date follows."""
    request = heard(village)
    moved = msgspec.structs.replace(request, at=request.at - timedelta(days=1))
    assert village.requests.save(moved).due == date(2026, 12, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " \n "},
        {"text": "x" * 50_000},
        {"text": "\x1b]0;x\x07"},
        {"who": 9},
        {"squad": 9},
        {"due": date(2026, 11, 1)},
        {"due": date(2099, 11, 1)},
        {"at": datetime(2026, 12, 25, 9, tzinfo=SHANGHAI)},
        {"topic": "长" * 41},
    ],
)
def test_bad_input_is_refused(village: Village, wrong: dict[str, object]) -> None:
    """And nothing is written."""
    given = {"at": village.now(), "text": "路灯"} | wrong
    with pytest.raises(Refused):
        village.requests.add(Request(number=0, **given))  # type: ignore[arg-type]
    assert not village.requests.all()


def test_an_event_in_answer(village: Village) -> None:
    """The unfinished ones of an event are told; one that there is not is refused."""
    first, second = heard(village), heard(village)
    village.requests.mark_same(second.number, first.number)
    start = datetime(2026, 12, 5, 9)
    event = village.events.add(Event(title="换灯", start=start, answers=(2, 2)))
    assert event.answers == (2,)
    assert [each.number for each in village.requests.answered_by(event)] == [1]
    with pytest.raises(Refused, match="Q0009"):
        village.events.add(Event(title="换灯", start=start, answers=(9,)))
    village.requests.finish(1, "换了")
    assert village.requests.answered_by(event) == []


def test_in_an_event_it_is_not_taken_back(village: Village) -> None:
    """What an event answers stays; undo says so."""
    request = heard(village)
    line = next(iter(village.history.newest_first()))
    village.events.add(
        Event(title="换灯", start=datetime(2026, 12, 5, 9), answers=(request.number,))
    )
    with pytest.raises(Refused, match="in use"):
        village.undo_change(line.id)


def test_merged_and_erased(village: Village, enrol: Callable[..., list[Volunteer]]) -> None:
    """A merge gives the other number; an erasure takes number and name away, and reports texts."""
    chen, double = enrol("陈月仙", "陈月先")
    known = heard(village, "灯坏了，找陈月仙", who=double.number, holder=double.number)
    named = heard(village, "井盖松了", asker="陈月仙 154****0005")
    village.merge(chen.number, double.number)
    assert village.requests.get(known.number).who == chen.number
    report = village.erase(chen.number)
    after = village.requests.get(known.number)
    assert (after.who, after.holder) == (0, 0)
    assert "陈月仙" not in village.requests.get(named.number).asker
    assert any(mention.where == "Q0001" for mention in report.mentions)
    assert b"\xe9\x99\x88\xe6\x9c\x88\xe4\xbb\x99 154" not in b"".join(
        path.read_bytes() for path in village.folder.rglob("*.json*")
    )

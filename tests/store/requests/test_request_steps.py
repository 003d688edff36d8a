"""Whatever is done with requests, in any order: refused in a sentence, or a record that holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yigong.store.bounds import check_request
from yigong.store.errors import Refused
from yigong.store.request_records import Request
from yigong.store.requests import request_life
from yigong.store.requests.due_dates import UNFINISHED
from yigong.store.requests.request_counts import count_requests

_STEPS = (*("take", "back", "begin", "note", "done", "good", "bad", "decline", "same", "reopen"),)


def stepped(requests: dict[int, Request], number: int, step: str, other: int, at: datetime) -> None:
    """Make one step, or leave the requests as they are where it is refused."""
    request = requests[number]
    steps = {
        "take": lambda: request_life.assigned(request, other, 0),
        "back": lambda: request_life.given_back(request),
        "begin": lambda: request_life.begun(request),
        "note": lambda: request_life.remarked(request, at, "李芳", "问过了"),
        "done": lambda: request_life.with_outcome(request, at, "李芳", "做了"),
        "good": lambda: request_life.asked_back(request, at, "good"),
        "bad": lambda: request_life.asked_back(request, at, "bad"),
        "decline": lambda: request_life.declined(request, "不归村里管"),
        "same": lambda: request_life.same_as(request, other, requests),
        "reopen": lambda: request_life.reopened(request, at.date()),
    }
    requests[number] = steps[step]()


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(_STEPS), st.integers(1, 5)), max_size=40)
)
def test_any_steps_leave_requests_that_hold(steps: list[tuple[int, str, int]]) -> None:
    """Within bounds, no ring, each counted once or not at all, old rounds as they were."""
    begin = datetime(2026, 3, 2, 9, tzinfo=UTC)
    requests = {n: Request(number=n, at=begin, text="灯", days=5) for n in range(1, 5)}
    for hours, (number, step, other) in enumerate(steps):
        before = requests[number]
        try:
            stepped(requests, number, step, other, begin + timedelta(hours=hours))
        except Refused as refused:
            assert str(refused).endswith(".")
            assert requests[number] == before
        after = requests[number]
        check_request(after)
        assert after.rounds[: max(0, len(before.rounds) - 1)] == before.rounds[:-1]
        assert (after.state == "done") <= bool(after.rounds)
        if after.rounds and after.rounds[-1].satisfaction == "bad":
            assert after.state != "done"
    assert not any(request_life.is_in_same_ring(requests, number) for number in requests)
    counts = count_requests(requests.values(), None, None, date(2026, 3, 9))
    states = [each.state for each in requests.values()]
    assert counts.recorded == len(requests) - states.count("same")
    assert counts.accepted == counts.recorded - states.count("declined")
    assert counts.done + counts.unfinished == counts.accepted
    assert counts.unfinished == sum(state in UNFINISHED for state in states)
    assert counts.bad == 0 and counts.good <= counts.asked <= counts.done

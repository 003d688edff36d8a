"""Whom a secret request is shown to: who wrote it down, who works on it, and nobody else."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from yigong.store.errors import Refused
from yigong.store.records import Squad, Volunteer
from yigong.store.request_records import Request
from yigong.store.village.village import Village

_SECRETS = ("陈月仙", "老人理发", "问过了", "上门理了", "还行", "四组")


@pytest.fixture
def request_(village: Village, enrol: Callable[..., list[Volunteer]]) -> Request:
    """A secret request that 李芳 wrote down, with all that can be secret in it."""
    enrol("王强", "赵敏")
    asked = village.requests.add(
        Request(
            number=0,
            at=village.now(),
            text="想要老人理发上门",
            asker="陈月仙",
            group="四组",
            topic="理发",
            secret=True,
        )
    )
    village.requests.note(asked.number, "问过了")
    village.requests.finish(asked.number, "上门理了")
    return village.requests.ask_back(asked.number, "fair", "还行")


def test_others_see_that_it_is_there(request_: Request, colleague: Callable[..., Village]) -> None:
    """Code, days, state and topic; no word of what is secret."""
    shown = colleague("王强").requests.shown(request_)
    assert (shown.code, shown.topic, shown.state, shown.due) == (
        request_.code,
        "理发",
        "done",
        request_.due,
    )
    text = msgspec.json.encode(shown).decode()
    assert not [word for word in _SECRETS if word in text]


def test_finding_reveals_nothing(request_: Request, colleague: Callable[..., Village]) -> None:
    """Words in it find it for who may read it alone."""
    with pytest.raises(Refused):
        colleague("王强").requests.find("理发上门")
    assert colleague("李芳").requests.find("理发上门").number == request_.number


def test_the_history_reveals_nothing(
    village: Village, request_: Request, colleague: Callable[..., Village]
) -> None:
    """Nor where it was not secret when the line was written, or is not any more."""
    open_again = msgspec.structs.replace(request_, secret=False)
    village.requests.save(open_again)
    lines = [line for line in village.history.newest_first() if line.book == "requests"]
    assert len(lines) == 5
    other = colleague("王强").requests.secrecy
    text = msgspec.json.encode([other.shown_line(line) for line in lines]).decode()
    assert not [word for word in _SECRETS if word in text]
    own = village.requests.secrecy
    assert [own.shown_line(line) for line in lines] == lines


def test_who_works_on_it_reads_it(
    village: Village, request_: Request, colleague: Callable[..., Village]
) -> None:
    """The holder; of a squad its leader and deputies, and no member beside."""
    wang, zhao = 1, 2
    village.requests.reopen(request_.number)
    squad = village.squads.add(Squad(name="理发队"))
    village.squads.join(squad.number, wang)
    village.squads.join(squad.number, zhao)
    village.requests.take(request_.number, squad=squad.number)
    given = village.requests.get(request_.number)
    assert not colleague("王强").requests.may_read(given)
    village.squads.save(msgspec.structs.replace(village.squads.get(squad.number), leader=wang))
    assert colleague("王强").requests.may_read(given)
    assert not colleague("赵敏").requests.may_read(given)
    village.requests.take(request_.number, holder=zhao)
    assert colleague("赵敏").requests.may_read(village.requests.get(request_.number))


def test_a_look_all_the_same_is_on_record(
    village: Village, request_: Request, colleague: Callable[..., Village]
) -> None:
    """Who, when, which; before it they may not change it, and lists do not show it after it."""
    other = colleague("王强")
    with pytest.raises(Refused, match="shown only to"):
        other.requests.note(request_.number, "我来看看")
    assert other.look_at_request(request_.number).text == "想要老人理发上门"
    (issue,) = village.issued.all().values()
    assert (issue.kind, issue.by, issue.what) == ("look", "王强", "Q0001")
    assert other.requests.all_shown()[0].text == ""
    other.requests.note(request_.number, "我来看看")
    assert village.look_at_request(request_.number).remarks[-1].text == "我来看看"
    assert len(village.issued.all()) == 1

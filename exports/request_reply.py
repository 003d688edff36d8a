"""The sentence to whoever asked, once their request is settled: for a chat, or to be read out."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from yigong.exports.plain_text import one_line
from yigong.store import language
from yigong.store.dates.date_words import date_text, short_date
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import Volunteer
from yigong.store.request_records import Request
from yigong.store.village.village import Village

_MOST = 60
"""Characters of what was asked for that the sentence repeats."""

_ENDS = ".!?。！？"


class Reply(NamedTuple):
    """A sentence to somebody who asked."""

    to: str
    """To whom: the name, and the code of the request."""

    text: str


def replies_to(village: Village, number: int) -> list[Reply]:
    """The sentences for a settled request: to who asked, and to those whose request is the same.

    They are in the village's language. Those whose request is secret are left out: whoever works on
    it tells them.

    Args:
        village: The village.
        number: The request.

    Raises:
        Refused: It is not done, or it is secret.
    """
    request = village.requests.counted_for(number)
    if request.state != "done" or not request.rounds:
        raise Refused("{code} is not done yet; who asked is told then.", code=request.code)
    if request.secret:
        raise Refused("{code} is secret: tell it to who asked yourself.", code=request.code)
    asked = [request, *village.requests.repeats(request.number)]
    people, replies = village.people.all(), []
    homes = {person.home for person in people.values()}
    with language.speaking(village.settings.language):
        for each in asked:
            if not each.secret:
                name = _first_name_given(each, people.get(each.who), homes)
                text = _sentence(village, each, name, request.rounds[-1].outcome)
                replies.append(Reply(f"{name} {each.code}".strip(), text))
    return replies


def _first_name_given(request: Request, person: Volunteer | None, homes: Collection[str]) -> str:
    """Who asked: a name from the roster, else the first of the words that were written down; of a
    household nothing, as nobody is called that."""
    if person is not None:
        return one_line(person.name)
    words = one_line(request.asker).split(" ")[0]
    return "" if words in homes else words.rstrip("0123456789-*")


def _sentence(village: Village, request: Request, name: str, outcome: str) -> str:
    at = request.at.astimezone(village.zone)
    day = short_date(at) if at.year == village.now().year else date_text(at)
    text = one_line(request.text)[:_MOST].rstrip(_ENDS)
    words = _("Hello {name}, what you told us on {day} ({text}): {outcome}. Are you satisfied?")
    if not name:
        words = _("Hello, what you told us on {day} ({text}): {outcome}. Are you satisfied?")
    done = one_line(outcome).rstrip(_ENDS)
    return words.format(name=name, day=day, text=text, outcome=done)

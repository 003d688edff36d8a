"""Who is shown a secret request: one place decides for pages, commands, tables and the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from yigong.store.records import Squad, Volunteer
from yigong.store.request_records import Request
from yigong.store.storage.history_line import HistoryLine

_HIDDEN = {
    "who": 0,
    "asker": "",
    "squad": 0,
    "group": "",
    "text": "",
    "reason": "",
    "source": "desk",
    "rounds": (),
    "remarks": (),
}
"""What others are not shown of a secret request, and what stands in its place. The code, the days,
the state, the topic, who works on it, and that it is secret stay."""

BOOK = "requests"
"""The book of requests in the history."""


class RequestSecrecy:
    """What of the requests somebody is shown."""

    def __init__(
        self,
        requests: Callable[[], Mapping[int, Request]],
        people: Callable[[], Mapping[int, Volunteer]],
        squads: Callable[[], Mapping[int, Squad]],
        reader: Callable[[], str],
    ) -> None:
        """Make the rule.

        Args:
            requests: Gives every request.
            people: Gives the roster.
            squads: Gives every squad.
            reader: Gives the name of whoever looks, as changes are signed with it.
        """
        self._requests = requests
        self._people = people
        self._squads = squads
        self._reader = reader

    def may_read(self, request: Request) -> bool:
        """Whether whoever looks is shown all of a request.

        Of a secret one only who wrote it down and who it was given to: its holder, the leader and
        the deputies of its squad, by their names.
        """
        if not request.secret:
            return True
        reader = self._reader()
        return bool(reader) and (reader == request.by or reader in self._workers(request))

    def _workers(self, request: Request) -> set[str]:
        """The names of whom a request was given to."""
        people = self._people()
        numbers = [request.holder]
        squad = self._squads().get(request.holding_squad)
        if squad is not None:
            numbers += [squad.leader or 0, *squad.deputies]
        return {people[number].name for number in numbers if number in people}

    def shown(self, request: Request) -> Request:
        """A request as whoever looks is shown it: a secret one of others without what is secret."""
        return request if self.may_read(request) else without_secrets(request)

    @staticmethod
    def published(request: Request) -> Request:
        """A request as tables and chat texts have it, whoever writes them."""
        return without_secrets(request) if request.secret else request

    def shown_line(self, line: HistoryLine) -> HistoryLine:
        """A line of the history as whoever looks is shown it.

        Where a request is secret now, or was before or after the line, and they may not read it,
        its sides are without what is secret.
        """
        if line.book.startswith("visits/"):
            return msgspec.structs.replace(
                line, old=self._shown_visit(line.old), new=self._shown_visit(line.new)
            )
        if line.book != BOOK:
            return line
        sides = [_as_request(side) for side in (line.old, line.new)]
        known = [self._requests().get(line.key), *sides]
        if all(self.may_read(each) for each in known if each is not None):
            return line
        old, new = (
            None if side is None else msgspec.to_builtins(without_secrets(side)) for side in sides
        )
        return msgspec.structs.replace(line, old=old, new=new)

    def _shown_visit(self, stored: dict[str, Any] | None) -> dict[str, Any] | None:
        """A stored visit without the secret requests that it names: it says who was visited."""
        if not stored or not isinstance(stored.get("requests"), list | tuple):
            return stored
        known = self._requests()
        read = [n for n in stored["requests"] if n in known and self.may_read(known[n])]
        return {**stored, "requests": read}


def _as_request(stored: Mapping[str, Any] | None) -> Request | None:
    """A stored request; of one that cannot be read, as in a history edited by hand, a secret one
    of nobody."""
    if stored is None:
        return None
    try:
        return msgspec.convert(stored, Request, str_keys=True)
    except msgspec.ValidationError:
        return Request(number=0, at=datetime(2000, 1, 1, tzinfo=UTC), text="", secret=True)


def without_secrets(request: Request) -> Request:
    """A request as others see it, and as what leaves the village has it, if it is secret."""
    return msgspec.structs.replace(request, **_HIDDEN)

"""The squads that a roster names: which they are, who is in them, which are to be founded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from yigong.store.records import Squad


class Memberships:
    """The squads of a village while the rows of a file are gone through."""

    def __init__(self, squads: Mapping[int, Squad], wanted: bool) -> None:
        """Begin.

        Args:
            squads: The squads there are; archived ones are not joined.
            wanted: Whether anybody is to join at all.
        """
        self._wanted = wanted
        self._named = {squad.name: squad for squad in squads.values() if not squad.archived}
        self._members = {name: frozenset(squad.members) for name, squad in self._named.items()}

    def joining(self, number: int, named: Sequence[str], already: Sequence[str]) -> list[str]:
        """The squads somebody would join.

        Args:
            number: Who; 0 or less: somebody new.
            named: The squads their row names.
            already: Those they would join by a row before.
        """
        if not self._wanted:
            return []
        found = dict.fromkeys(map(self._called, named))
        return [
            name
            for name in found
            if name not in already and number not in self._members.get(name, ())
        ]

    def _called(self, name: str) -> str:
        """What a squad is called: 修葺 is 修葺队 where there is one; else it is to be founded."""
        if name in self._named:
            return name
        if f"{name}队" in self._named:
            return f"{name}队"
        return name

    def founded(self, joined: Iterable[str]) -> tuple[str, ...]:
        """The names of those that would be founded, of all that would be joined."""
        return tuple(dict.fromkeys(name for name in joined if name not in self._named))

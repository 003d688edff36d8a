"""The squads that a roster names: who is a member, and which are to be founded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from yigong.store.records import Squad


class Memberships:
    """The squads of a village, as the rows of a file name them."""

    def __init__(self, squads: Mapping[int, Squad], wanted: bool) -> None:
        """Index the squads by name.

        Args:
            squads: All squads; nobody joins archived ones.
            wanted: Whether people join squads at all.
        """
        self._wanted = wanted
        self._by_name = {squad.name: squad for squad in squads.values() if not squad.archived}
        self._members = {name: frozenset(squad.members) for name, squad in self._by_name.items()}

    def to_join(self, number: int, named: Sequence[str], already: Sequence[str]) -> list[str]:
        """The names of the squads that a person would join.

        Args:
            number: The person's number; 0 or less: a new person.
            named: The squads that the row names.
            already: The squads that they would join by an earlier row.
        """
        if not self._wanted:
            return []
        return [
            name
            for name in dict.fromkeys(map(self._full_name, named))
            if name not in already and number not in self._members.get(name, ())
        ]

    def _full_name(self, name: str) -> str:
        """The name of a squad: 修葺 is 修葺队 if that exists; else the name of a new one."""
        if name in self._by_name:
            return name
        if f"{name}队" in self._by_name:
            return f"{name}队"
        return name

    def to_found(self, joined: Iterable[str]) -> tuple[str, ...]:
        """The names, of those that would be joined, of the squads that do not exist yet."""
        return tuple(dict.fromkeys(name for name in joined if name not in self._by_name))

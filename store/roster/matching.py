"""Whom a row of a roster means: functions over records.

A phone identifies nobody, because families share one, and neither does a name. Both together do;
so does a code. What has only one of them in common with somebody is doubtful: a name with another
phone, or a phone with a name that sounds the same or is a part of the other. Whoever another row of
the file stands for is in doubt no more: a roster that lists two of one name means two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from yigong.store.language import _
from yigong.store.people import pinyin
from yigong.store.people.retired import is_retired, survivor
from yigong.store.records import Volunteer, code
from yigong.store.roster.plan import Roster, RosterRow
from yigong.store.roster.row_merge import RowPerson

_NAMED = 4
"""The most people a doubtful row names."""


class RowMatch(NamedTuple):
    """Whom a row means: one person; or several who may be meant, and why; or nobody (refused)."""

    number: int = 0
    who: tuple[int, ...] = ()
    reason: str = ""


class PeopleIndex:
    """The people of a village, and those whom the rows add, as rows name them."""

    def __init__(
        self, roster: Roster, people: Mapping[int, Volunteer], someone: Mapping[int, RowPerson]
    ) -> None:
        """Begin.

        Args:
            roster: The roster as it says.
            people: Everyone there is.
            someone: Those whom rows were about, as they are by now; it fills up meanwhile.
        """
        self._people = people
        self._someone = someone
        self._has_phones = roster.has_phones
        self._pairs: dict[tuple[str, str], list[int]] = {}
        self._names: dict[str, list[int]] = {}
        self._phones: dict[str, list[int]] = {}
        self._archived: dict[tuple[str, str], int] = {}
        for person in people.values():
            if person.archived and not is_retired(person):
                self._archived.setdefault((_key(person.name), person.phone), person.number)
            elif not is_retired(person):
                self.add(person.number, person)
        self._claimed = frozenset(self._claims(roster.rows))
        pinyin.preload_readings(self._to_be_read(roster.rows))

    def add(self, number: int, person: Volunteer) -> None:
        """Take somebody up whom rows may mean: a person, or below zero whom a row adds."""
        name = _key(person.name)
        self._pairs.setdefault((name, person.phone), []).append(number)
        self._names.setdefault(name, []).append(number)
        if person.phone:
            self._phones.setdefault(person.phone, []).append(number)

    def _claims(self, rows: Iterable[RosterRow]) -> Iterable[int]:
        """Whom rows mean beyond doubt."""
        for row in rows:
            if row.person is None:
                continue
            if row.code:
                yield survivor(self._people, row.code)
            else:
                found = self._pairs.get((_key(row.name), row.person.phone), ())
                if len(found) == 1 and row.person.phone:
                    yield found[0]

    def _to_be_read(self, rows: Iterable[RosterRow]) -> Iterable[str]:
        """The names that may be held against others by how they sound: a phone is shared."""
        given = [row.person for row in rows if row.person and row.person.phone]
        often = Counter(person.phone for person in given)
        for person in given:
            phone, name = person.phone, person.name
            if often[phone] > 1 or (phone in self._phones and (name, phone) not in self._pairs):
                yield name

    def meant(self, row: RosterRow, person: Volunteer) -> RowMatch:
        """Whom a row means.

        Args:
            row: The row.
            person: What it says of them.
        """
        return self._coded(row) if row.code else self._told(row, person)

    def earlier(self, name: str) -> int:
        """The row that added the first of a name; 0: none did."""
        return next((-n for n in self._names.get(_key(name), ()) if n < 0), 0)

    def _coded(self, row: RosterRow) -> RowMatch:
        """Whom a row means by a code."""
        number = survivor(self._people, row.code)
        person = self._people[number]
        if person.forgotten:
            reason = _("{code} was forgotten at their wish.").format(code=person.code)
            return RowMatch(reason=reason)
        if row.masked and not _fits(row.masked, person.phone):
            return RowMatch(reason=_masked(row.masked))
        phone = row.person.phone if row.person else ""
        if _key(row.name) != _key(person.name) and not (phone and phone == person.phone):
            reason = _("{code} is {name}").format(code=person.code, name=person.name)
            return RowMatch(who=(number,), reason=reason)
        return RowMatch(number)

    def _told(self, row: RosterRow, person: Volunteer) -> RowMatch:
        """Whom a row means by name and phone."""
        name = _key(person.name)
        exact = self._pairs.get((name, person.phone), [])
        if not person.phone:
            exact = [n for n in exact if not _differ(person, self.of(n), group=True)]
        if len(exact) == 1:
            return RowMatch(exact[0])
        if exact:
            reason = _("{who}: the same name and phone").format(who=self._said(exact))
            return RowMatch(who=tuple(exact[:_NAMED]), reason=reason)
        if (name, person.phone) in self._archived and person.phone:
            return RowMatch(self._archived[name, person.phone])
        same_name = self._namesakes(name, person)
        if len(same_name) == 1 and not self._has_phones:
            return RowMatch(same_name[0])
        if same_name:
            return RowMatch(who=tuple(same_name[:_NAMED]), reason=self._by_name(same_name, person))
        same_phone = self._sharing(person)
        if same_phone:
            text = _("{who}: the same phone, and a name much like it")
            reason = text.format(who=self._said(same_phone))
            return RowMatch(who=tuple(same_phone[:_NAMED]), reason=reason)
        return RowMatch()

    def _namesakes(self, name: str, person: Volunteer) -> list[int]:
        """Who has the name and may be meant."""
        found = []
        for number in self._names.get(name, ()):
            other = self.of(number)
            if person.phone and (number in self._claimed or (number < 0 and other.phone)):
                continue  # two rows with two phones are two people
            if _differ(person, other, group=number < 0):
                continue
            found.append(number)
        return found

    def _sharing(self, person: Volunteer) -> list[int]:
        """Who has the phone and a name that may be another spelling."""
        numbers = self._phones.get(person.phone, ()) if person.phone else ()
        return [
            number
            for number in numbers
            if number not in self._claimed
            and not _differ(person, self.of(number), group=False)
            and _alike(person.name, self.of(number))
        ]

    def of(self, number: int) -> Volunteer:
        """Somebody as they are after the rows that were judged."""
        found = self._someone.get(number)
        return found.after if found else self._people[number]

    def _by_name(self, numbers: list[int], person: Volunteer) -> str:
        if not person.phone:
            text = _("{who}: the same name, and the row has no phone")
        elif self.of(numbers[0]).phone:
            text = _("{who}: the same name, another phone")
        else:
            text = _("{who}: the same name, no phone there")
        return text.format(who=self._said(numbers))

    def _said(self, numbers: list[int]) -> str:
        said = [candidate_name(number, self.of(number).name) for number in numbers[:_NAMED]]
        return ", ".join(said) + (" .." if len(numbers) > _NAMED else "")


def without_foreign_code(row: RosterRow, people: Mapping[int, Volunteer]) -> RosterRow:
    """A row without a code that nobody here has: the list comes from another village.

    It is judged by name and phone, and refused where the phone is masked: nobody says whose it is.
    """
    if not row.code or row.person is None or survivor(people, row.code) in people:
        return row
    if row.masked:
        return RosterRow(line=row.line, name=row.name, reason=_masked(row.masked))
    text = _("{code} is not a code of this village; who is new gets a new one")
    remark = text.format(code=code("V", row.code))
    return msgspec.structs.replace(row, code=0, remarks=(*row.remarks, remark))


def _masked(text: str) -> str:
    said = _("The phone is masked ({text}): take in a list with whole numbers.")
    return said.format(text=text)


def candidate_name(number: int, name: str) -> str:
    """Somebody who may be meant: ``V0007 王芳``, or the row that adds them."""
    if number > 0:
        return f"{code('V', number)} {name}"
    return _("row {line}").format(line=-number) + f" {name}"


def _key(name: str) -> str:
    """A name as names are compared: Latin ones without case and spaces."""
    return name if not name.isascii() else "".join(name.split()).casefold()


def _differ(one: Volunteer, other: Volunteer, *, group: bool) -> bool:
    """Whether two of one name are certainly two: another gender, or another year of birth."""
    if one.gender and other.gender and one.gender != other.gender:
        return True
    if one.born and other.born and one.born != other.born:
        return True
    return group and bool(one.group and other.group and one.group != other.group)


def _alike(name: str, other: Volunteer) -> bool:
    """Whether a name sounds like another person's, or one of the two is a part of the other."""
    if name in other.name or other.name in name:
        return True
    return pinyin.likely_reading(name) == (other.reading or pinyin.likely_reading(other.name))


def _fits(masked: str, phone: str) -> bool:
    """Whether ``138****5678`` may be a phone."""
    head, _stars, tail = masked.partition("*")
    return len(masked) == len(phone) and phone.startswith(head) and phone.endswith(tail.lstrip("*"))

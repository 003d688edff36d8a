"""Matching: which person a row of a roster is about.

A name and a phone together identify a person, and so does a code. A phone alone does not, because
families share one, nor does a name. A row that has only one of the two in common with a person is
doubtful: the name with another phone, or the phone with a name that sounds the same or is a part of
the other. A person whom another row matches exactly is no candidate: a roster that lists two of one
name means two.
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

_MAX_CANDIDATES = 4


class RowMatch(NamedTuple):
    """The match of a row: one person; or several candidates; or nobody, with the reason."""

    number: int = 0
    candidates: tuple[int, ...] = ()
    reason: str = ""


class PeopleIndex:
    """An index of the people of a village, and of those whom rows add, by name and phone."""

    def __init__(
        self, roster: Roster, people: Mapping[int, Volunteer], judged: Mapping[int, RowPerson]
    ) -> None:
        """Index the people.

        Args:
            roster: The roster.
            people: Everyone.
            judged: The people of the rows judged so far; the caller adds to it.
        """
        self._people = people
        self._judged = judged
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
        pinyin.preload_readings(self._names_to_read(roster.rows))

    def add(self, number: int, person: Volunteer) -> None:
        """Add a person: by number, or below zero by the row that adds them."""
        name = _key(person.name)
        self._pairs.setdefault((name, person.phone), []).append(number)
        self._names.setdefault(name, []).append(number)
        if person.phone:
            self._phones.setdefault(person.phone, []).append(number)

    def _claims(self, rows: Iterable[RosterRow]) -> Iterable[int]:
        """The people whom rows match exactly."""
        for row in rows:
            if row.person is None:
                continue
            if row.code:
                yield survivor(self._people, row.code)
            else:
                found = self._pairs.get((_key(row.name), row.person.phone), ())
                if len(found) == 1 and row.person.phone:
                    yield found[0]

    def _names_to_read(self, rows: Iterable[RosterRow]) -> Iterable[str]:
        """The names whose reading may be compared, because the phone is shared."""
        people = [row.person for row in rows if row.person and row.person.phone]
        count = Counter(person.phone for person in people)
        for person in people:
            phone, name = person.phone, person.name
            if count[phone] > 1 or (phone in self._phones and (name, phone) not in self._pairs):
                yield name

    def match(self, row: RosterRow, person: Volunteer) -> RowMatch:
        """Find the person of a row.

        Args:
            row: The row.
            person: The person it describes.
        """
        return self._match_code(row) if row.code else self._match_name(row, person)

    def first_row_of(self, name: str) -> int:
        """The first row that added a person of a name; 0: none did."""
        return next((-n for n in self._names.get(_key(name), ()) if n < 0), 0)

    def _match_code(self, row: RosterRow) -> RowMatch:
        """The match of a row with a code."""
        number = survivor(self._people, row.code)
        person = self._people[number]
        if person.forgotten:
            reason = _("{code} was forgotten at their wish.").format(code=person.code)
            return RowMatch(reason=reason)
        if row.masked and not _fits(row.masked, person.phone):
            return RowMatch(reason=_masked_reason(row.masked))
        phone = row.person.phone if row.person else ""
        if _key(row.name) != _key(person.name) and not (phone and phone == person.phone):
            reason = _("{code} is {name}").format(code=person.code, name=person.name)
            return RowMatch(candidates=(number,), reason=reason)
        return RowMatch(number)

    def _match_name(self, row: RosterRow, person: Volunteer) -> RowMatch:
        """The match of a row by name and phone."""
        name = _key(person.name)
        exact = self._pairs.get((name, person.phone), [])
        if not person.phone:
            exact = [n for n in exact if not _differ(person, self._person(n), group=True)]
        if len(exact) == 1:
            return RowMatch(exact[0])
        if exact:
            reason = _("{who}: the same name and phone").format(who=self._names_of(exact))
            return RowMatch(candidates=tuple(exact[:_MAX_CANDIDATES]), reason=reason)
        if (name, person.phone) in self._archived and person.phone:
            return RowMatch(self._archived[name, person.phone])
        same_name = self._namesakes(name, person)
        if len(same_name) == 1 and not self._has_phones:
            return RowMatch(same_name[0])
        if same_name:
            reason = self._name_reason(same_name, person)
            return RowMatch(candidates=tuple(same_name[:_MAX_CANDIDATES]), reason=reason)
        same_phone = self._sharing(person)
        if same_phone:
            text = _("{who}: the same phone, and a name much like it")
            reason = text.format(who=self._names_of(same_phone))
            return RowMatch(candidates=tuple(same_phone[:_MAX_CANDIDATES]), reason=reason)
        return RowMatch()

    def _namesakes(self, name: str, person: Volunteer) -> list[int]:
        """The candidates with the same name."""
        found = []
        for number in self._names.get(name, ()):
            other = self._person(number)
            if person.phone and (number in self._claimed or (number < 0 and other.phone)):
                continue  # two rows with two phones are two people
            if _differ(person, other, group=number < 0):
                continue
            found.append(number)
        return found

    def _sharing(self, person: Volunteer) -> list[int]:
        """The candidates with the same phone, and a name that may be another spelling."""
        numbers = self._phones.get(person.phone, ()) if person.phone else ()
        return [
            number
            for number in numbers
            if number not in self._claimed
            and not _differ(person, self._person(number), group=False)
            and _sounds_alike(person.name, self._person(number))
        ]

    def _person(self, number: int) -> Volunteer:
        """A person as changed by the rows judged so far."""
        judged = self._judged.get(number)
        return judged.after if judged else self._people[number]

    def _name_reason(self, numbers: list[int], person: Volunteer) -> str:
        """Why a row is doubtful that has the name of some candidates."""
        if not person.phone:
            text = _("{who}: the same name, and the row has no phone")
        elif self._person(numbers[0]).phone:
            text = _("{who}: the same name, another phone")
        else:
            text = _("{who}: the same name, no phone there")
        return text.format(who=self._names_of(numbers))

    def _names_of(self, numbers: list[int]) -> str:
        first = numbers[:_MAX_CANDIDATES]
        names = _(", ").join(candidate_name(number, self._person(number).name) for number in first)
        return names + (" .." if len(numbers) > _MAX_CANDIDATES else "")


def without_foreign_code(row: RosterRow, people: Mapping[int, Volunteer]) -> RosterRow:
    """Remove a code that is not of this village: the list comes from another one.

    The row is then matched by name and phone, and refused if the phone is masked.
    """
    if not row.code or row.person is None or survivor(people, row.code) in people:
        return row
    if row.masked:
        return RosterRow(line=row.line, name=row.name, reason=_masked_reason(row.masked))
    text = _("{code} is not a code of this village; who is new gets a new one")
    remark = text.format(code=code("V", row.code))
    return msgspec.structs.replace(row, code=0, remarks=(*row.remarks, remark))


def _masked_reason(phone: str) -> str:
    text = _("The phone is masked ({text}): take in a list with whole numbers.")
    return text.format(text=phone)


def candidate_name(number: int, name: str) -> str:
    """The name of a candidate: ``V0007 王芳``, or with the row that adds them."""
    if number > 0:
        return f"{code('V', number)} {name}"
    return _("row {line}").format(line=-number) + f" {name}"


def _key(name: str) -> str:
    """A name in the form in which names are compared: Latin ones without case and spaces."""
    return name if not name.isascii() else "".join(name.split()).casefold()


def _differ(first: Volunteer, second: Volunteer, *, group: bool) -> bool:
    """Whether two of one name are two people: by gender, year of birth, or if asked for by group
    and household."""
    if first.gender and second.gender and first.gender != second.gender:
        return True
    if first.born and second.born and first.born != second.born:
        return True
    pairs = ((first.group, second.group), (first.home, second.home)) if group else ()
    return any(one and other and one != other for one, other in pairs)


def _sounds_alike(name: str, other: Volunteer) -> bool:
    """Whether a name sounds like that of a person, or one of the two is a part of the other."""
    if name in other.name or other.name in name:
        return True
    return pinyin.likely_reading(name) == (other.reading or pinyin.likely_reading(other.name))


def _fits(masked: str, phone: str) -> bool:
    """Whether a masked phone (``138****5678``) may be a phone."""
    head, _stars, tail = masked.partition("*")
    return len(masked) == len(phone) and phone.startswith(head) and phone.endswith(tail.lstrip("*"))

"""Form fields bound to a record's attributes: how each is named, shown and read, said once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from yigong.store.language import _
from yigong.tui.view.field_names import FIELD_NAMES, POLICY_FIELD_NAMES

BoundRecord = TypeVar("BoundRecord", bound=msgspec.Struct)


def _unchanged(value: object) -> object:
    return value


@dataclass(frozen=True)
class BoundField:
    """A field for one attribute of a record."""

    name: str
    """The attribute's name, and the field's."""

    hint: str = ""
    """What to type, a msgid."""

    show: Callable[[Any], object] = _unchanged
    """The field's value for the attribute's."""

    read: Callable[[Any], object] = _unchanged
    """The attribute's value for the field's; raises `Refused` for what cannot be read."""

    options: tuple[tuple[object, str], ...] = ()
    """Where there are only these answers: values and msgids."""

    title: str = ""
    """What the field is called, a msgid; empty: the attribute's in `FIELD_NAMES`."""

    @property
    def label(self) -> str:
        """What the field is called, translated."""
        return _(self.title or (POLICY_FIELD_NAMES | FIELD_NAMES)[self.name])


def number_text(number: int) -> str:
    """A number as a field shows it: nothing for 0."""
    return str(number or "")


def lines_field(name: str, hint: str = "") -> BoundField:
    """A field for a text of several lines, which are typed with `` / `` between them."""
    return BoundField(
        name, hint, lambda text: text.replace("\n", " / "), lambda text: text.replace(" / ", "\n")
    )


def shown_values(fields: Sequence[BoundField], record: msgspec.Struct) -> dict[str, object]:
    """The fields' values for a record, by name."""
    return {field.name: field.show(getattr(record, field.name)) for field in fields}


def changed_names(typed: Mapping[str, object], shown: Mapping[str, object]) -> set[str]:
    """The names of the fields whose typed value differs from the one shown at first."""
    return {name for name, value in typed.items() if value != shown.get(name, "")}


def with_typed_values(
    record: BoundRecord, fields: Sequence[BoundField], typed: Mapping[str, object]
) -> BoundRecord:
    """The record with what was typed; an untouched field keeps the record's own value.

    Raises:
        Refused: The first value, in the order of the fields, that cannot be read.
    """
    changed = changed_names(typed, shown_values(fields, record))
    return msgspec.structs.replace(
        record,
        **{field.name: field.read(typed[field.name]) for field in fields if field.name in changed},
    )

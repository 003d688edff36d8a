"""The fields of a form: what each is called and holds, and how a record takes what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from yigong.tui.text.typed_values import number_of_people

FormRecord = TypeVar("FormRecord", bound=msgspec.Struct)


@dataclass
class Field:
    """What a form asks for."""

    name: str
    """Its name among the form's values; the attribute's, if it is for an attribute of a record."""

    label: str
    """Its name for a person, translated."""

    value: object = ""
    """What it holds at first: text, or one of the options' values."""

    read: Callable[[Any], object] = lambda value: value
    """From what it holds to the attribute; raises `Refused`."""

    options: Sequence[tuple[object, str]] = ()
    """Where there are only these answers: values and how they are said."""

    picks: bool = False
    """Whether it names records: its options are their numbers and names, and its value is of those
    that are picked, each with its part (`tui.widgets.pick_field`)."""

    parts: Sequence[tuple[str, str]] = ()
    """The parts that what is picked may have, with their names; empty: it is picked or not."""

    many: bool = True
    """Whether several can be picked."""

    hint: str = ""
    """What to type, shown quietly behind it."""

    needed: bool = False
    """Whether an empty one is refused, by its label, before anything is saved."""

    section: str = ""
    """A heading above it, translated: what this field and those below it are about."""


def count_field(name: str, label: str, count: int, hint: str = "") -> Field:
    """A field for a whole number; 0 is shown and typed as nothing.

    Args:
        name: Its name, as that of any field.
        label: Its name for a person, translated.
        count: What it holds at first.
        hint: What to type, translated.
    """
    return Field(name, label, str(count or ""), number_of_people, hint=hint)


def field_values(fields: Iterable[Field]) -> dict[str, object]:
    """The values that fields hold at first, by name."""
    return {field.name: field.value for field in fields}


def with_typed_values(
    record: FormRecord, fields: Iterable[Field], typed: Mapping[str, object]
) -> FormRecord:
    """The record with what was typed; an untouched field leaves its attribute as it is.

    Fields that are for none of its attributes are skipped.

    Raises:
        Refused: What one holds cannot be read; the first in the order of the fields.
    """
    changed = {
        field.name: field.read(typed[field.name])
        for field in fields
        if field.name in record.__struct_fields__
        and typed.get(field.name, field.value) != field.value
    }
    return msgspec.structs.replace(record, **changed)

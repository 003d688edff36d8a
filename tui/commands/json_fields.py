"""What is wrong with a field of an event's JSON, in a sentence: which it is, what there may be."""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec
from msgspec import inspect

from yigong.store.errors import Refused
from yigong.store.language import _

_STEP = re.compile(r"\.(\w+)|\[(?:\d+|\.\.\.)\]")
"""A step of the path in an error of msgspec, ``$.posts[0].heads``: a field, or an item."""

_MAX_PATH = 60


def refuse_unknown(
    index: int, where: str, given: Collection[str], fields: Collection[str], hidden: Collection[str]
) -> None:
    """Refuse a field that there is not.

    Args:
        index: The event, from 1.
        where: The path before the field, empty or with a dot at its end.
        given: The names of the fields that are given.
        fields: The names that there are.
        hidden: Those of them that are not named to choose from.
    """
    for name in given:
        if name not in fields:
            raise _unknown(index, f"{where}{name}", [each for each in fields if each not in hidden])


def _unknown(index: int, field: str, fields: Collection[str]) -> Refused:
    return Refused(
        "Event {index} has a field that is not known: {field}; there are: {fields}.",
        index=index,
        field=field[:_MAX_PATH],
        fields=", ".join(fields),
    )


def wrong_field(index: int, field: str, wanted: str) -> Refused:
    """The refusal of a field with another value than is `wanted`."""
    return Refused(
        "Event {index}: the field {field} should be {wanted}.",
        index=index,
        field=field[:_MAX_PATH],
        wanted=wanted,
    )


def mistyped_field(index: int, record: type[msgspec.Struct], error: str) -> Refused:
    """The refusal for an error of msgspec, ``Expected `int`, got `str` - at `$.minutes` ``.

    Args:
        index: The event, from 1.
        record: What was read.
        error: The error's text.
    """
    problem, _at, where = error.partition(" - at ")
    path = where.rpartition(" in ")[2].strip("`").removeprefix("$")
    field = path.removeprefix(".")
    found = _type_at(inspect.type_info(record), path)
    if missing := re.search(r"missing required field `(\w+)`", problem):
        name = ".".join(filter(None, (field, missing[1])))
        return Refused("Event {index} lacks the field {field}.", index=index, field=name)
    if unknown := re.search(r"unknown field `(\w+)`", problem):
        return _unknown(index, f"{field}.{unknown[1]}", _field_names(found))
    return wrong_field(index, field or "?", _wanted(found, key=where.startswith("`key`")))


def _type_at(found: inspect.Type, path: str) -> inspect.Type:
    """The type of the value at a path."""
    for step in _STEP.finditer(path):
        found = _step(found, step[1])
    return found


def _step(found: inspect.Type, field: str | None) -> inspect.Type:
    if isinstance(found, inspect.UnionType):
        found = next(t for t in found.types if not isinstance(t, inspect.NoneType))
    if isinstance(found, inspect.StructType):
        types = {each.name: each.type for each in found.fields}
        return types.get(field or "", inspect.AnyType())
    if isinstance(found, inspect.DictType):
        return found.value_type
    if isinstance(found, inspect.VarTupleType | inspect.ListType):
        return found.item_type
    return inspect.AnyType()


def _field_names(found: inspect.Type) -> list[str]:
    return [each.name for each in found.fields] if isinstance(found, inspect.StructType) else []


def _wanted(found: inspect.Type, *, key: bool) -> str:
    """What a value should be, in words."""
    if isinstance(found, inspect.UnionType):
        kinds = [each for each in found.types if not isinstance(each, inspect.NoneType)]
        if len(kinds) > 1:
            return _("an object in braces")
        found = kinds[0]
    if key and isinstance(found, inspect.DictType):
        return _wanted(found.key_type, key=False)
    if isinstance(found, inspect.LiteralType):
        return _("one of {names}").format(names=", ".join(map(str, filter(None, found.values))))
    if isinstance(found, inspect.StructType):
        return _("an object with the fields {names}").format(names=", ".join(_field_names(found)))
    words = {
        inspect.IntType: _("a whole number"),
        inspect.FloatType: _("a number"),
        inspect.StrType: _("text in quotation marks"),
        inspect.BoolType: _("true or false"),
        inspect.DateTimeType: _("a time such as 2026-11-25T08:30"),
        inspect.DateType: _("a date such as 2026-11-25"),
        inspect.VarTupleType: _("a list in square brackets"),
        inspect.DictType: _("an object in braces"),
    }
    return words.get(type(found), _("another value"))

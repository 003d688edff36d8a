"""Mutations of stored files from a seed: bits, bytes, JSON, whole files taken for one another."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

Mutation = Callable[[random.Random, bytes, bytes], bytes]
"""A function that makes other bytes of a file, given those of another file of the village."""

STRANGE: tuple[object, ...] = (
    None, True, False, 0, -1, 1, 2, 3, 10**9, 10**19, 10**400, 1.5, -0.0, "", "x", "1", [], {},
    [None], [[]], {"1": None}, {"1": {}}, "9999-12-31", "0001-01-01T00:00:00Z", "\ud800", "[/]",
    "2026-11-25T08:30:00", "../../HOSTILE", "registers/2026/E0001@2026-11-25", "\x1b[2J",
)  # fmt: skip
"""Values put into fields."""


def flip_a_bit(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    """One bit the other way, as a disk or a memory does it."""
    data = bytearray(raw)
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def flip_a_bit_of_a_key(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    """One bit of the name of a field or a table."""
    keys = [at for at in range(1, len(raw)) if raw[at : at + 2] == b'":']
    if not keys:
        return flip_a_bit(rng, raw, _other)
    end = rng.choice(keys)
    begin = raw.rfind(b'"', 0, end) + 1
    data = bytearray(raw)
    data[rng.randrange(begin, max(end, begin + 1))] ^= 1 << rng.randrange(8)
    return bytes(data)


def delete_bytes(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    """Some bytes gone."""
    at = rng.randrange(len(raw))
    return raw[:at] + raw[at + rng.choice((1, 1, 2, 8, 100)) :]


def insert_bytes(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    """Some bytes more, perhaps those that stand there already."""
    at = rng.randrange(len(raw) + 1)
    own = raw[at : at + rng.choice((1, 5, 40))]
    block = rng.choice((b"\0", b"\xff", b'"', b"{", b"}", b",", b"\n", b"9" * 30, own, own))
    return raw[:at] + block + raw[at:]


def cut_off(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    """The end missing; perhaps all of it, or zeros in its place."""
    at = rng.choice((0, rng.randrange(len(raw)), len(raw) - 1))
    return raw[:at] + rng.choice((b"", b"", b"\0" * (len(raw) - at)))


def take_another(_rng: random.Random, _raw: bytes, other: bytes) -> bytes:
    """Another file of the village in its place."""
    return other


def splice(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    """The beginning of one file and the end of another."""
    return raw[: rng.randrange(len(raw))] + other[rng.randrange(len(other) + 1) :]


def nest(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    """A value that is nested deeper than anybody reads."""
    at, depth = rng.randrange(len(raw)), rng.choice((60, 1500, 50_000))
    return raw[:at] + rng.choice((b"[", b'{"a":')) * depth + raw[at:]


def change_json(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    """Drop, rename, repeat or replace something in a file's data; each line of a history is one."""
    lines = raw.splitlines(keepends=True)
    if len(lines) > 1:
        at = rng.randrange(len(lines))
        lines[at] = _changed_json(rng, lines[at], other) + b"\n"
        return b"".join(lines)
    return _changed_json(rng, raw, other)


def change_lines(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    """Lines of a history lost, repeated, or in another order."""
    lines = raw.splitlines(keepends=True)
    if len(lines) < 2:
        return flip_a_bit(rng, raw, _other)
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(3):
        case 0:
            del lines[at]
        case 1:
            lines.insert(to, lines[at])
        case 2:
            lines[at], lines[to] = lines[to], lines[at]
    return b"".join(lines)


def _changed_json(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    data = json.loads(raw)
    places = list(_places(data))
    if not places:
        return flip_a_bit(rng, raw, other)
    holder, key = rng.choice(places)
    match rng.randrange(6) if isinstance(holder, dict) else rng.randrange(4, 6):
        case 0:
            del holder[key]
        case 1:
            holder[rng.choice(("", "1", "0", "-1", "77", key + "x", key[1:]))] = holder.pop(key)
        case 2:
            return _with_key_twice(rng, data, holder, key)
        case 3:
            others = [each for each in places if each[1] != key]
            theirs = rng.choice(others or places)
            holder[key], theirs[0][theirs[1]] = theirs[0][theirs[1]], holder[key]
        case 4:
            holder[key] = rng.choice(STRANGE)
        case 5:
            holder[key] = [holder[key]] if rng.random() < 0.5 else {"1": holder[key]}
    return json.dumps(data, separators=(",", ":"), ensure_ascii=rng.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )


def _places(data: Any) -> list[tuple[Any, Any]]:
    """Every value in plain data, as what holds it and its key there."""
    found: list[tuple[Any, Any]] = []
    waiting = [data]
    while waiting:
        holder = waiting.pop()
        keys = holder if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            found.append((holder, key))
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
    return found


def _with_key_twice(rng: random.Random, data: Any, holder: dict[str, Any], key: str) -> bytes:
    """The data with a key twice in one object: its own value, and that of a neighbour."""
    twin = "\x00twin"
    holder[twin] = holder[rng.choice([*holder])]
    raw = json.dumps(data, separators=(",", ":")).encode()
    return raw.replace(json.dumps(twin).encode(), json.dumps(key).encode())


MUTATIONS: tuple[Mutation, ...] = (
    flip_a_bit, flip_a_bit_of_a_key, flip_a_bit_of_a_key, delete_bytes, insert_bytes, cut_off,
    take_another, splice, nest, change_json, change_json, change_json, change_json, change_lines,
)  # fmt: skip

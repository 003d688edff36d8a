"""A spot check (抽查): which volunteers of a period are asked, the same for whoever asks.

Anybody with the seed draws the same people, also with paper and another program: the volunteers of
signed registers are put in the order of SHA-256(seed + "\\n" + register + "/" + code), and the
first are taken, each person once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

import msgspec

from yigong.store.attendance.counts_cache import VOLUNTEER, RegisterCounts
from yigong.store.errors import Refused
from yigong.store.records import code
from yigong.store.village.village import Village

MOST_DRAWN = 500
MAX_SEED = 200


class DrawnPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is asked whether they were there."""

    number: int
    register: str
    day: date
    title: str
    minutes: int
    """Of service there."""

    digest: str

    @property
    def code(self) -> str:
        """``V0123``."""
        return code("V", self.number)


def draw_people(
    village: Village, first: date | None, last: date | None, seed: str, count: int
) -> list[DrawnPerson]:
    """Draw people of a period.

    Raises:
        Refused: There is no seed, or the number is none.
        DataError: A register cannot be read.
    """
    check_draw(seed, count)
    counted = village.counts.between(first, last, village.settings.hours)
    return drawn_people(counted, seed, count)


def check_draw(seed: str, count: int) -> None:
    """Refuse a draw that nobody could repeat.

    Raises:
        Refused: There is no seed, or the number is none.
    """
    if not seed.strip():
        raise Refused("A draw needs a text (--seed) that all agree on before.")
    if len(seed) > MAX_SEED or not seed.isprintable():
        raise Refused("The text of a draw is one line of at most {n} characters.", n=MAX_SEED)
    if not 1 <= count <= MOST_DRAWN:
        raise Refused("From 1 to {n} people are drawn.", n=MOST_DRAWN)


def drawn_people(counted: Iterable[RegisterCounts], seed: str, count: int) -> list[DrawnPerson]:
    """The first people by the digests of their attendances, each once."""
    order = []
    for register in counted:
        if register.head.closed is None:
            continue
        for number, _squad, role, _along, *minutes in register:
            if role == VOLUNTEER:
                text = f"{seed}\n{register.key}/{code('V', number)}"
                digest = hashlib.sha256(text.encode()).hexdigest()
                order.append((digest, number, register, sum(minutes[:3])))
    order.sort(key=lambda each: each[0])
    found: dict[int, DrawnPerson] = {}
    for digest, number, register, served in order:
        if len(found) == count:
            break
        if number not in found:
            found[number] = DrawnPerson(
                number=number,
                register=register.key,
                day=register.head.start.date(),
                title=register.head.title,
                minutes=served,
                digest=digest,
            )
    return list(found.values())

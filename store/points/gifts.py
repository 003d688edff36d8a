"""The gifts that points are redeemed for, and how many of each are left."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from yigong.store import bounds, validate
from yigong.store.errors import Refused
from yigong.store.language import N_
from yigong.store.named_records import NamedBook, Refusals
from yigong.store.points.ledger_rules import gifts_left, redeemed_counts
from yigong.store.points_records import Gift, PointsEntry
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.session import Session


class Gifts(NamedBook[Gift]):
    """The gifts of a village."""

    letter = "G"
    act = "gift"
    refusals = Refusals(
        none=N_("There is no gift {code}."),
        no_one=N_("No gift is called {query}, or several are; there are: {names}."),
        taken=N_("There is a gift {name} already: {code}."),
    )

    def __init__(
        self,
        book: Book[Gift],
        session: Session,
        entries: Callable[[], Iterable[PointsEntry]],
    ) -> None:
        """Nothing is read before it is asked for.

        Args:
            book: Their book.
            session: Who changes it.
            entries: Gives the entries of the ledger, which know what was given away.
        """
        super().__init__(book, session)
        self._entries = entries
        book.guards.append(self._refuse_overdrawn)

    def left(self, gift: Gift) -> int | None:
        """How many of a gift are left; `None`: they are not counted."""
        return gifts_left(gift, self.redeemed())

    def redeemed(self) -> dict[int, int]:
        """How many of each were given away, by number."""
        return redeemed_counts(self._entries())

    def save(self, gift: Gift) -> Gift:
        """Change a gift; `gift.rev` is the revision the change was made from.

        Raises:
            Stale: Somebody changed it in the meantime.
        """
        with self._session.change(self._book, ChangeReason("gift.change")) as draft:
            return self.put(draft, gift)[1]

    def archive(self, gift: int, archived: bool = True) -> Gift:
        """Archive a gift, or take it back; what was redeemed stays."""
        return self._set_archived(gift, archived)

    def set_stock(self, gift: int, *, add: int = 0, left: int | None = None) -> Gift:
        """Change how many of a gift there are. Nothing is redeemed meanwhile.

        Args:
            gift: The gift's number.
            add: How many come to those that there are; less than 0: were lost.
            left: How many are left now; -1: they are not counted any more; `None`: as many as are,
                and `add`.

        Raises:
            Refused: There would be fewer than none.
        """
        with self._session.change(self._book, ChangeReason("gift.stock")) as draft:
            current = self.current(draft.records, gift)
            if left == -1:
                return draft.put(msgspec.structs.replace(current, stock=-1))
            given = self.redeemed().get(gift, 0)
            now = (0 if current.stock < 0 else current.stock - given) if left is None else left
            if not 0 <= now + add <= bounds.MAX_STOCK - given:
                raise Refused("A gift is in stock 0 to {most} times.", most=bounds.MAX_STOCK)
            ready = msgspec.structs.replace(current, stock=given + now + add)
            return draft.put(ready) if ready != current else current

    def _refuse_overdrawn(self, draft: Draft[Gift]) -> None:
        """A guard of the book: there are never fewer than were given away.

        Raises:
            Refused: There would be.
        """
        given = self.redeemed()
        for old, new in draft.pending.values():
            stock = -1 if new is None else new.stock
            unchanged = old is not None and old.stock == stock
            if new is not None and not unchanged and 0 <= stock < given.get(new.number, 0):
                n = given[new.number]
                raise Refused("{n} of {gift} were redeemed already.", n=n, gift=new.name)

    def _checked(self, record: Gift) -> Gift:
        if not 1 <= record.points <= bounds.MAX_POINTS:
            raise Refused("A gift costs 1 to {most} points.", most=bounds.MAX_POINTS)
        if not -1 <= record.stock <= bounds.MAX_STOCK:
            raise Refused("A gift is in stock 0 to {most} times.", most=bounds.MAX_STOCK)
        name = validate.clean_line(record.name, N_("The gift"), validate.MAX_NAME, needed=True)
        note = validate.clean_paragraph(record.note, N_("The note"))
        return msgspec.structs.replace(record, name=name, note=note)

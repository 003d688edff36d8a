"""The ledger of points: awards, gifts, resets and reversals, in a book for each year."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime

from yigong.store import bounds, validate
from yigong.store.errors import DataError, Refused
from yigong.store.language import N_
from yigong.store.people.people import People
from yigong.store.points import ledger_rules
from yigong.store.points.accounts import (
    NO_POINTS,
    Account,
    PointsSum,
    account_of,
    account_sum,
    accounts,
    points_sums,
)
from yigong.store.points.earnings import Earned, Earnings
from yigong.store.points.gifts import Gifts
from yigong.store.points_records import PointsEntry, PointsKind
from yigong.store.records import read_yearly_code, yearly_code
from yigong.store.settings_records import HoursPolicy
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.session import Session
from yigong.store.storage.transaction import Transaction
from yigong.store.storage.yearly_books import YearlyBooks

MAX_GIFTS = 1000
"""The most of a gift that are redeemed at once; more was typed by mistake."""

MAX_AWARDED = 500
"""The most people who are awarded points at once."""


class PointsLedger:
    """The ledger of a village, and the accounts that it and the signed registers give."""

    def __init__(
        self,
        books: YearlyBooks[PointsEntry],
        gifts: Gifts,
        people: People,
        earnings: Earnings,
        policy: Callable[[], HoursPolicy],
        session: Session,
        transaction: Callable[[ChangeReason], AbstractContextManager[Transaction]],
    ) -> None:
        """Nothing is read before it is asked for.

        Args:
            books: Its books.
            gifts: The gifts.
            people: The people.
            earnings: What was earned.
            policy: Gives the hours policy, as for the counts of registers.
            session: Who changes it.
            transaction: Begins a change while which nobody else writes.
        """
        self._books = books
        self._gifts = gifts
        self._people = people
        self._earnings = earnings
        self._policy = policy
        self._session = session
        self._transaction = transaction
        books.guards.append(self._refuse_dependent)

    # -- looked up ---------------------------------------------------------

    def all(self) -> list[PointsEntry]:
        """Every entry, by year and number."""
        return list(self._books.records())

    def get(self, code: str) -> PointsEntry:
        """One entry by its code, ``F2026-0031``; without its letter it is one, too.

        Raises:
            Refused: There is none.
        """
        return _entry_of(self.all(), code)

    def kinds(self) -> dict[str, PointsKind]:
        """The kinds of all entries, by code."""
        return {entry.code: entry.kind for entry in self.all()}

    def earned(
        self,
        first: date | None = None,
        last: date | None = None,
        people: Collection[int] | None = None,
        unreadable: list[DataError] | None = None,
    ) -> list[Earned]:
        """What was earned in a period (see `Earnings.between`)."""
        return self._earnings.between(first, last, self._policy(), people, unreadable)

    def sums(
        self,
        first: date | None = None,
        last: date | None = None,
        people: Collection[int] | None = None,
        unreadable: list[DataError] | None = None,
    ) -> dict[int, PointsSum]:
        """Everybody's points of a period, by number; of all time they give the balance.

        It may run in a thread.

        Args:
            first: The first day; `None`: from the beginning.
            last: The last day; `None`: to the end.
            people: Only these, by number; `None`: everybody.
            unreadable: Collects the errors of registers that cannot be read, which are skipped.
                Without it the first of them is raised.
        """
        entries = self.all()
        chosen = (
            entry
            for entry in entries
            if (people is None or entry.person in people)
            and (first is None or first <= entry.at.date())
            and (last is None or entry.at.date() <= last)
        )
        kinds = {entry.code: entry.kind for entry in entries}
        return points_sums(self.earned(first, last, people, unreadable), chosen, kinds)

    def accounts(self) -> list[Account]:
        """Everybody's accounts (see `accounts.accounts`)."""
        return accounts(self._people.all().values())

    def account(self, person: int) -> Account:
        """The account that somebody has a part in; of a merged number that of who is kept.

        Raises:
            Refused: There is no such person.
        """
        return account_of(self._people.all(), self._people.get(person).number)

    def balance(self, account: Account, unreadable: list[DataError] | None = None) -> int:
        """The points of an account."""
        sums = self.sums(people=account.numbers, unreadable=unreadable)
        return account_sum(account, sums).balance

    # -- changed -----------------------------------------------------------

    def award(self, people: Iterable[int], points: int, reason: str) -> list[PointsEntry]:
        """Award points to people, the same to each, in one change.

        Args:
            people: Their numbers.
            points: How many each.
            reason: Why.

        Raises:
            Refused: There is no reason; nobody is named, or who was archived or erased.
        """
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE, needed=True)
        if not 1 <= points <= bounds.MAX_POINTS:
            raise Refused("An award is 1 to {most} points.", most=bounds.MAX_POINTS)
        with self._session.change(self._this_year(), ChangeReason("points.award")) as draft:
            numbers = dict.fromkeys(self._people.get_unerased(each).number for each in people)
            if not numbers:
                raise Refused("Nobody is chosen.")
            if len(numbers) > MAX_AWARDED:
                raise Refused("At most {most} people at once.", most=MAX_AWARDED)
            for number in numbers:
                ledger_rules.refuse_inactive(self._people.get(number))
            return [self._put(draft, n, "award", points, reason) for n in numbers]

    def redeem(self, person: int, gift: int, count: int = 1) -> PointsEntry:
        """Redeem a gift for somebody, of the points of their household.

        Nobody else writes meanwhile: of two desks that give away the last one, one does.

        Args:
            person: Who takes it, by number.
            gift: The gift's number.
            count: How many.

        Raises:
            Refused: There is none left, or the points are not enough; a child does not redeem
                alone; who was archived or erased does not.
        """
        if not 1 <= count <= MAX_GIFTS:
            raise Refused("One redeems 1 to {most} at once.", most=MAX_GIFTS)
        self.balance(self.account(person), [])  # read before the lock: in it only what changed
        with self._transaction(ChangeReason("points.redeem")) as change:
            draft, found = self._open(change), self._gifts.get(gift)
            taker = self._people.get_unerased(person)
            ledger_rules.refuse_inactive(taker)
            account = account_of(self._people.all(), taker.number)
            sums = self.sums(people=account.numbers, unreadable=[])
            today = self._session.now().date()
            own = sums.get(taker.number, NO_POINTS).balance
            points = ledger_rules.spendable(taker, own, account_sum(account, sums).balance, today)
            ledger_rules.refuse_redeeming(found, count, self._gifts.left(found), points)
            price, number = found.points * count, taker.number
            return self._put(draft, number, "gift", -price, "", gift=found.number, pieces=count)

    def reset(
        self, reason: str, people: Iterable[int] | None = None, until: date | None = None
    ) -> list[PointsEntry]:
        """清零: clear the points that were there at the end of a day; what was gained after it
        stays. An account that is not above 0 stays as it is.

        Args:
            reason: Why.
            people: Whose, by number: of a household, all of its people; `None`: everybody's.
            until: The day; `None`: today.

        Returns:
            The entries, one change.

        Raises:
            Refused: There is no reason, the day lies ahead, or there is nothing to clear.
            DataError: A register cannot be read, so that too little would be cleared.
        """
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE, needed=True)
        today = self._session.now().date()
        day = until or today
        if day > today:
            raise Refused("{date} lies ahead.", date=f"{day:%F}")
        self.earned()  # read before the lock, too
        with self._transaction(ChangeReason("points.reset")) as change:
            draft = self._open(change)
            chosen = self.accounts() if people is None else self._accounts_of(people)
            numbers = [n for account in chosen for n in account.numbers]
            sums, later = self.sums(people=numbers), self._gained_after(day, numbers)
            entries: list[PointsEntry] = []
            for account in chosen:
                for number, points in _cleared(account, sums, later).items():
                    entries.append(self._put(draft, number, "reset", -points, reason))
            if not entries:
                raise Refused("There are no points to clear.")
            return entries

    def reverse(self, code: str, reason: str = "") -> PointsEntry:
        """冲回: reverse an entry, once. A gift that is reversed is in stock again.

        Args:
            code: The code of the entry, ``F2026-0031``.
            reason: Why.

        Raises:
            Refused: There is no such entry, it is a reversal, or it was reversed before.
        """
        reason = validate.clean_line(reason, N_("The reason"), validate.MAX_TITLE)
        with self._transaction(ChangeReason("points.reverse")) as change:
            draft, entries = self._open(change), self.all()
            entry = _entry_of(entries, code)
            ledger_rules.refuse_reversing(entry, ledger_rules.reversed_codes(entries))
            return self._put(
                draft,
                entry.person,
                "reversal",
                -entry.points,
                reason,
                gift=entry.gift,
                pieces=entry.pieces,
                reverses=entry.code,
            )

    # -- inside ------------------------------------------------------------

    def _refuse_dependent(self, draft: Draft[PointsEntry]) -> None:
        """A guard of its books: what a later entry is built on is not taken away by an undo.

        Raises:
            Refused: An entry that was reversed would be gone; or a reversal, by which a gift was in
                stock again that was given away since, or points that were spent.
        """
        removed = [old for old, new in draft.pending.values() if old is not None and new is None]
        if not removed:
            return
        codes = {entry.code for entry in removed}
        kept = [e for e in (*self.all(), *draft.records.values()) if e.code not in codes]
        kept = list({entry.code: entry for entry in kept}.values())
        if codes & ledger_rules.reversed_codes(kept):
            raise Refused("It was reversed since; take back the reversal first.")
        redeemed = ledger_rules.redeemed_counts(kept)
        for entry in removed:
            if entry.kind == "reversal" and entry.gift:
                gift = self._gifts.get(entry.gift)
                if (ledger_rules.gifts_left(gift, redeemed) or 0) < 0:
                    raise Refused("There is no {gift} left.", gift=gift.name)
                missing = entry.points - self.balance(self.account(entry.person), [])
                if missing > 0:
                    raise Refused("Points missing: {n}.", n=missing)

    def _this_year(self) -> Book[PointsEntry]:
        return self._books.book(self._session.now().year)

    def _open(self, change: Transaction) -> Draft[PointsEntry]:
        return change.open(self._this_year())

    def _put(
        self,
        draft: Draft[PointsEntry],
        person: int,
        kind: PointsKind,
        points: int,
        reason: str,
        *,
        gift: int = 0,
        pieces: int = 0,
        reverses: str = "",
    ) -> PointsEntry:
        """Write a new entry, signed now."""
        now: datetime = self._session.now()
        return draft.put(
            PointsEntry(
                number=draft.next_number(),
                person=person,
                at=now,
                by=self._session.actor.by,
                kind=kind,
                points=points,
                reason=reason,
                gift=gift,
                pieces=pieces,
                reverses=reverses,
            )
        )

    def _accounts_of(self, people: Iterable[int]) -> list[Account]:
        """The accounts of some people, each once."""
        found = {account.number: account for account in map(self.account, people)}
        return list(found.values())

    def _gained_after(self, day: date, people: Collection[int]) -> Mapping[int, int]:
        """What people gained after a day, by number: what was earned and awarded."""
        sums = self.sums(first=date.fromordinal(day.toordinal() + 1), people=people)
        return {number: found.earned + max(0, found.awarded) for number, found in sums.items()}


def _cleared(
    account: Account, sums: Mapping[int, PointsSum], later: Mapping[int, int]
) -> dict[int, int]:
    """What is taken from each person of an account, so that it has only what was gained later.

    A person whose own points are below 0, as they spent those of the others, gets to 0 by it.
    """
    total = account_sum(account, sums).balance
    gained = sum(later.get(number, 0) for number in account.numbers)
    left = ledger_rules.cleared_points(total, gained)
    if not left:
        return {}
    own = {n: sums.get(n, NO_POINTS).balance - later.get(n, 0) for n in account.numbers}
    return {number: points for number, points in own.items() if points}


def _entry_of(entries: Iterable[PointsEntry], code: str) -> PointsEntry:
    wanted, read = code.strip(), read_yearly_code("F", code)
    if read is not None:
        wanted = yearly_code("F", *read)
    found = next((entry for entry in entries if entry.code == wanted), None)
    if found is None:
        raise Refused("There is no entry of points {code}.", code=wanted[:20])
    return found

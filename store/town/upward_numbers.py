"""The numbers that go upward, made from tallies and shown as such."""

from __future__ import annotations

from yigong.store.attendance.hours import Credit
from yigong.store.attendance.roles import HeadsByRole, RoleCounts
from yigong.store.attendance_records import LearningTime, PaidTime, ServiceTime
from yigong.store.statistics.tally import Tally
from yigong.store.town_records import UpwardNumbers


def upward_numbers(tally: Tally) -> UpwardNumbers:
    """The numbers of a tally."""
    present, persons, credit = tally.heads.present, tally.persons, tally.credit
    return UpwardNumbers(
        occurrences=tally.occurrences,
        volunteers=present.volunteer,
        participants=present.participant,
        learners=present.learner,
        guests=present.guest,
        paid=present.paid,
        along=tally.heads.along,
        nameless=tally.heads.nameless,
        people=tally.people,
        people_volunteers=persons.volunteer,
        people_participants=persons.participant,
        people_learners=persons.learner,
        people_guests=persons.guest,
        people_paid=persons.paid,
        clocked=credit.service.clocked,
        filled=credit.service.filled,
        granted=credit.service.granted,
        learning=credit.learning.minutes,
        labour=credit.labour.minutes,
        boardings=tally.boardings,
    )


def tally_of_numbers(numbers: UpwardNumbers) -> Tally:
    """The tally that has some numbers, to be shown as all tallies are."""
    n = numbers
    return Tally(
        occurrences=n.occurrences,
        heads=HeadsByRole(
            present=RoleCounts(n.volunteers, n.participants, n.learners, n.guests, n.paid),
            along=n.along,
            nameless=n.nameless,
        ),
        people=n.people,
        persons=RoleCounts(
            n.people_volunteers,
            n.people_participants,
            n.people_learners,
            n.people_guests,
            n.people_paid,
        ),
        credit=Credit(
            service=ServiceTime(clocked=n.clocked, filled=n.filled, granted=n.granted),
            learning=LearningTime(n.learning),
            labour=PaidTime(n.labour),
        ),
        boardings=n.boardings,
    )

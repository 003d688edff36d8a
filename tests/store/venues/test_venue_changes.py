"""Changes of venues that events hold."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from msgspec import structs

from yigong.store.errors import Refused, Unsure
from yigong.store.event_records import Event
from yigong.store.venue_records import Opening, Shut, Venue
from yigong.store.village.doctor import examine
from yigong.store.village.village import Village

DAY = date(2026, 12, 8)


@pytest.fixture
def held(village: Village) -> Event:
    """A lecture in L01 会客厅 on the 8th of December, 14:00 to 16:00."""
    village.venues.add(Venue(name="会客厅"))
    return village.events.add(
        Event(title="讲座", start=datetime(2026, 12, 8, 14), venues=(1,), minutes=120)
    )


@pytest.mark.usefixtures("held")
def test_archiving_or_closing_a_venue_that_is_held_asks_and_names_the_dates(
    village: Village,
) -> None:
    changes, venue = village.venue_changes, village.venues.get(1)
    with pytest.raises(Unsure, match="2026-12-08 14:00 讲座 E0001"):
        changes.archive(1)
    shut = structs.replace(venue, shut=(Shut(first=DAY, last=DAY, reason="消杀"),))
    with pytest.raises(Unsure, match="2026-12-08 14:00 讲座 E0001"):
        changes.save(shut)
    morning = Opening(days=tuple(range(7)), start="08:00", end="12:00")
    with pytest.raises(Unsure):
        changes.save(structs.replace(venue, opens=(morning,)))
    saved = changes.save(shut, held_too=True)
    assert saved.shut
    assert changes.archive(1, held_too=True).archived
    assert not changes.archive(1, archived=False).archived


def test_events_that_show_the_old_name_follow_a_new_one_in_one_change(
    village: Village, held: Event
) -> None:
    other = Event(title="别处", start=datetime(2026, 12, 9, 14), venues=(1,), place="门口")
    village.events.add(other)
    village.venue_changes.save(structs.replace(village.venues.get(1), name="人才会客厅"))
    events = village.events.all()
    assert events[1].place == "人才会客厅"
    assert events[1].sequence > held.sequence
    assert events[2].place == "门口"
    village.undo("venues")
    assert village.venues.get(1).name == "会客厅"
    assert village.events.get(1).place == "会客厅"


@pytest.mark.usefixtures("held")
def test_venues_that_are_held_at_the_same_time_are_not_joined(village: Village) -> None:
    village.venues.add(Venue(name="书吧"))
    village.events.add(Event(title="读书", start=datetime(2026, 12, 8, 15), venues=(2,)))
    part = structs.replace(village.venues.get(2), part_of=1)
    with pytest.raises(Refused, match="讲座 E0001"):
        village.venue_changes.save(part)
    village.events.cancel(2)
    assert village.venue_changes.save(part).part_of == 1


def test_no_venue_is_part_of_itself_or_of_an_archived_one(village: Village) -> None:
    for name in ("一", "二"):
        village.venues.add(Venue(name=name))
    save = village.venue_changes.save
    with pytest.raises(Refused, match="part of itself"):
        save(structs.replace(village.venues.get(1), part_of=1))
    save(structs.replace(village.venues.get(2), part_of=1))
    with pytest.raises(Refused, match="part of itself"):
        save(structs.replace(village.venues.get(1), part_of=2))
    village.venues.add(Venue(name="三", archived=True))
    with pytest.raises(Refused, match="archived"):
        save(structs.replace(village.venues.get(1), part_of=3))


def test_the_doctor_names_who_hold_one_venue_without_a_reason(
    village: Village, held: Event
) -> None:
    book = village.book("events")
    guards, book.guards = book.guards, []
    second = village.events.add(
        Event(title="书会", start=datetime(2026, 12, 8, 15), venues=(1,), minutes=60)
    )
    book.guards = guards
    findings = [each.sentence for each in examine(village.folder, village.now()).faults]
    (found,) = [text for text in findings if "without a reason" in text]
    assert "E0001@2026-12-08" in found
    assert "E0002@2026-12-08" in found
    village.events.save(structs.replace(second, override="说好了"))
    assert examine(village.folder, village.now()).faults == []

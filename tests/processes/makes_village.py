"""Makes a village with one person, one event and one check-in, under umask 077.

Argument: the folder. Its time is that of the tests.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from yigong.store.event_records import Event
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

NOW = datetime(2026, 11, 25, 8, 50, tzinfo=ZoneInfo("Asia/Shanghai"))

os.umask(0o077)
village = Village.create(
    Path(sys.argv[1]), Settings(name="青山村"), Actor("李芳", "东门"), clock=lambda: NOW
)
person = village.people.add(Volunteer(name="张小明"))
event = village.events.add(Event(title="村民义务日", start=datetime(2026, 11, 25, 8, 30)))
village.registers.checkin.check_in(village.events.occurrence_for(event.code), person.number)
village.outbox()

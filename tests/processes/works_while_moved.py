"""Changes a person and their entry in a register from the first line of its input to the end of it,
whatever becomes of the folder.

Arguments: the folder, the person's number. Prints for each change that it is done, or the sentence
of one that was not.
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import select
import sys
import time
from pathlib import Path

import msgspec

from yigong.store.attendance_records import Entry
from yigong.store.errors import DataError, Stale
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.village.village import Village

folder, number = Path(sys.argv[1]), int(sys.argv[2])
village = Village.open(folder, Actor(f"desk{number}", f"desk{number}"))
register = village.registers.book(village.events.occurrence_for("E0001").key)
count = 0


def change_person() -> None:
    person = village.people.get(number)
    village.people.save(msgspec.structs.replace(person, note=f"{count}"))


def change_entry() -> None:
    with village.session.change(register, ChangeReason("signup")) as draft:
        draft.put(Entry(number=number, adults=count))


print("ready", flush=True)
sys.stdin.readline()
while not select.select([sys.stdin], [], [], 0)[0]:
    for change in (change_person, change_entry):
        count += 1
        try:
            change()
            print("done", flush=True)
        except DataError as error:
            print(error, flush=True)
            time.sleep(0.01)
        except Stale:
            pass  # another folder was put in place between reading and writing

"""The files of the outbox: plain ones only, and who wrote each."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from yigong.store.errors import Refused
from yigong.store.records import Issue
from yigong.tui.access.outbox_files import OutboxFile, outbox_files, remove_outbox_file, writer

AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def issue(**fields):
    return Issue(
        number=1, by="李芳", **{"kind": "phones", "at": AT - timedelta(seconds=2), **fields}
    )


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("signin-E0042@2026-11-25.xlsx", issue(what="signin E0042@2026-11-25")),
        ("phones-E0042-2026-11-25-full.csv", issue(what="phones E0042@2026-11-25")),
        ("phones-S01-full.csv", issue(what="phones S01")),
        ("people.csv", issue(what="people")),
        ("record-2026-0007-V0001.html", issue(kind="record", year=2026, serial=7)),
    ],
)
def test_what_was_issued_was_written_by_whom_the_book_names(name, made):
    file = OutboxFile(name, 1, AT, "village")
    assert writer(file, [made]) == "李芳"
    later = file._replace(at=AT + timedelta(minutes=5))
    assert writer(later, [made]) == "village", "it was written again, masked"
    assert writer(file._replace(name=f"x{name}"), [made]) == "village"
    assert writer(file._replace(name="phones-S011.csv"), [made]) == "village"


def test_a_file_has_the_login_name_of_its_owner(village):
    (village.outbox() / "calendar.ics").write_bytes(b"abc")
    [file] = outbox_files(village.root)
    assert (file.name, file.size) == ("calendar.ics", 3)
    assert file.owner == os.environ.get("USER", file.owner) or file.owner
    assert writer(file, []) == file.owner


@pytest.mark.parametrize("name", ["../people.json", "a/b", "", ".", "..", ".lock", "x\0"])
def test_nothing_outside_the_outbox_is_removed(village, name):
    with pytest.raises(Refused, match="plain name"):
        remove_outbox_file(village.root, name)


def test_a_link_is_removed_and_what_it_leads_to_stays(village, tmp_path):
    (tmp_path / "mine.csv").write_text("mine")
    (village.outbox() / "link.csv").symlink_to(tmp_path / "mine.csv")
    remove_outbox_file(village.root, "link.csv")
    assert not list(village.outbox().iterdir())
    assert (tmp_path / "mine.csv").read_text() == "mine"

"""``yigong init``: what was cut short is made again, and nothing that somebody has is taken."""

from __future__ import annotations

import errno
import os

import pytest

from yigong.store.errors import DataError
from yigong.store.settings_records import Settings
from yigong.store.village.village import Village, is_village


def test_init_is_repeated_wherever_a_full_disk_cut_it_short(tmp_path, monkeypatch):
    real, cut_short = os.fsync, 0
    for allowed in range(40):
        left = iter(range(allowed))

        def full(_descriptor, left=left):
            if next(left, None) is None:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        folder = tmp_path / f"v{allowed}"
        monkeypatch.setattr(os, "fsync", full)
        try:
            Village.create(folder, Settings(name="青山村"))
        except DataError:
            monkeypatch.setattr(os, "fsync", real)
            if is_village(folder):
                continue
            cut_short += 1
            Village.create(folder, Settings(name="青山村"))
            assert Village.open(folder).settings.name == "青山村"
        else:
            break
    else:
        pytest.fail("it was never whole")
    assert cut_short > 2


def test_init_goes_on_after_what_a_killed_one_left(yigong, tmp_path):
    folder = tmp_path / "new"
    for name in ("registers", "history", "outbox"):
        (folder / name).mkdir(parents=True)
    for name in (".lock", ".holders", ".settings.json.tmp", ".0123456789abcdef.tmp"):
        (folder / name).write_bytes(b"x")
    assert yigong("init", folder).code == 0
    assert yigong("doctor", "--data", folder).code == 0


@pytest.mark.parametrize(
    "name", ["people.json", "outbox/list.csv", "registers/2026", "letters", ".hidden", ".lock/x"]
)
def test_init_takes_no_folder_in_which_there_is_anything_else(yigong, tmp_path, name):
    path = tmp_path / "new" / name
    path.parent.mkdir(parents=True)
    path.mkdir() if name == "registers/2026" else path.write_text("mine")
    result = yigong("init", tmp_path / "new")
    assert result.code == 1 and "not empty" in result.err
    assert path.exists() and not (tmp_path / "new" / "settings.json").exists()

"""What an organiser prefers is kept for them alone, and nothing that is wrong there stops them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from yigong.store.errors import DataError
from yigong.tui.access.preferences import Preferences, keep_preferences, preferences_of


def test_each_organiser_of_an_account_has_preferences_of_their_own():
    assert preferences_of("李芳") == Preferences()
    keep_preferences("李芳", Preferences(look="dark", mouse=True))
    keep_preferences("王强", Preferences(reading=True))
    assert preferences_of("李芳") == Preferences(look="dark", mouse=True)
    assert preferences_of("王强") == Preferences(reading=True)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"x": 3}', b'{"x": {"look": 7}}', b"\xff"])
def test_preferences_that_cannot_be_read_are_the_usual_ones(content):
    keep_preferences("x", Preferences(look="dark"))
    path = Path(os.environ["XDG_CONFIG_HOME"], "yigong", "preferences.json")
    path.write_bytes(content)
    assert preferences_of("x") == Preferences()
    keep_preferences("x", Preferences(look="light"))
    assert preferences_of("x") == Preferences(look="light")


def test_preferences_that_cannot_be_kept_are_refused_with_the_place(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    with pytest.raises(DataError, match=r"Chosen for now.*preferences\.json"):
        keep_preferences("李芳", Preferences(look="dark"))

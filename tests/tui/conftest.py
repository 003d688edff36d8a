"""Fixtures of the tests of commands: ``yigong`` in this process, and villages to run it on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from support.clock import DEMO_NOW
from support.command_line import DUTY_DAY, CommandLine, command_line
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage import session
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village


@pytest.fixture(autouse=True)
def terminal_with_shades(monkeypatch) -> None:
    """The terminal shows more than 16 colours, whatever the tests are run in."""
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture(autouse=True)
def own_preferences(tmp_path, monkeypatch) -> None:
    """The preferences of whoever runs the tests are neither read nor changed."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def yigong(tmp_path, monkeypatch, capsysbinary) -> CommandLine:
    """``yigong("people", "list")`` in English, as 李芳, on the village in the folder ``v``."""
    return command_line(tmp_path / "v", monkeypatch, capsysbinary)


@pytest.fixture
def founded(yigong, tmp_path) -> Path:
    """An empty village in the folder that `yigong` works on."""
    assert yigong("init", "--name", "青山村").code == 0
    return tmp_path / "v"


@pytest.fixture
def under_way(yigong, founded) -> str:
    """A village with 张小明 and 王芳, and an event that began an hour ago."""
    began = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(hours=1)
    event = {"title": "河道清理", "start": f"{began:%Y-%m-%dT%H:%M}", "minutes": 180}
    assert yigong("event", "add", "-", stdin=json.dumps(event)).code == 0
    assert yigong("people", "add", "张小明", "--phone", "12012345678").code == 0
    assert yigong("people", "add", "王芳").code == 0
    return f"E0001@{began:%Y-%m-%d}"


@pytest.fixture
def yesterday(yigong, founded) -> str:
    """08:30 to 11:30 yesterday; 张小明 and 王芳 signed up, 李强 did not; the sheet is printed."""
    day = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)
    event = {**DUTY_DAY, "start": f"{day}T08:30", "repeat": None}
    yigong("event", "add", "-", stdin=json.dumps(event))
    for name in ("张小明", "王芳", "李强"):
        yigong("people", "add", name)
    key = f"E0001@{day}"
    yigong("signup", key, "V1", "V2")
    sheet = yigong("export", "signin", key, "--format", "csv", "-o", "-").out.splitlines()
    assert [line.split(",")[:2] for line in sheet[3:6]] == [
        ["1", "王芳"],
        ["2", "张小明"],
        ["3", ""],
    ]
    return key


MORNING = datetime(2026, 11, 25, 3, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
"""When `nightly` calls."""


@pytest.fixture
def qingshan(tmp_path) -> Path:
    """The folder of a village with two people and a squad."""
    village = Village.create(
        tmp_path / "qingshan",
        Settings(name="青山村"),
        Actor("李芳", "东门"),
        clock=lambda: MORNING - timedelta(days=1),
    )
    village.people.add_all(
        Volunteer(name=name, reading=reading)
        for name, reading in (("张小明", "zhang xiao ming"), ("李秀英", "li xiu ying"))
    )
    village.squads.add(Squad(name="清理队", members=(1,)))
    return village.folder


@pytest.fixture
def nightly(qingshan, monkeypatch, capsysbinary) -> CommandLine:
    """``nightly("doctor")`` runs ``yigong doctor`` on `qingshan` at 03:15, as a cron line does."""
    monkeypatch.setattr(session, "system_clock", lambda: MORNING)
    monkeypatch.setattr(Village, "now", lambda _village: MORNING)
    return command_line(qingshan, monkeypatch, capsysbinary)


@pytest.fixture
def at_time(monkeypatch) -> Callable[[str], None]:
    """``at_time("2026-11-26T00:10")``: from now on it is this time in the village."""

    def tell(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        monkeypatch.setattr(session.Session, "now", lambda _session: moment)

    return tell


@pytest.fixture(scope="session")
def _demo(tmp_path_factory):
    from yigong.store.demo.demo_village import make_demo

    folder = tmp_path_factory.mktemp("demo") / "qingshan"
    make_demo(folder, clock=lambda: DEMO_NOW)
    return folder


@pytest.fixture
def demo(_demo, tmp_path):
    """A folder with the demo village, under way."""
    return shutil.copytree(_demo, tmp_path / "qingshan")

"""What scripts and people rely on when they call ``yigong``: codes, streams, JSON, sentences."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import types
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from support.places import ROOT
from yigong.store import language
from yigong.tui.commands.launcher import prepare_environment
from yigong.tui.main import main
from yigong.tui.text.display_text import columns, harmless_line

ESCAPE = "\x1b[2J\x1b]0;x\x07"
DUTY_DAY = {
    "title": "村民义务日",
    "start": "2026-11-25T08:30",
    "minutes": 180,
    "place": "文化礼堂",
    "repeat": {"by": "rrule", "rule": "FREQ=MONTHLY;BYMONTHDAY=25"},
}


class Result(NamedTuple):
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Yigong = Callable[..., Result]


@pytest.fixture
def yigong(tmp_path, monkeypatch, capsysbinary) -> Yigong:
    """``yigong("people", "list")`` in this process, in English, as 李芳, on the village ``v``."""
    for name in ("LC_ALL", "LC_MESSAGES", "YIGONG_DESK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("YIGONG_BY", "李芳")
    monkeypatch.setenv("YIGONG_DATA", str(tmp_path / "v"))

    def call(*words: object, stdin: str | bytes = b"") -> Result:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code = main([str(word) for word in words])
        captured = capsysbinary.readouterr()
        return Result(code, captured.out.decode(), captured.err.decode())

    return call


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


def process(*words: object, **options: Any) -> subprocess.Popen[bytes]:
    """``yigong`` as a process of its own, with pipes."""
    return subprocess.Popen(
        [sys.executable, "-m", "yigong", *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        cwd=ROOT,
        **options,
    )


# -- exit codes and streams ------------------------------------------------


def test_done_is_0_and_the_answer_is_on_standard_output(yigong, tmp_path):
    result = yigong("init", "--name", "青山村")
    assert result == (0, f"✓ 青山村 is in {tmp_path / 'v'}.\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ("event", "show", "E0042"),
        ("event", "show", "没有的活动"),
        ("event", "show", "E1@2026-02-30"),
        ("checkin", "E9999999", "张小明"),
        ("people", "show", "nobody"),
        ("people", "add", ""),
        ("people", "add", "　"),
        ("people", "add", "长" * 5000),
        ("people", "add", f"张{ESCAPE}"),
        ("people", "add", "王芳", "--phone", "not a phone"),
        ("squad", "join", "S99", "V0001"),
        ("export", "summary", "2026-13"),
        ("--by", f"x{ESCAPE}", "people", "list"),
        ("undo", "--by", "nobody in particular"),
        ("init",),
        ("init", "--name", "again"),
    ],
)
def test_a_refusal_is_1_and_one_harmless_sentence_on_standard_error(yigong, founded, words):
    result = yigong(*words)
    assert (result.code, result.out) == (1, "")
    assert result.err.count("\n") == 1
    assert result.err[:-1].isprintable()


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",),
        ("event",),
        ("event", "add"),
        ("people", "add", "王芳", "--colour", "red"),
        ("event", "move", "E1", "2026-02-30"),
        ("event", "move", "E1", "2026-11-25", "--time", "25:00"),
        ("event", "list", "--from", "tomorrow"),
        ("history", "--last", "-1"),
        ("--lang", "fr", "people", "list"),
        ("checkin", "E1", "V1", "--at", "08:30"),
        ("people", "find", f"x{ESCAPE}", f"y{ESCAPE}"),
    ],
)
def test_wrong_usage_is_2_and_one_harmless_sentence_on_standard_error(yigong, founded, words):
    result = yigong(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert result.err[:-1].isprintable()


def test_a_book_that_is_not_json_is_3_and_is_left_as_it_is(yigong, founded):
    book = founded / "people.json"
    book.write_text("{ not json")
    for words in (("people", "list"), ("people", "add", "王芳"), ("people", "find", "w")):
        result = yigong(*words)
        assert (result.code, result.out) == (3, "")
        assert "people.json is damaged" in result.err
    assert book.read_text() == "{ not json"


def test_settings_that_are_not_json_are_3_for_the_screens_too(yigong, founded, monkeypatch):
    (founded / "settings.json").write_text("")
    monkeypatch.setattr("yigong.tui.commands.launcher.is_terminal", lambda: True)
    assert yigong().code == 3
    assert yigong("event", "list").code == 3


def test_a_register_of_a_newer_version_is_3_and_is_left_as_it_is(yigong, under_way, founded):
    assert yigong("checkin", under_way, "V0001").code == 0
    (book,) = founded.glob("registers/*/*.json")
    content = json.loads(book.read_text())
    content["meta"]["1"]["format"] = 99
    book.write_text(json.dumps(content))
    before = book.read_bytes()
    result = yigong("checkin", under_way, "V0002")
    assert result.code == 3
    assert "newer yigong" in result.err
    assert book.read_bytes() == before


def test_a_full_disk_is_3(yigong, founded):
    result = yigong("export", "ical", "-o", "/dev/full")
    assert result.code == 3
    assert "disk is full" in result.err


def test_a_file_that_cannot_be_read_is_3(yigong, founded, tmp_path):
    for path in (tmp_path / "missing.json", tmp_path, f"{tmp_path}/nul\0"):
        result = yigong("event", "add", path)
        assert result.code == 3
        assert "cannot be read" in result.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_3_and_not_taken_for_an_empty_one(yigong, founded):
    founded.chmod(0)
    try:
        assert yigong("people", "list").code == 3
        assert yigong("init").code == 3
    finally:
        founded.chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_without_write_permission_one_may_read_and_a_change_is_3(yigong, founded):
    for folder in (founded, founded / "history"):
        folder.chmod(0o500)
    try:
        assert yigong("people", "list").code == 0
        assert yigong("people", "add", "王芳").code == 3
    finally:
        for folder in (founded, founded / "history"):
            folder.chmod(0o700)


def test_with_json_an_error_is_json_whoever_found_it(yigong, founded):
    for words, code in (
        (("event", "show", "E9", "--json"), 1),
        (("people", "add", "--json"), 2),
    ):
        result = yigong(*words)
        error = json.loads(result.err)
        assert (result.code, result.out, error["code"]) == (code, "", code)
        assert error["error"]


def test_a_reader_that_goes_away_is_nothing_to_complain_about(founded):
    read, write = os.pipe()
    os.close(read)
    running = process("--data", founded, "history", stdout=write)
    os.close(write)
    _, err = running.communicate()
    assert (running.returncode, err) == (0, b"")


def test_an_interrupt_is_130_and_quiet(founded, tmp_path):
    os.mkfifo(tmp_path / "events")
    running = process("--data", founded, "event", "add", tmp_path / "events")
    with (tmp_path / "events").open("wb"):  # opens once the process reads
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
    assert (running.returncode, err) == (130, b"")


# -- the screens -----------------------------------------------------------


def test_without_a_terminal_the_screens_say_so_and_exit_2(founded):
    running = process("--data", founded, "--lang", "en")
    out, err = running.communicate()
    assert (running.returncode, out) == (2, b"")
    assert err.decode().startswith("The screens need a terminal")
    assert err.count(b"\n") == 1


def test_the_screens_get_folder_organiser_desk_and_language(yigong, founded, monkeypatch):
    calls = []
    screens = types.ModuleType("yigong.tui.app")
    screens.run = lambda *given, **more: calls.append((given, more)) or 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "yigong.tui.app", screens)
    monkeypatch.setattr("yigong.tui.commands.launcher.is_terminal", lambda: True)
    monkeypatch.setattr("yigong.tui.commands.launcher.terminal_name", lambda: "pts/3")
    assert yigong().code == 0
    assert yigong("--desk", "东门", "--lang", "zh", "--data", founded / "none yet").code == 0
    monkeypatch.setenv("LANG", "C")
    assert yigong().code == 0
    assert yigong("--by", "?").code == 0
    (folder, actor), more = calls[0]
    assert (folder, actor.by, actor.desk, more["language"]) == (founded, "李芳", "pts/3", "en")
    (folder, actor), more = calls[1]
    assert (folder.name, actor.desk, more["language"]) == ("none yet", "东门", "zh")
    assert calls[2][1] == {"language": "", "shared": False}
    (_, actor), more = calls[3]
    assert (actor.by, actor.desk, more["shared"]) == ("", "pts/3", True), "the screens ask"


def test_textual_is_told_what_it_reads_at_import_and_the_user_has_the_last_word():
    local: dict[str, str] = {}
    prepare_environment(local)
    assert local["TEXTUAL_DISABLE_KITTY_KEY"] == "1"
    assert local["ESCDELAY"] == "100"
    far = {"SSH_CONNECTION": "a b c d", "TEXTUAL_FPS": "30"}
    prepare_environment(far)
    assert (far["ESCDELAY"], far["TEXTUAL_FPS"]) == ("250", "30")


@pytest.mark.parametrize("words", [["event", "list"], ["checkin", "E1", "V1"], ["--help"]])
def test_a_command_imports_neither_textual_nor_rich(under_way, founded, words):
    code = (
        "import sys; from yigong.tui.main import main; code = main(sys.argv[1:]);"
        "heavy = {'textual', 'rich', 'icalendar', 'pypinyin', 'arrow'} & set(sys.modules);"
        "assert not heavy, heavy; sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--data", founded, *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# -- who, where, in which language -----------------------------------------


def test_global_options_stand_before_the_command_or_after_it(yigong, tmp_path):
    for name, words in (
        ("a", ("--data", tmp_path / "a", "--by", "王强", "init")),
        ("b", ("init", "--data", tmp_path / "b", "--by", "王强")),
    ):
        assert yigong(*words).code == 0
        (line,) = yigong("history", "--json", "--data", tmp_path / name).json
        assert (line["act"], line["by"]) == ("village.create", "王强")


def test_the_folder_is_named_by_option_else_environment_else_the_users(
    yigong, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    assert yigong("init", "--data", tmp_path / "named").code == 0
    assert yigong("init").code == 0
    monkeypatch.delenv("YIGONG_DATA")
    assert yigong("init").code == 0
    for folder in ("named", "v", "home/yigong"):
        assert (tmp_path / folder / "settings.json").is_file()


def test_the_language_is_the_options_else_the_locales_else_the_villages(
    yigong, founded, monkeypatch
):
    yigong("people", "list", "--lang", "zh")
    assert language.current_language() == "zh"
    yigong("people", "list")
    assert language.current_language() == "en"
    monkeypatch.setenv("LANG", "C")
    yigong("people", "list")
    assert language.current_language() == "en"  # the village was founded in English
    yigong("--version")
    assert language.current_language() == "zh"  # no village was asked


def test_the_organiser_is_named_by_option_else_environment_else_settings_else_login(
    yigong, founded, monkeypatch
):
    def signed(*words: object) -> str:
        yigong("people", "add", "王芳", *words)
        by: str = yigong("history", "--json", "--last", 1).json[0].get("by", "")
        return by

    monkeypatch.setattr("getpass.getuser", lambda: "lifang")
    assert signed("--by", "王强") == "王强"
    assert signed() == "李芳"
    monkeypatch.delenv("YIGONG_BY")
    assert signed() == "lifang"
    settings = json.loads((founded / "settings.json").read_text())
    settings["_default"]["1"]["organisers"] = {"lifang": "李芳会计"}
    (founded / "settings.json").write_text(json.dumps(settings))
    assert signed() == "李芳会计"


def test_every_command_explains_itself(yigong):
    from yigong.tui.cli import build_parser

    def walk(parser: Any, path: tuple[str, ...]) -> None:
        result = yigong(*path, "--help")
        assert (result.code, result.err) == (0, "")
        assert " ".join(("yigong", *path)) in result.out
        for action in parser._actions:
            if hasattr(action, "_name_parser_map"):
                for name, part in action.choices.items():
                    walk(part, (*path, name))

    walk(build_parser(), ())


def test_the_version_is_the_packages(yigong):
    from importlib.metadata import version

    assert yigong("--version").out == f"yigong {version('yigong')}\n"


# -- events as JSON --------------------------------------------------------


def test_event_add_takes_exactly_what_event_list_gives(yigong, founded, tmp_path):
    other = ("--data", tmp_path / "other")
    assert yigong(*other, "init").code == 0
    for folder in ((), other):
        yigong(*folder, "people", "add", "张小明")
        yigong(*folder, "squad", "add", "修葺队")
    events = [
        {**DUTY_DAY, "needs": {"1": 20}, "lead": "张小明", "notes": "带手套\n带水"},
        {"title": "番薯丰收节", "kind": "festival", "start": "2026-11-14T09:00", "all_day": True},
        {
            **{"title": "重阳节", "start": "2026-01-01T09:00", "geo": [30.27, 120.15]},
            "repeat": {"by": "lunar", "month": 9, "day": 9, "leap": "both", "short": "skip"},
        },
        {
            **{"title": "丰收节", "start": "2026-01-01T09:00"},
            "repeat": {"by": "term", "term": "秋分", "until": "2030-01-01"},
        },
    ]
    assert yigong("event", "add", "-", stdin=json.dumps(events)).code == 0
    moved = ("event", "move", "E1@2026-12-25", "2026-12-26", "--time", "09:00", "--place", "溪边")
    assert yigong(*moved).code == 0
    assert yigong("event", "cancel", "E1", "2027-01-25", "--reason", "下雪").code == 0
    assert yigong("event", "cancel", "E2", "--reason", "下雨").code == 0
    split = ("event", "change", "E3", "-", "--from", "2028-01-01")
    assert yigong(*split, stdin='{"start": "2026-10-18T14:00"}').code == 0
    listed = yigong("event", "list", "--json")
    assert yigong(*other, "event", "add", "-", stdin=listed.out).code == 0
    copied = yigong(*other, "event", "list", "--json").json
    assert [{**event, "rev": 0} for event in copied] == [
        {**event, "rev": 0} for event in listed.json
    ]
    assert len(copied) == 4
    assert copied[2]["earlier"][0]["repeat"]["until"] == "2027-10-08"


def test_event_add_takes_one_event_from_a_file(yigong, founded, tmp_path):
    file = tmp_path / "duty.json"
    file.write_text(json.dumps(DUTY_DAY), encoding="utf-8-sig")
    (event,) = yigong("event", "add", file, "--json").json
    assert (event["code"], event["start"]) == ("E0001", "2026-11-25T08:30:00")


@pytest.mark.parametrize(
    ("spoilt", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"minutes": "three hours"}, "minutes"),
        ({"minutes": 0}, "1 minute"),
        ({"kind": "party"}, "kind"),
        ({"start": "2026-02-30T08:30"}, "start"),
        ({"start": "2026-11-25T08:30:00+08:00"}, "offset"),
        ({"start": None}, "start"),
        ({"title": ""}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"title": f"义务日{ESCAPE}"}, "title"),
        ({"repeat": {"by": "rrule", "rule": "FREQ=SECONDLY"}}, "SECONDLY"),
        ({"repeat": {"by": "moon"}}, "repeat"),
        ({"repeat": {"by": "rrule", "rule": "FREQ=DAILY", "colour": 1}}, "repeat.colour"),
        ({"repeat": {"by": "lunar", "month": 9}}, "day"),
        ({"repeat": {"by": "lunar", "month": 9, "day": 31}}, "1 to 30"),
        ({"repeat": {"by": "lunar", "month": 9, "day": 9, "rule": "x"}}, "repeat.rule"),
        ({"repeat": {"by": "lunar", "month": 9, "day": 9, "leap": ESCAPE}}, "repeat.leap"),
        ({"repeat": {"by": "term", "term": ESCAPE}}, "term"),
        ({"repeat": {"by": "term", "term": "秋分", "count": 1, "until": "2030-01-01"}}, "not both"),
        ({"geo": [91, 0]}, "-90 to 90"),
        ({"geo": [0, 181]}, "-180 to 180"),
        ({"geo": [0]}, "geo"),
        ({"earlier": [{**DUTY_DAY, "colour": 1}]}, "earlier.0.colour"),
        ({"earlier": [{**DUTY_DAY, "title": ESCAPE}]}, "title"),
        ({"earlier": [DUTY_DAY]}, "before the next"),
        ({"earlier": [3]}, "earlier"),
        ({"earlier": [{**DUTY_DAY, "changes": {"soon": {}}}]}, "soon"),
        ({"earlier": [{**DUTY_DAY, "stamped": "2026-11-25T08:30:00"}]}, "earlier.0.stamped"),
        ({"needs": {"7": 1}}, "S07"),
        ({"changes": {"soon": {}}}, "soon"),
        (
            {"changes": {"2026-12-25": {"start": "2026-12-26T08:30:00Z"}}},
            "changes.2026-12-25.start",
        ),
        ({"changes": {"2026-12-25": {"place": ESCAPE}}}, "place"),
        ({"changes": {"2026-12-25": {"colour": 1}}}, "changes.2026-12-25.colour"),
        ({"stamped": "2026-11-25T08:30:00"}, "stamped"),
        ({"uid": "two words"}, "UID"),
    ],
)
def test_a_spoilt_event_is_refused_by_the_name_of_its_field_and_none_is_added(
    yigong, founded, spoilt, named
):
    events = [DUTY_DAY, {**DUTY_DAY, **spoilt}]
    result = yigong("event", "add", "-", stdin=json.dumps(events))
    assert (result.code, result.out) == (1, "")
    assert named in result.err
    if "uid" not in spoilt:  # a UID is looked at only when its event is written
        assert yigong("event", "list", "--json").json == []
    else:
        assert "E0001" in result.err


@pytest.mark.parametrize("text", ["", "{", "[1]", '"x"', "[[]]", "[" * 100_000, "\x00", '{"a":1}'])
def test_what_is_no_event_at_all_is_refused(yigong, founded, text):
    result = yigong("event", "add", "-", stdin=text)
    assert (result.code, result.out) == (1, "")


def test_an_event_is_not_added_twice(yigong, founded):
    assert yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY)).code == 0
    again = yigong("event", "list", "--json").out
    assert yigong("event", "add", "-", stdin=again).code == 1
    assert len(yigong("event", "list", "--json").json) == 1


def test_what_happens_in_a_period_is_listed_where_it_was_moved_to(yigong, founded):
    yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY))
    yigong("event", "move", "E1@2026-12-25", "2027-01-03")
    january = yigong("event", "list", "--from", "2027-01-01", "--to", "2027-01-31").out
    assert [line.split()[:2] for line in january.splitlines()] == [
        ["E0001@2026-12-25", "2027-01-03"],
        ["E0001@2027-01-25", "2027-01-25"],
    ]
    assert "moved from 2026-12-25" in january
    yigong("event", "restore", "E1@2026-12-25")
    december = yigong("event", "list", "--from", "2026-12-01", "--to", "2026-12-31").out
    assert december.split()[:2] == ["E0001@2026-12-25", "2026-12-25"]


def test_cancel_with_a_date_means_that_day_and_without_one_the_event(yigong, founded):
    yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY))
    assert yigong("event", "cancel", "E1@2026-12-25", "--json").json["cancelled"]
    (event,) = yigong("event", "list", "--json").json
    assert "cancelled" not in event
    assert event["changes"]["2026-12-25"]["cancelled"]
    assert yigong("event", "cancel", "E1", "--json").json["cancelled"]
    assert "cancelled" not in yigong("event", "restore", "E1", "--json").json


def test_fields_of_an_event_are_changed_for_all_dates_or_from_a_date_on(yigong, founded):
    yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY))
    result = yigong("event", "change", "E1", "-", stdin='{"place": "祠堂", "uid": "x", "rev": 9}')
    assert (result.code, result.out) == (0, "✓ E0001 村民义务日 is changed.\n")
    words = ("event", "change", "E1", "-", "--from", "2027-01-01", "--json")
    changed = yigong(*words, stdin='{"title": "大扫除", "minutes": 60}').json
    assert (changed["start"], changed["place"]) == ("2027-01-25T08:30:00", "祠堂")
    agenda = yigong("event", "list", "--from", "2026-12-01", "--to", "2027-01-31").out
    assert [line.split()[6] for line in agenda.splitlines()] == ["村民义务日", "大扫除"]
    assert "2026-12-25, 2027-01-25" in yigong("event", "show", "E1@2026-11-25").out
    assert yigong("event", "show", "E1@2026-12-25", "--json").json["event"]["title"] == "村民义务日"
    assert yigong("undo").code == 0
    assert "earlier" not in yigong("event", "list", "--json").json[0]


@pytest.mark.parametrize("text", ["", "[]", "3", '{"colour": 1}', '{"minutes": 0}', '{"start": 3}'])
def test_a_change_that_cannot_be_changes_nothing(yigong, founded, text):
    yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY))
    before = yigong("event", "list", "--json").out
    assert yigong("event", "change", "E1", "-", stdin=text).code == 1
    assert yigong("event", "list", "--json").out == before


def test_events_are_found_by_words_pinyin_and_code(yigong, founded):
    lesson = {"title": "急救课堂", "start": "2020-12-01T09:00", "place": "文化礼堂"}
    yigong("event", "add", "-", stdin=json.dumps([DUTY_DAY, lesson]))

    def found(query):
        listed = yigong("event", "list", "--search", query, "--json").json
        return [event["code"] for event in listed]

    assert found("jjkt") == ["E0002"]
    assert found("礼堂") == ["E0001", "E0002"]
    assert found("E2") == ["E0002"]
    assert found(ESCAPE) == []
    period = ("--from", "2026-12-01", "--to", "2026-12-31")
    assert "E0001@2026-12-25" in yigong("event", "list", "--search", "礼堂", *period).out


def test_what_is_in_each_others_way_is_listed_once(yigong, founded):
    assert yigong("event", "clashes").out == "Nothing shares a place or a squad at the same time.\n"
    began = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=3)
    event = {**DUTY_DAY, "start": f"{began:%Y-%m-%d}T09:00", "repeat": None}
    yigong("event", "add", "-", stdin=json.dumps([event, {**event, "title": "课堂"}]))
    (clash,) = yigong("event", "clashes", "--json").json
    assert (clash["one"]["event"], clash["other"]["event"]) == ("E0001", "E0002")
    assert (clash["place"], clash["squads"]) == (True, [])
    of_one = yigong("event", "clashes", "E2").out
    assert of_one.split()[2] == f"E0002@{began:%Y-%m-%d}"
    assert "文化礼堂" in of_one


def test_an_occurrence_is_made_shorter_and_stays_on_its_day(yigong, founded):
    yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY))
    moved = yigong("event", "move", "E1@2026-12-25", "2026-12-25", "--minutes", "90", "--json").json
    assert (moved["start"][:16], moved["end"][11:16]) == ("2026-12-25T08:30", "10:00")


# -- text from people ------------------------------------------------------


@pytest.mark.parametrize("name", ["[/]", "[@click=app.quit]x[/]", "=SUM(A1)", "../../etc", "%s{x}"])
def test_a_name_that_looks_like_a_command_is_just_a_name(yigong, founded, name):
    assert yigong("people", "add", name).code == 0
    assert yigong("squad", "add", name).code == 0
    event = json.dumps({**DUTY_DAY, "title": name})
    assert yigong("event", "add", "-", stdin=event).code == 0
    for words in (("people", "list"), ("squad", "list"), ("event", "list"), ("history",)):
        assert name in yigong(*words).out
    path = Path(yigong("export", "ical", "E1").out.strip())
    assert path.parent == founded / "outbox"


def test_an_escape_sequence_in_a_book_never_reaches_the_terminal(yigong, under_way, founded):
    book = founded / "people.json"
    people = json.loads(book.read_text())
    evil = f"张{ESCAPE}\x9b\u202e\n王"
    people["_default"]["1"].update(name=evil, group=evil, note=evil, tags=[evil])
    book.write_text(json.dumps(people))
    for words in (
        ("people", "list"),
        ("people", "show", "V1"),
        ("signup", under_way, "V1"),
        ("checkin", under_way, "V1"),
        ("event", "show", under_way),
        ("history",),
        ("undo",),
        ("people", "list", "--json"),
    ):
        result = yigong(*words)
        assert result.code == 0
        lines = (result.out + result.err).split("\n")
        assert all(line.isprintable() for line in lines), words
    assert yigong("people", "list", "--json").json[0]["name"] == evil


def test_shown_text_is_one_printable_line():
    assert harmless_line("张小明 [/] 👩‍🌾 𠮷") == "张小明 [/] 👩‍🌾 𠮷"
    assert harmless_line("a\x1b[31mb\nc\td\u202ee\ud800") == "a·[31mb·c·d·e·"


def test_columns_are_aligned_by_cells_not_by_characters():
    lines = columns([["张三", "x", "1"], ["Ann", "东门", "10"]], right=(2,))
    assert lines == ["张三  x      1", "Ann   东门  10"]


# -- people and squads -----------------------------------------------------


def test_phones_are_masked_in_lists_and_whole_where_they_are_asked_for(yigong, under_way):
    for words in (("list",), ("find", "zxm"), ("list", "--json")):
        assert "120****5678" in yigong("people", *words).out
        assert "12012345678" not in yigong("people", *words).out
        assert "12012345678" in yigong("people", *words, "--full-phones").out
    assert "12012345678" in yigong("people", "show", "V1").out
    assert "12012345678" not in yigong("history", "--json").out


ROSTER = """青山村花名册,,,
姓名,手机号,所属队伍,性别
张小明,12012345678,修葺队,男
刘秀兰,12011110000,修葺队；清理队,女
陈梅,1.2E+10,清理队,女
合计,3,,
"""


def test_a_dry_run_tells_everything_and_writes_nothing(yigong, founded):
    result = yigong("people", "import", "-", "--dry-run", "--squads", stdin=ROSTER)
    assert result.code == 0
    assert "row 5  refused  陈梅" in result.out
    assert (
        "refused 1, new 2\n2 people added, 2 squads founded\nLeft out: refused 1.\n" in result.out
    )
    assert result.out.endswith("Nothing was written: --dry-run.\n")
    assert yigong("people", "list", "--json").json == []
    assert yigong("squad", "list", "--json").json == []


def test_an_import_adds_who_is_new_and_fills_the_squads(yigong, under_way):
    raw = ROSTER.encode("gb18030")
    told = yigong("people", "import", "-", "--json", stdin=raw)
    assert [row["verdict"] for row in told.json] == ["update", "new", "refused"]
    assert "12011110000" not in told.out
    assert yigong("squad", "list", "--json").json == []
    assert yigong("people", "import", "-", "--squads", stdin=raw).code == 0
    assert len(yigong("people", "list", "--json").json) == 3
    squads = {s["name"]: s["members"] for s in yigong("squad", "list", "--json").json}
    assert squads == {"修葺队": [1, 3], "清理队": [3]}


def test_a_name_that_two_people_have_asks_for_the_code(yigong, under_way):
    yigong("people", "add", "王芳")
    result = yigong("signup", under_way, "王芳")
    assert result.code == 1
    assert "V0002" in result.err and "V0003" in result.err
    assert yigong("signup", under_way, "V0003").code == 0


def test_members_join_and_leave_a_squad_all_or_none(yigong, under_way):
    yigong("squad", "add", "修葺队", "--leader", "V1")
    assert yigong("squad", "join", "修葺队", "V2", "V99").code == 1
    assert yigong("squad", "join", "修葺队", "王芳", "--json").json["members"] == [1, 2]
    left = yigong("squad", "leave", "S01", "V1", "--json").json
    assert (left["members"], left.get("leader")) == ([2], None)
    assert yigong("squad", "leave", "S01", "V1").code == 1


# -- the door --------------------------------------------------------------


def test_a_check_in_twice_is_answered_and_never_a_second_record(yigong, under_way):
    def tone(*words: object) -> str:
        answer: str = yigong("checkin", under_way, "V1", "--json", *words).json["tone"]
        return answer

    assert [tone("--desk", desk) for desk in ("东门", "东门", "西门")] == [
        "welcome",
        "stutter",
        "elsewhere",
    ]
    assert "at 东门 by 李芳" in yigong("checkin", under_way, "V1", "--desk", "西门").out
    entries = yigong("event", "show", under_way, "--json").json["register"]["entries"]
    assert [len(entry["stints"]) for entry in entries] == [1]


def test_who_left_comes_back_only_when_that_is_said(yigong, under_way):
    yigong("checkin", under_way, "V1")
    assert yigong("checkout", under_way, "V1").code == 0
    assert yigong("checkout", under_way, "V1").code == 1
    result = yigong("checkin", under_way, "V1")
    assert result.code == 1
    assert "--again" in result.err
    again = yigong("checkin", under_way, "V1", "--again", "--json").json
    assert len(again["entry"]["stints"]) == 2


def test_what_was_not_clocked_is_filled_in_with_a_reason(yigong, founded):
    yesterday = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)
    event = {**DUTY_DAY, "start": f"{yesterday}T08:30", "repeat": None}
    yigong("event", "add", "-", stdin=json.dumps(event))
    yigong("people", "add", "王芳")
    one = f"E1@{yesterday}"
    assert yigong("checkin", one, "V1").code == 1
    times = ("--at", "08:30", "--until", "10:00")
    assert yigong("checkin", one, "V1", *times).code == 2
    entry = yigong("checkin", one, "V1", *times, "--why", "机器没电", "--json").json
    (stint,) = entry["stints"]
    assert (stint["origin"], stint["start"]) == ("filled", f"{yesterday}T08:30:00+08:00")
    assert yigong("checkin", one, "V1", *times, "--why", "机器没电").code == 1


def test_undo_takes_back_the_last_thing_this_organiser_did(yigong, under_way):
    yigong("checkin", under_way, "V1")
    yigong("checkin", under_way, "V2", "--by", "王强")
    assert "张小明" in yigong("undo").out
    entries = yigong("event", "show", under_way, "--json").json["register"]["entries"]
    assert [entry["code"] for entry in entries] == ["V0002"]


def test_a_closed_register_is_reopened_with_a_reason_and_takes_corrections(yigong, under_way):
    yigong("checkin", under_way, "V1")
    assert "1 people" in yigong("close", under_way).out
    assert yigong("checkin", under_way, "V2").code == 1
    assert yigong("reopen", under_way).code == 2
    assert yigong("reopen", under_way, "--why", "漏了一位").code == 0
    assert yigong("checkin", under_way, "V2").code == 0


def test_a_sign_up_is_taken_back_and_who_waits_moves_up(yigong, founded):
    ahead = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=30)
    event = {**DUTY_DAY, "start": f"{ahead:%Y-%m-%dT%H:%M}", "capacity": 1, "repeat": None}
    yigong("event", "add", "-", stdin=json.dumps(event))
    yigong("people", "add", "张小明")
    yigong("people", "add", "王芳")
    entries = yigong("signup", "E1", "V1", "V2", "--json").json
    assert [entry.get("waiting", False) for entry in entries] == [False, True]
    moved_up = yigong("withdraw", "E1", "V1", "--json").json["moved_up"]
    assert [entry["name"] for entry in moved_up] == ["王芳"]
    assert yigong("signup", "E1", "V1", "--json").json[0]["waiting"]
    marked = yigong("mark", "E1", "V2", "leave", "--json").json
    assert (marked["mark"], [entry["name"] for entry in marked["moved_up"]]) == (
        "leave",
        ["张小明"],
    )
    back = yigong("mark", "E1", "V2", "none", "--json").json
    assert "mark" not in back and back["waiting"], "the place is another's by now"


def test_where_all_places_are_taken_one_is_let_in_only_when_that_is_said(yigong, founded):
    began = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(hours=1)
    event = {**DUTY_DAY, "start": f"{began:%Y-%m-%dT%H:%M}", "capacity": 1, "repeat": None}
    yigong("event", "add", "-", stdin=json.dumps(event))
    yigong("people", "add", "张小明")
    yigong("people", "add", "王芳")
    yigong("signup", "E1", "V1")
    result = yigong("checkin", "E1", "V2")
    assert result.code == 1 and "--admit" in result.err
    assert yigong("checkin", "E1", "V2", "--json").code == 1
    assert "is checked in" in yigong("checkin", "E1", "V2", "--admit").out


def test_everybody_still_here_is_checked_out_at_once(yigong, under_way):
    for words in ((), ("V1", "--all"), ("V1", "--at", "09:00")):
        assert yigong("checkout", under_way, *words).code == 2
    assert yigong("checkout", under_way, "--all").code == 1
    yigong("checkin", under_way, "V1")
    yigong("checkin", under_way, "V2")
    before = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(minutes=30)
    assert yigong("checkout", under_way, "--all", "--at", f"{before:%H:%M}").code == 1
    assert yigong("checkout", under_way, "V1").code == 0
    out = yigong("checkout", under_way, "--all").out
    assert "王芳 V0002 left at" in out and "张小明" not in out
    assert yigong("undo").code == 0
    assert len(yigong("checkout", under_way, "--all", "--json").json) == 1


def test_any_check_in_is_taken_back_with_a_reason(yigong, under_way):
    yigong("signup", under_way, "V1")
    yigong("checkin", under_way, "V1", "--by", "王强", "--desk", "西门")
    yigong("checkout", under_way, "V1")
    assert yigong("revoke", under_way, "V1").code == 2
    opened = yigong("revoke", under_way, "V1", "--end-only", "--why", "没走", "--json").json
    assert "end" not in opened["stints"][0]
    assert yigong("revoke", under_way, "V1", "--why", " ").code == 1
    assert "is taken back" in yigong("revoke", under_way, "V1", "--why", "认错人了").out
    [entry] = yigong("event", "show", under_way, "--json").json["register"]["entries"]
    assert "stints" not in entry
    assert yigong("revoke", under_way, "V1", "--why", "认错人了").code == 1
    assert yigong("history", "--last", 1, "--json").json[0]["note"] == "认错人了"


@pytest.fixture
def yesterday(yigong, founded) -> str:
    """08:30 to 11:30 yesterday; 张小明 and 王芳 signed up, 李强 did not; the sheet is printed."""
    day = datetime.now(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)
    event = {**DUTY_DAY, "start": f"{day}T08:30", "repeat": None}
    yigong("event", "add", "-", stdin=json.dumps(event))
    for name in ("张小明", "王芳", "李强"):
        yigong("people", "add", name)
    one = f"E0001@{day}"
    yigong("signup", one, "V1", "V2")
    sheet = yigong("export", "signin", one, "--format", "csv", "-o", "-").out.splitlines()
    assert [line.split(",")[:2] for line in sheet[3:6]] == [
        ["1", "王芳"],
        ["2", "张小明"],
        ["3", ""],
    ]
    return one


def test_a_paper_sheet_is_typed_back_whole_or_not_at_all(yigong, yesterday):
    faulty = "1 0830 1100\n2 1100 0900\n3 0900 1000\n"
    dry = yigong("paper", yesterday, "-", "--dry-run", stdin=faulty)
    assert dry.code == 0
    assert "王芳 V0002  08:30-11:00  150 min" in dry.out
    assert "! The end is not after the start." in dry.out
    assert "! Row 3 has nobody's name" in dry.out
    assert "right 1   with a fault 2" in dry.err
    refused = yigong("paper", yesterday, "-", stdin=faulty)
    assert refused.code == 1 and "Line 2" in refused.err and "Nothing was written." in refused.err
    entries = yigong("event", "show", yesterday, "--json").json["register"]["entries"]
    assert not any("stints" in entry for entry in entries)
    mended = "1 0830 1100\n\n2 09:00 11:00\n3 李强 ９．００ 1000\n".encode("utf-8-sig")
    lines = yigong("paper", yesterday, "-", "--dry-run", "--json", stdin=mended).json
    assert [(x["line"], x["row"], x["fault"]) for x in lines] == [
        (1, 1, None), (3, 2, None), (4, 3, None),
    ]  # fmt: skip
    assert yigong("paper", yesterday, "-", stdin=mended).out == "✓ 3 rows are typed in.\n"
    entries = yigong("event", "show", yesterday, "--json").json["register"]["entries"]
    assert {e["name"]: e["row"] for e in entries} == {"王芳": 1, "张小明": 2, "李强": 3}
    assert yigong("paper", yesterday, "-", stdin=b"1 0830\xff").code == 3


def test_the_close_takes_an_end_for_each_and_one_for_the_rest(yigong, yesterday):
    yigong("paper", yesterday, "-", stdin="1 0830\n2 0900\n")
    for end in ("V1", "V1=25:00", "V1=1000", "=10:00"):
        assert yigong("close", yesterday, "--end", end).code == 2
    twice = ("--end", "V1=10:00", "--end", "张小明=10:30")
    assert yigong("close", yesterday, *twice).code == 2
    assert yigong("close", yesterday, "--end", "V1=12:00").code == 1, "longer than the day"
    closed = yigong("close", yesterday, "--end", "V1=10:15", "--until", "11:00", "--json").json
    credit = {e["name"]: e["credit"] for e in closed["entries"]}
    assert credit == {"张小明": {"filled": 75}, "王芳": {"filled": 150}}
    yigong("reopen", yesterday, "--why", "漏了李强")
    yigong("paper", yesterday, "-", stdin="3 V3 0830 0930\n")
    closed = yigong("close", yesterday, "--json").json
    assert [c["reason"] for c in closed["head"]["corrections"]] == ["漏了李强"]
    total = sum(e["credit"]["filled"] for e in closed["entries"])
    assert total == 75 + 150 + 60


def test_history_is_filtered_by_person_and_event(yigong, under_way):
    yigong("signup", under_way, "V1", "V2")
    yigong("checkin", under_way, "V1")
    acts = [line["act"] for line in yigong("history", "--person", "V1", "--json").json]
    assert acts == ["checkin", "signup", "person.add"]
    assert len(yigong("history", "--last", 2, "--json").json) == 2
    lines = yigong("history", "--event", "E1").out.splitlines()
    assert len(lines) == 4  # two sign-ups, one check-in, the event itself


def test_history_of_one_date_leaves_the_other_dates_out(yigong, founded):
    yigong("people", "add", "张小明")
    repeat = {"by": "rrule", "rule": "FREQ=WEEKLY"}
    event = {"title": "值班", "start": "2026-11-20T08:30", "repeat": repeat}
    assert yigong("event", "add", "-", stdin=json.dumps(event)).code == 0
    for day in ("2026-11-27", "2026-12-04"):
        yigong("signup", f"E1@{day}", "V1")
    books = {n["book"] for n in yigong("history", "--event", "E1@2026-12-04", "--json").json}
    assert books == {"registers/2026/E0001@2026-12-04", "events"}
    books = {n["book"] for n in yigong("history", "--event", "E1", "--json").json}
    assert len(books) == 3


def test_who_signs_up_again_is_told_so_for_undo_takes_back_something_else(yigong, under_way):
    assert yigong("signup", under_way, "V1").out.startswith("✓ 张小明 V0001 is signed up for")
    again = yigong("signup", under_way, "V1", "V2").out.splitlines()
    assert "was signed up already" in again[0] and "✓" not in again[0]
    assert again[1].startswith("✓")


def test_history_is_filtered_by_who_did_it(yigong, under_way):
    yigong("checkin", under_way, "V1", "--by", "王强")
    yigong("checkin", under_way, "V2")
    (line,) = [n for n in yigong("history", "--who", "王强", "--json").json if n["key"]]
    assert (line["act"], line["key"]) == ("checkin", 1)
    assert yigong("history", "--who", "王强").out.count("\n") == 1
    assert yigong("history", "--who", "王").out == ""


def test_any_change_is_undone_by_the_name_the_history_gives_it(yigong, under_way):
    yigong("checkin", under_way, "V1", "--by", "王强")
    yigong("checkin", under_way, "V2")
    name = next(n["id"] for n in yigong("history", "--who", "王强", "--json").json if n["key"])
    assert yigong("history", "--who", "王强").out.startswith(f"{name}  ")
    refused = yigong("undo", name)
    assert (refused.code, refused.err) == (1, "The reason is empty.\n")
    assert "张小明" in yigong("undo", name, "--why", "认错人了").out
    assert "认错人了" in yigong("history", "--last", 1).out
    assert yigong("undo", name, "--why", "再来").code == 1
    assert yigong("undo", "2026-13/7").code == 1
    assert yigong("undo", "--why", "认错人了").code == 2


# -- exports ---------------------------------------------------------------


def test_an_export_to_standard_output_is_the_bytes_and_nothing_else(yigong, under_way):
    for words in (
        ("ical",),
        ("ical", "E1"),
        ("summary",),
        ("summary", "month", "--format", "md"),
        ("signin", "E1"),
        ("signin", "E1", "--format", "csv"),
    ):
        path = Path(yigong("export", *words).out.strip())
        result = yigong("export", *words, "-o", "-")
        assert (result.code, result.err) == (0, "")
        assert result.out.encode() == path.read_bytes()
    assert yigong("export", "ical", "-o", "-").out.startswith("BEGIN:VCALENDAR\r\n")


def test_an_export_goes_to_the_outbox_or_where_it_is_asked_for(
    yigong, under_way, founded, tmp_path
):
    assert yigong("export", "summary").out.startswith(str(founded / "outbox"))
    told = yigong("export", "ical", "-o", tmp_path / "duty.ics", "--json").json
    assert told["path"] == str(tmp_path / "duty.ics")
    assert told["bytes"] == (tmp_path / "duty.ics").stat().st_size
    assert yigong("export", "ical", "-o", tmp_path / "no" / "where.ics").code == 3


def test_a_sign_in_sheet_has_whole_phones_only_when_asked(yigong, under_way):
    yigong("signup", under_way, "V1")
    assert "12012345678" not in yigong("export", "signin", "E1", "-o", "-").out
    assert "12012345678" in yigong("export", "signin", "E1", "-o", "-", "--full-phones").out


# -- the demo --------------------------------------------------------------


def test_the_demo_without_a_terminal_does_the_main_job_as_text(yigong, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    demo = tmp_path / "yigong-demo"
    first = yigong("demo")
    assert (first.code, first.err) == (0, "")
    assert "青山村" in first.out
    assert "is checked in at" in first.out
    assert "at 东门 by" in first.out
    assert "occurrences" in first.out and "hours" in first.out
    assert Path(first.out.splitlines()[-1].strip()).read_bytes().startswith(b"BEGIN:VCALENDAR")
    done = yigong("history", "--json", "--last", 1, "--data", demo).json
    assert done[0]["act"] == "checkin"

    # The same day it goes on; somebody else is checked in.
    assert yigong("demo", demo).code == 0
    later = yigong("history", "--json", "--last", 2, "--data", demo).json
    assert later[1] == done[0]
    assert later[0]["key"] != done[0]["key"]

    # It is not in the way of a village of one's own, which needs an empty folder.
    assert yigong("init", "--data", tmp_path / "yigong").code == 0

    # On another day it is made anew, unless something that is not its own lies in it.
    (demo / ".demo").write_text("2020-01-01\n")
    (demo / "my letters").mkdir()
    assert yigong("demo", demo).code == 1
    assert yigong("history", "--json", "--last", 1, "--data", demo).json == later[:1]
    (demo / "my letters").rmdir()
    assert yigong("demo", demo).code == 0
    lines = yigong("history", "--json", "--last", 2, "--data", demo).json
    assert later[0] not in lines


def test_the_demo_never_touches_a_village_that_is_real(yigong, founded, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in founded.rglob("*")}
    assert yigong("demo", founded).code == 1
    assert {path: path.stat().st_mtime_ns for path in founded.rglob("*")} == before
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("mine")
    assert yigong("demo", tmp_path / "letters").code == 1
    assert (tmp_path / "letters" / "a.txt").read_text() == "mine"


# -- hours without presence --------------------------------------------------


def test_granted_hours_need_a_reason_stay_apart_and_are_taken_back(yigong, under_way):
    assert yigong("grant", under_way, "王芳", "1.5h").code == 2
    granted = yigong("grant", under_way, "王芳", "1.5h", "--why", "在家准备")
    assert granted.out == "✓ 1.5 h are granted to 王芳 V0002 for 河道清理.\n"
    page = yigong("event", "show", under_way)
    assert "granted 1.5 h" in page.out and "came 0" in page.out
    entry = yigong("grant", under_way, "V0002", "30", "--why", "收尾", "--json").json
    assert [grant["minutes"] for grant in entry["grants"]] == [90, 30]
    assert yigong("grant", under_way, "V0002", "--back").code == 2
    assert yigong("grant", under_way, "V0002", "30", "--back", "--why", "错").code == 2
    back = yigong("grant", under_way, "V0002", "--back", "--why", "记错了")
    assert back.out == "✓ 王芳 V0002 is granted 1.5 h for 河道清理 now.\n"
    assert yigong("grant", under_way, "V0002", "很久", "--why", "错").code == 1
    history = yigong("history").out
    assert "granted hours taken back" in history and "记错了" in history


def test_how_it_went_is_kept_with_the_register_and_taken_back_like_anything(yigong, under_way):
    assert yigong("report", under_way, "还没人").code == 1
    yigong("checkin", under_way, "王芳")
    said = yigong("report", under_way, "清了两里河道")
    assert said.out == f"✓ The report of {under_way} 河道清理 is kept.\n"
    assert "Report: 清了两里河道" in yigong("event", "show", under_way).out
    assert yigong("undo").out.startswith("✓ Undone: report written")
    assert "Report:" not in yigong("event", "show", under_way).out


def test_an_event_is_added_with_its_programme_and_way_and_listed_with_them(yigong, founded):
    event = {
        "title": "走访",
        "start": "2026-11-25T08:30",
        "minutes": 180,
        "programme": "四季赋能",
        "travel": 40,
    }
    assert yigong("event", "add", "-", stdin=json.dumps(event)).code == 0
    listed = yigong("event", "list", "--json").json[0]
    assert (listed["programme"], listed["travel"]) == ("四季赋能", 40)
    assert "40 min" in yigong("event", "show", "E0001").out
    too_far = yigong("event", "add", "-", stdin=json.dumps({**event, "travel": 180}))
    assert too_far.code == 1 and "on the way" in too_far.err

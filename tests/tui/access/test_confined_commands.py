"""A confined caller reaches one village, its outbox, and nothing else."""

from __future__ import annotations

import msgspec
import pytest

from yigong.store.event_records import Event
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village
from yigong.tui.main import main


@pytest.fixture
def confined(tmp_path, monkeypatch, capfd):
    """``confined("yigong event list")``: the exit code and all output, as run by sshd."""
    village = Village.create(tmp_path / "qingshan", Settings(name="青山村"), Actor("李芳", ""))
    village.people.add_all([Volunteer(name="张小明", reading="zhang xiao ming")])
    midnight = village.now().replace(hour=0, minute=0, second=0, tzinfo=None)
    village.events.add(Event(title="村民义务日", start=midnight, minutes=1439))
    other = Village.create(tmp_path / "other", Settings(name="别村"), Actor("王强", ""))
    other.people.add_all([Volunteer(name="外人", reading="wai ren")])
    (tmp_path / "secret.json").write_text("[]")
    (tmp_path / "secret.csv").write_text("姓名\n外人\n")
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("YIGONG_CONFINED", "1")
    monkeypatch.setenv("YIGONG_DATA", str(village.folder))
    monkeypatch.setenv("YIGONG_BY", "李芳")

    def run(command):
        monkeypatch.setenv("SSH_ORIGINAL_COMMAND", command)
        code = main(["--lang", "en"])
        out, err = capfd.readouterr()
        return code, out + err

    return run


@pytest.mark.parametrize(
    "command",
    [
        "sh",
        "cat /etc/passwd",
        "/bin/sh -c 'yigong event list; id'",
        "sh -c yigong",
        "env yigong event list",
        "../yigong event list",
        "'",
        "yigongx",
        "internal-sftp",
        "scp -f /etc/passwd",
        "rsync --server --sender . /etc",
        "yigong event list '",
        "yigong " + "x" * 200_000,
    ],
)
def test_nothing_but_yigong_is_run(confined, command):
    assert confined(command) == (1, "Here only yigong can be run.\n")


@pytest.mark.parametrize(
    ("lang", "spoken", "sentence"),
    [
        ("C", "zh", "这里只能运行 yigong。\n"),
        ("C", "en", "Here only yigong can be run.\n"),
        ("en_US.UTF-8", "zh", "Here only yigong can be run.\n"),
    ],
)
def test_a_refusal_is_said_in_the_villages_language_where_the_locale_names_none(
    confined, tmp_path, monkeypatch, capfd, lang, spoken, sentence
):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", lang)
    village = Village.open(tmp_path / "qingshan", Actor("李芳", ""))
    village.save_settings(msgspec.structs.replace(village.settings, language=spoken))
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", "sh")
    assert (main([]), capfd.readouterr().err) == (1, sentence)
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", "yigong --data x people list")
    assert main([]) == 1
    assert ("set by the server" in capfd.readouterr().err) == ("Here" in sentence)
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", "yigong --lang en --data x people list")
    assert main([]) == 1
    assert "set by the server" in capfd.readouterr().err


def test_what_was_asked_is_run_with_the_servers_own_options(confined):
    code, text = confined("yigong people find zxm")
    assert code == 0
    assert "张小明" in text


@pytest.mark.parametrize(
    "command",
    [
        "yigong --data {other} people list",
        "yigong --data={other} people list",
        "yigong people list --data {other}",
        "yigong --by 王强 people list",
        "yigong people list --desk=西门",
        "yigong init {folder}/new",
        "yigong demo {folder}/new",
        "yigong restore {folder}/x.zip {folder}/new",
        "yigong export ical -o {folder}/out.ics",
        "yigong export ical -o ../out.ics",
        "yigong export ical -o ../../out.ics",
        "yigong export ical -o .hidden",
        "yigong export ical -o ~/out.ics",
        "yigong export ical --feeds {folder}/feeds",
        "yigong export summary -o {folder}/out.csv",
        "yigong export signin E0001 -o {folder}/out.html",
        "yigong backup -o {folder}/out.zip",
        "yigong event add {folder}/secret.json",
        "yigong people import {folder}/secret.csv",
        "yigong import ical {folder}/secret.json",
        "yigong paper E0001 {folder}/secret.json",
    ],
)
def test_there_is_no_way_to_another_folder_or_name(confined, tmp_path, command):
    before = _outside(tmp_path)
    code, text = confined(command.format(folder=tmp_path, other=tmp_path / "other"))
    assert code in (1, 2), text
    assert "外人" not in text
    assert _outside(tmp_path) == before


def _outside(folder):
    """Everything but what is in the village itself."""
    paths = (path.relative_to(folder) for path in folder.rglob("*"))
    return sorted(path for path in paths if path.parts[0] != "qingshan")


def test_where_the_server_asks_who_it_is_the_client_says_the_name_and_nothing_else(
    confined, tmp_path, monkeypatch
):
    monkeypatch.setenv("YIGONG_BY", "?")
    code, text = confined("yigong checkin E0001 张小明")
    assert (code, "--by NAME" in text) == (1, True)
    for wish in ("--by 李芳 --data {other}", "--by 李芳 --desk 西门", "--by ?", "--by=？"):
        code, text = confined(
            f"yigong {wish.format(other=tmp_path / 'other')} checkin E0001 张小明"
        )
        assert code == 1, text
    assert confined("yigong checkin E0001 张小明 --by 赵玉兰")[0] == 0
    village = Village.open(tmp_path / "qingshan")
    assert next(village.history.newest_first()).by == "赵玉兰"


def test_a_link_in_the_outbox_leads_nowhere(confined, tmp_path):
    outbox = tmp_path / "qingshan" / "outbox"
    (outbox / "way-out.ics").symlink_to(tmp_path / "stolen.ics")
    (outbox / "way-in.json").symlink_to(tmp_path / "secret.json")
    assert confined("yigong export ical -o way-out.ics")[0] == 0
    assert not (tmp_path / "stolen.ics").exists()
    assert (outbox / "way-out.ics").is_file()
    assert not (outbox / "way-out.ics").is_symlink()
    code, text = confined("yigong event add way-in.json")
    assert (code, "is not a file" in text) == (1, True)


def test_a_plain_name_lands_in_the_outbox_and_is_read_from_there(confined, tmp_path):
    assert confined("yigong export ical E0001 -o mine.ics")[0] == 0
    assert (tmp_path / "qingshan/outbox/mine.ics").read_bytes().startswith(b"BEGIN:VCAL")
    code, text = confined("yigong import ical mine.ics --dry-run")
    assert code == 0, text


async def test_the_import_page_reads_only_the_outbox(confined, tmp_path, monkeypatch):
    from support.screens import opened

    foreign = tmp_path / "foreign.ics"
    foreign.write_bytes(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    async with opened(tmp_path / "qingshan") as desk:
        await desk.press("I", f"={foreign}", "enter")
        assert "plain name in the outbox" in desk.text

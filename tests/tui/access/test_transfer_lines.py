"""The lines that carry a file: shells read them as they were meant, whatever the file is called."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from yigong.tui.access.transfer_lines import (
    ServerAddress,
    TransferRoute,
    lines_to_fetch,
    lines_to_send,
    server_address,
    this_route,
)

OUTBOX = Path("/srv/our village's/outbox")
COMMAND = ("/opt/yigong/bin/yigong", "--data", "/srv/our village's")
OPEN = TransferRoute(ServerAddress("li@[2001:db8::7]", "2222"), OUTBOX, COMMAND)
PLAIN = TransferRoute(ServerAddress("li@a.example"), Path("/srv/our village/outbox"), ("yigong",))
CONFINED = TransferRoute(
    ServerAddress("yigong@village.example"), OUTBOX, ("yigong", "--by", "李 芳"), scp=False
)
HOSTILE = [
    "a b.csv", "$(touch x).csv", "`touch x`.csv", "a;touch x", "a|touch x", "a&touch x", "a'b.csv",
    'a"b.csv', "*.csv", "-rf.csv", "~x", "%PATH%.csv", "a’b.csv", "a”;calc;“.csv", "a\\b", "!x",
]  # fmt: skip


def test_the_server_is_named_as_the_ssh_session_reached_it():
    address = server_address({"SSH_CONNECTION": "198.51.100.4 51000 192.0.2.7 2222"}, "li", "box")
    assert address == ServerAddress("li@192.0.2.7", "2222")
    assert server_address(
        {"SSH_CONNECTION": "::1 51000 2001:db8::7 22"}, "li", "box"
    ) == ServerAddress("li@[2001:db8::7]")
    assert server_address({}, "li", "box") == ServerAddress("li@box")
    assert server_address({"YIGONG_SSH": "li@a.example"}, "x", "y") == ServerAddress("li@a.example")


def run_by_shell(line: str, folder: Path, name: str) -> list[str]:
    """The arguments that a command gets when a shell runs a line; it prints and reads nothing."""
    bin_folder = folder / "bin"
    bin_folder.mkdir(exist_ok=True)
    fake = bin_folder / name
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$OUT"\n')
    fake.chmod(0o755)
    subprocess.run(
        ["/bin/sh", "-c", line],
        check=True,
        cwd=folder,
        env={"PATH": f"{bin_folder}:/usr/bin:/bin", "OUT": str(folder / "bin" / "arguments")},
    )
    return (folder / "bin" / "arguments").read_text().splitlines()


@pytest.mark.parametrize("name", ["E0001-义务日.ics", "signin-E0001@2026-11-25.html"])
def test_a_shell_parses_the_commands_into_the_right_arguments(tmp_path, name):
    (tmp_path / name).touch()
    at = f"li@[2001:db8::7]:{OUTBOX}/"
    assert run_by_shell(lines_to_fetch(OPEN, name).scp, tmp_path, "scp") == [
        "-P", "2222", f"{at}{name}", "."
    ]  # fmt: skip
    assert run_by_shell(lines_to_send(OPEN, name).scp, tmp_path, "scp") == ["-P", "2222", name, at]
    for line, act in (
        (lines_to_fetch(OPEN, name).ssh, "get"),
        (lines_to_send(OPEN, name).ssh, "put"),
    ):
        *options, login, remote = run_by_shell(line, tmp_path, "ssh")
        assert (options, login) == (["-p", "2222"], "li@2001:db8::7")
        assert shlex.split(remote) == [*COMMAND, "files", act, name], "a shell reads it again"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_shells_would_run_is_quoted_or_has_no_line(tmp_path, name):
    (tmp_path / name).touch()
    assert lines_to_fetch(OPEN, name).scp == lines_to_send(OPEN, name).scp == "", (
        "old ones have a shell read it"
    )
    for route in (OPEN, CONFINED):
        for line, act in (
            (lines_to_fetch(route, name).ssh, "get"),
            (lines_to_send(route, name).ssh, "put"),
        ):
            remote = run_by_shell(line, tmp_path, "ssh")[-1]
            words = [word for word in shlex.split(remote) if word != "--"]
            assert words[len(route.command) :] == ["files", act, name]
    assert lines_to_fetch(OPEN, name).powershell == "", "its folder has a quotation mark of cmd.exe"
    for route in (PLAIN, CONFINED):
        for powershell in (
            lines_to_fetch(route, name).powershell,
            lines_to_send(route, name).powershell,
        ):
            # Of these some end a quotation, and no file on Windows has one of the others.
            assert bool(powershell) != bool(set(name) & set("\"'`%\\/:*?<>|‘’‚‛“”„"))
            for program in read_by_powershell(powershell) if powershell else ():
                assert program[:2] == ["cmd", "/c"] and name in program[2]
    assert {path.name for path in tmp_path.iterdir()} == {"bin", name}, "none of it was run"


def read_by_powershell(line: str) -> list[list[str]]:
    """The programs of a line with their arguments, by PowerShell's rules for quotation marks."""
    programs: list[list[str]] = [[]]
    quotes = {"'": "'‘’‚‛", '"': '"“”„'}
    while line := line.lstrip(" "):
        word, inside = "", ""
        while line and (inside or line[0] != " "):
            sign, line = line[0], line[1:]
            kind = next((kind for kind, signs in quotes.items() if sign in signs), "")
            if kind and kind == inside and line[:1] and line[0] in quotes[kind]:
                word, line = word + sign, line[1:]
            elif kind and kind == inside:
                inside = ""
            elif kind and not inside:
                inside = kind
            elif sign in ";|&" and not inside:
                programs.append([])
            else:
                word += sign
        assert not inside, "a quotation has no end"
        programs[-1].append(word)
    return programs


def test_powershell_copies_between_the_outbox_and_downloads():
    name = "E0001-义务日.ics"
    ours = "'li@[2001:db8::7]:/srv/our village''s/outbox/"
    assert (
        lines_to_fetch(OPEN, name).powershell
        == rf"""scp -P 2222 {ours}{name}' "$HOME\Downloads" """[:-1]
    )
    assert (
        lines_to_send(OPEN, name).powershell == rf"""scp -P 2222 "$HOME\Downloads\{name}" {ours}'"""
    )
    ((_scp, *arguments),) = read_by_powershell(lines_to_fetch(OPEN, name).powershell)
    assert arguments[2] == f"li@[2001:db8::7]:{OUTBOX}/{name}"


def test_a_confined_account_is_reached_without_scp_or_the_name_of_a_folder():
    """In PowerShell cmd.exe redirects: PowerShell's ``>`` writes UTF-16, and it has no ``<``."""
    name = "名单.xlsx"
    assert lines_to_fetch(CONFINED, name).scp == lines_to_send(CONFINED, name).scp == ""
    for line in (lines_to_fetch(CONFINED, name).ssh, lines_to_send(CONFINED, name).ssh):
        assert str(OUTBOX) not in line and "--data" not in line
    for powershell, act, sign in (
        (lines_to_fetch(CONFINED, name).powershell, "get", ">"),
        (lines_to_send(CONFINED, name).powershell, "put", "<"),
    ):
        ((cmd, option, line),) = read_by_powershell(powershell)
        assert (cmd, option) == ("cmd", "/c")
        found = re.fullmatch(r'ssh (\S+) "([^"%]+)" ([<>]) "%USERPROFILE%\\Downloads\\(.+)"', line)
        assert found and found[1] == "yigong@village.example"
        assert shlex.split(found[2]) == ["yigong", "--by", "李 芳", "files", act, name]
        assert (found[3], found[4]) == (sign, name)


def test_the_route_is_that_of_the_session(monkeypatch, tmp_path):
    monkeypatch.setenv("YIGONG_SSH", "li@village.example:2222")
    route = this_route(tmp_path)
    assert route.address == ServerAddress("li@village.example", "2222")
    assert route.outbox == tmp_path / "outbox" and route.scp
    assert route.command[1:] == ("--data", str(tmp_path))
    assert this_route(tmp_path, "李芳").command[-2:] == ("--by", "李芳")
    monkeypatch.setenv("YIGONG_CONFINED", "1")
    assert this_route(tmp_path).command == ("yigong",)
    assert not this_route(tmp_path).scp

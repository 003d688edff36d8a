"""The lines that carry a file between this server and one's own computer: scp, ssh, PowerShell.

A name from the outbox may be anybody's text. So each line quotes it for every shell that reads it,
and where that cannot be done there is no line.
"""

from __future__ import annotations

import os
import re
import shlex
import socket
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from yigong.tui.access.caller import login_name
from yigong.tui.access.confined_files import is_confined

_DOWNLOADS = r"$HOME\Downloads"
"""The folder on Windows, as PowerShell writes it."""

_CMD_DOWNLOADS = r"%USERPROFILE%\Downloads"
"""The same, as cmd.exe writes it."""

_UNQUOTABLE = re.compile(r"[\"'`%\\/:*?<>|‘’‚‛“”„]")
"""What no file on Windows has in its name, or what ends a quotation of PowerShell or cmd.exe."""


class ServerAddress(NamedTuple):
    """The address of this server for ssh."""

    login: str
    """``li@192.0.2.7``."""

    port: str = ""
    """Empty: the standard port."""


def server_address(environ: Mapping[str, str], user: str, host: str) -> ServerAddress:
    """The address of this server for ssh: ``YIGONG_SSH`` (``li@village.example:2222``), else
    that of the session (``SSH_CONNECTION``), else the host's name."""
    named = environ.get("YIGONG_SSH", "").strip()
    if named:
        login, colon, port = named.rpartition(":")
        alone = not colon or not port.isdigit() or ("[" not in named and login.count(":"))
        return ServerAddress(named) if alone else ServerAddress(login, port)
    parts = environ.get("SSH_CONNECTION", "").split()
    address, port = (parts[2], parts[3]) if len(parts) == 4 else (host, "")
    address = f"[{address}]" if ":" in address else address  # IPv6
    return ServerAddress(f"{user}@{address}" if user else address, "" if port == "22" else port)


class TransferRoute(NamedTuple):
    """How one's own computer reaches the outbox of a village here."""

    address: ServerAddress
    outbox: Path
    """Absolute."""

    command: tuple[str, ...]
    """``yigong`` and its global options, as an ssh command gives them."""

    scp: bool = True
    """Whether the account lets scp in; one that is confined runs nothing but yigong."""


def this_route(folder: Path, organiser: str = "") -> TransferRoute:
    """The way to the outbox for the user of this session; the organiser signs, where the account
    is shared and a command has to name them."""
    address = server_address(os.environ, login_name(), socket.gethostname())
    named = ("--by", organiser) if organiser else ()
    outbox = folder.absolute() / "outbox"
    if is_confined():  # its folder is the server's to name
        return TransferRoute(address, outbox, ("yigong", *named), scp=False)
    command = (_program_path(), "--data", str(folder.absolute()), *named)
    return TransferRoute(address, outbox, command)


class TransferLines(NamedTuple):
    """The lines that carry a file; an empty one: it cannot be quoted, or scp is not let in."""

    scp: str
    """For the computer where it is typed, as all of them."""

    ssh: str
    """The file goes through standard output or input."""

    powershell: str
    """For Windows, whose PowerShell would change the bytes after ``>``, and knows no ``<``."""


def lines_to_fetch(route: TransferRoute, name: str) -> TransferLines:
    """The lines that copy a file of the outbox."""
    ssh = f"{_joined(_ssh(route, 'get', name))} > {_quoted(name)}"
    if not _may_scp(route, name):
        return TransferLines("", ssh, _by_cmd(route, "get", name, ">"))
    scp, file = ["scp", *_port("-P", route)], _at(route, name)
    windows = _if_quoted([*scp, _literal(file), rf'"{_DOWNLOADS}"'], name)
    return TransferLines(_joined([*scp, file, "."]), ssh, windows)


def lines_to_send(route: TransferRoute, name: str) -> TransferLines:
    """The lines that copy a file into the outbox."""
    ssh = f"{_joined(_ssh(route, 'put', name))} < {_quoted(name)}"
    if not _may_scp(route, name):
        return TransferLines("", ssh, _by_cmd(route, "put", name, "<"))
    scp, outbox = ["scp", *_port("-P", route)], _at(route)
    windows = _if_quoted([*scp, rf'"{_DOWNLOADS}\{name}"', _literal(outbox)], name)
    return TransferLines(_joined([*scp, name, outbox]), ssh, windows)


def _may_scp(route: TransferRoute, name: str) -> bool:
    """Whether scp may be given a name: before version 9 it has a shell of the server read it."""
    return route.scp and re.fullmatch(r"\w[\w.,@+=-]*", name) is not None


def _at(route: TransferRoute, name: str = "") -> str:
    """A file of the outbox, or the folder, as scp names it."""
    return f"{route.address.login}:{route.outbox}/{name}"


def _port(option: str, route: TransferRoute) -> list[str]:
    return [option, route.address.port] if route.address.port else []


def _ssh(route: TransferRoute, act: str, name: str) -> list[str]:
    """The words of ssh; the last is the remote command, which a shell may read again there."""
    login = route.address.login.replace("[", "").replace("]", "")  # ssh takes no brackets
    ends = ["--"] * name.startswith("-")
    remote = _joined([*route.command, "files", act, *ends, name])
    return ["ssh", *_port("-p", route), login, remote]


def _by_cmd(route: TransferRoute, act: str, name: str, redirection: str) -> str:
    """A line of PowerShell that lets cmd.exe redirect, because that leaves the bytes alone."""
    *words, remote = _ssh(route, act, name)
    if '"' in remote or "%" in remote:
        return ""
    line = " ".join([*words, f'"{remote}"', redirection, rf'"{_CMD_DOWNLOADS}\{name}"'])
    return _if_quoted(["cmd", "/c", _literal(line)], name)


def _if_quoted(words: list[str], name: str) -> str:
    """A line of PowerShell; none where the name of the file cannot be quoted in it."""
    return "" if _UNQUOTABLE.search(name) else " ".join(words)


def _joined(words: Iterable[str]) -> str:
    """Words as a shell reads them."""
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    """A word as a shell reads it; unlike `shlex.quote` it leaves Chinese characters alone."""
    return word if re.fullmatch(r"[\w@:,./+-]+", word) else shlex.quote(word)


def _literal(text: str) -> str:
    """A text in single quotes of PowerShell, which takes typographic ones for the same."""
    return "'" + re.sub("(['‘’‚‛])", r"\1\1", text) + "'"


def _program_path() -> str:
    """The program's path on this server, because the PATH of an ssh command may lack its folder."""
    path = Path(sys.argv[0])
    return str(path.absolute()) if path.name == "yigong" and path.is_file() else "yigong"

"""The lines by which a file on this server is fetched from somewhere else, ready to copy."""

from __future__ import annotations

import getpass
import os
import shlex
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class ServerAddress(NamedTuple):
    """How this server is reached by ssh."""

    login: str
    """``li@192.0.2.7``."""

    port: str = ""
    """Empty: the usual one."""


def server_address(environ: Mapping[str, str], user: str, host: str) -> ServerAddress:
    """How this server is reached.

    Args:
        environ: ``YIGONG_SSH`` says it outright: ``li@village.example`` or with ``:2222`` behind.
            Else ``SSH_CONNECTION`` holds the address and port that this very session came in by.
        user: The login name.
        host: The server's own name for itself, where nothing better is known.
    """
    named = environ.get("YIGONG_SSH", "").strip()
    if named:
        login, colon, port = named.rpartition(":")
        alone = not colon or not port.isdigit() or ("[" not in named and login.count(":"))
        return ServerAddress(named) if alone else ServerAddress(login, port)
    parts = environ.get("SSH_CONNECTION", "").split()
    address, port = (parts[2], parts[3]) if len(parts) == 4 else (host, "")
    address = f"[{address}]" if ":" in address else address  # IPv6
    return ServerAddress(f"{user}@{address}" if user else address, "" if port == "22" else port)


def this_server() -> ServerAddress:
    """How this server is reached from the terminal of whoever sits here."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = ""  # a user id without a name
    return server_address(os.environ, user, socket.gethostname())


def scp_line(path: Path, via: ServerAddress) -> str:
    """The line that copies a file from here to where it is typed."""
    port = ["-P", via.port] if via.port else []
    return shlex.join(["scp", *port, f"{via.login}:{path.absolute()}", "."])


def ssh_line(command: Sequence[str], file: str, via: ServerAddress) -> str:
    """The line that runs a command here and keeps what it prints in a file there."""
    port = ["-p", via.port] if via.port else []
    login = via.login.replace("[", "").replace("]", "")  # ssh takes no brackets
    remote = shlex.join(command)
    return f"{shlex.join(['ssh', *port, login, remote])} > {shlex.quote(file)}"


def program_path() -> str:
    """What the program is called by on this server: with its place, which ssh may not search."""
    path = Path(sys.argv[0])
    return str(path.absolute()) if path.name == "yigong" and path.is_file() else "yigong"

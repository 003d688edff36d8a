"""The scp and ssh command lines that copy a file from this server to one's own computer."""

from __future__ import annotations

import os
import shlex
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from yigong.tui.access.caller import login_name


class ServerAddress(NamedTuple):
    """The address of this server for ssh."""

    login: str
    """``li@192.0.2.7``."""

    port: str = ""
    """Empty: the standard port."""


def server_address(environ: Mapping[str, str], user: str, host: str) -> ServerAddress:
    """The address of this server for ssh.

    Args:
        environ: ``YIGONG_SSH``, ``li@village.example`` or ``li@village.example:2222``; else
            ``SSH_CONNECTION``, the address and port of this session.
        user: The login name.
        host: The server's host name, used if the environment has neither.
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
    """The address of this server for the user of this session."""
    return server_address(os.environ, login_name(), socket.gethostname())


def scp_line(path: Path, via: ServerAddress) -> str:
    """The command that copies a file from this server to the computer where it is typed."""
    port = ["-P", via.port] if via.port else []
    return shlex.join(["scp", *port, f"{via.login}:{path.absolute()}", "."])


def ssh_line(command: Sequence[str], file: str, via: ServerAddress) -> str:
    """The command that runs a command here and writes its output to a file there."""
    port = ["-p", via.port] if via.port else []
    login = via.login.replace("[", "").replace("]", "")  # ssh takes no brackets
    remote = shlex.join(command)
    return f"{shlex.join(['ssh', *port, login, remote])} > {shlex.quote(file)}"


def program_path() -> str:
    """The program's path on this server, because the PATH of an ssh command may lack its folder."""
    path = Path(sys.argv[0])
    return str(path.absolute()) if path.name == "yigong" and path.is_file() else "yigong"

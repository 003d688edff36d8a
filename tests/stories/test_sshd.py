"""A real sshd on loopback with a key whose forced command is yigong, and attempts to escape it."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.pseudo_terminal import Terminal
from yigong.store.event_records import Event
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village
from yigong.tui.access.transfer_lines import (
    ServerAddress,
    TransferRoute,
    lines_to_fetch,
    lines_to_send,
)

SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (SSHD and shutil.which("ssh") and shutil.which("ssh-keygen")),
        reason="OpenSSH's server and client are not installed here",
    ),
]
CONFIG = """
ListenAddress 127.0.0.1:{port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized_keys
PidFile {folder}/pid
StrictModes no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
AcceptEnv YIGONG_* LANG
Subsystem sftp internal-sftp
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The server of a village, with a folder of another village beside it."""
    folder = tmp_path_factory.mktemp("ssh")
    folder.chmod(0o755)
    village = Village.create(folder / "qingshan", Settings(name="青山村"), Actor("李芳", ""))
    village.people.add_all(Volunteer(name=name) for name in ("张小明", "李秀英"))
    midnight = village.now().replace(hour=0, minute=0, second=0, tzinfo=None)
    village.events.add(Event(title="村民义务日", start=midnight, minutes=1439))
    other = Village.create(folder / "other", Settings(name="别村"), Actor("王强", ""))
    other.people.add_all([Volunteer(name="外人")])
    (folder / "secret.json").write_text("[]")
    for name in ("host", "key", "open"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True
        )
    program = Path(sys.executable).with_name("yigong")
    command = (
        f"env YIGONG_CONFINED=1 YIGONG_DATA={village.folder} YIGONG_BY=李芳 YIGONG_DESK=东门 "
        f"PYTHONUTF8=1 {program}"
    )
    key = (folder / "key.pub").read_text()
    (folder / "authorized_keys").write_text(
        f'restrict,pty,command="{command}" {key}' + (folder / "open.pub").read_text()
    )
    port = free_port()
    (folder / "config").write_text(CONFIG.format(port=port, folder=folder))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd needs this empty folder
    with (folder / "log").open("w") as log:
        running = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")], stderr=log)
    try:
        wait_for(port, folder / "log", running)
        yield Server(folder, port, village)
    finally:
        running.terminate()
        running.wait()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port, log, process):
    for _ in range(1200):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            pytest.skip(f"sshd does not start here: {log.read_text()[-200:]}")
        time.sleep(0.05)
    pytest.fail("sshd did not answer")


class Server:
    """The clients of the server: ssh, scp and sftp with the key."""

    def __init__(self, folder, port, village):
        self.folder = folder
        self.village = village
        self._options = [
            *("-i", str(folder / "key"), "-F", "none", "-o", "IdentitiesOnly=yes"),
            *("-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={folder}/known"),
            *("-o", "LogLevel=ERROR", "-o", "BatchMode=yes"),
        ]
        self.port = port

    def ssh(self, *command, options=()):
        """The command line of ssh."""
        target = f"{getpass.getuser()}@127.0.0.1"
        return ["ssh", *self._options, "-p", str(self.port), *options, target, *command]

    def run(self, command, *, stdin=b"", options=()):
        return subprocess.run(
            self.ssh(command, options=options),
            input=stdin,
            capture_output=True,
            timeout=120,
            check=False,
        )

    def copy(self, *words):
        """Run scp or sftp."""
        program, *rest = words
        return subprocess.run(
            [program, *self._options, "-P", str(self.port), *rest],
            capture_output=True,
            timeout=120,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def run_line(self, line, folder, key):
        """Have a shell run a line in a folder, where ssh and scp use one of the keys."""
        options = " ".join(self._options).replace(f"{self.folder}/key", f"{self.folder}/{key}")
        programs = folder.parent / f"programs-{key}"
        programs.mkdir(exist_ok=True)
        for name in ("ssh", "scp"):
            program = programs / name
            program.write_text(f'#!/bin/sh\nexec {shutil.which(name)} {options} "$@"\n')
            program.chmod(0o755)
        return subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=folder,
            env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
            capture_output=True,
            timeout=120,
            check=False,
        )

    def route(self, *, scp):
        """The way to the outbox, as the screens know it in a session with one of the keys."""
        command = (
            str(Path(sys.executable).with_name("yigong")),
            "--data",
            str(self.village.folder),
        )
        return TransferRoute(
            ServerAddress(f"{getpass.getuser()}@127.0.0.1", str(self.port)),
            self.village.folder / "outbox",
            command if scp else ("yigong",),
            scp=scp,
        )


@pytest.mark.parametrize("name", ["E0001-义务日.xlsx", "it's (1) $HOME;x.xlsx"])
@pytest.mark.parametrize("key", ["key", "open"])
def test_the_lines_of_the_screens_fetch_a_file_and_send_it(server, tmp_path, key, name):
    """``key`` is confined to yigong, ``open`` gets a shell; every byte arrives, in both ways."""
    here, data = tmp_path / "here", bytes(range(256)) * 5_000
    here.mkdir()
    file = server.village.outbox() / name
    route = server.route(scp=key == "open")
    fetching, sending = lines_to_fetch(route, name), lines_to_send(route, name)
    pairs = [(fetching.ssh, sending.ssh)]
    if fetching.scp:
        pairs.append((fetching.scp, sending.scp))
    assert len(pairs) == (2 if key == "open" and "义" in name else 1)
    for fetch, send in pairs:
        (here / name).write_bytes(data)
        done = server.run_line(send, here, key)
        assert (done.returncode, done.stderr) == (0, b""), send
        assert file.read_bytes() == data
        (here / name).unlink()
        done = server.run_line(fetch, here, key)
        assert (done.returncode, done.stderr) == (0, b""), fetch
        assert (here / name).read_bytes() == data
        assert [path.name for path in here.iterdir()] == [name]
        file.unlink()


def test_commands_work_over_ssh(server):
    assert "村民义务日" in server.run("yigong event list").stdout.decode()
    file = server.run("yigong export ical E0001 -o -")
    assert file.stdout.startswith(b"BEGIN:VCALENDAR\r\n"), file.stderr
    done = server.run("yigong checkin E0001 张小明")
    assert done.returncode == 0, done.stderr
    stint = next(
        iter(server.village.registers.read(server.village.events.occurrence_for("E0001").key).here)
    )
    assert (stint.stints[0].by, stint.stints[0].desk) == ("李芳", "东门")


@pytest.mark.parametrize("command", ["sh", "cat /etc/passwd", "sh -c yigong", "internal-sftp"])
def test_no_command_but_yigong_is_run(server, command):
    done = server.run(command)
    assert done.returncode == 1
    assert "yigong" in done.stderr.decode()
    assert done.stdout == b""


def test_no_shell_runs_between_client_and_program(server):
    done = server.run("yigong event list; id | id `id` $(id)")
    assert b"uid=" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [
        "yigong --data {other} people list",
        "yigong export ical -o {folder}/out.ics",
        "yigong event add {folder}/secret.json",
    ],
)
def test_other_folders_cannot_be_read_or_written(server, command):
    before = {path.name for path in server.folder.iterdir()} | {"known", "log"}  # of ssh and sshd
    done = server.run(command.format(folder=server.folder, other=server.folder / "other"))
    assert done.returncode in (1, 2), done.stdout
    assert "外人" not in done.stdout.decode() + done.stderr.decode()
    assert {path.name for path in server.folder.iterdir()} <= before


def test_variables_of_the_client_have_no_effect(server):
    """Even where the server accepts such variables."""
    variables = f"YIGONG_DATA={server.folder / 'other'} YIGONG_CONFINED= YIGONG_BY=王强"
    done = server.run("yigong people list", options=("-o", f"SetEnv={variables}"))
    assert "张小明" in done.stdout.decode()
    assert "外人" not in done.stdout.decode()


def test_files_cannot_be_copied_by_scp(server, tmp_path):
    source = f"{getpass.getuser()}@127.0.0.1:{server.folder}/secret.json"
    for words in (("scp", source, str(tmp_path)), ("scp", "-O", source, str(tmp_path))):
        assert server.copy(*words).returncode != 0
    assert list(tmp_path.iterdir()) == []


def test_no_port_is_forwarded(server):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(1)
        target = listening.getsockname()[1]
        done = server.run("yigong --version", options=("-W", f"127.0.0.1:{target}"))
        assert done.returncode != 0
        with pytest.raises(TimeoutError):
            listening.accept()


def test_the_screens_run_over_ssh_and_quitting_ends_the_connection(server):
    """^Z, ^C and ^\\ give no shell; ^Q ends the program, and with it the connection."""
    environ = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "HOME": str(server.folder)}
    command = server.ssh(options=("-tt",))
    command[0] = shutil.which("ssh")
    with Terminal(command, environ) as line:
        assert line.wait_for("村民义务日", 60)
        for key in (b"\x1a", b"\x03", b"\x1c"):
            line.press(key)
        assert "$ " not in line.text()
        line.press(b"\x11", pause=1.0)
        deadline = time.monotonic() + 60
        ended = 0
        while not ended and time.monotonic() < deadline:
            line.quiet(0.1)
            ended, _status = os.waitpid(line.pid, os.WNOHANG)
        assert ended == line.pid

"""The fair lock: who holds it, in which order, and what becomes of those who end or give up."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from yigong.store.storage import fair_lock
from yigong.store.storage.fair_lock import acquire, release

Asks = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def lock(tmp_path) -> Path:
    path = tmp_path / "lock"
    path.touch()
    return path


@pytest.fixture
def asks(lock, start) -> Asks:
    """A process that asks for the lock, and is in the line when this returns."""

    def ask(name: str, kind: str = "exclusive", patience: str = "patient") -> subprocess.Popen[str]:
        process = start("takes_fair_lock.py", lock, log_of(lock), name, kind, patience)
        while not has_ticket(process.pid):
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.002)
        return process

    return ask


@contextlib.contextmanager
def opened(path: Path, mode: int = os.O_WRONLY) -> Iterator[int]:
    descriptor = os.open(path, mode)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def log_of(lock: Path) -> Path:
    return lock.with_name("log")


def granted(lock: Path, *waiters: subprocess.Popen[str]) -> list[str]:
    """Who was granted the lock, in this order, when some waiters have had it and ended."""
    for waiter in waiters:
        _, errors = waiter.communicate()
        assert waiter.returncode == 0, errors
    return log_of(lock).read_text(encoding="utf-8").split()


def has_ticket(pid: int) -> bool:
    """Whether a process waits, as the kernel tells of its descriptors.

    In /proc/locks, which has the locks of all processes, one may be missing while others change.
    """
    for info in Path(f"/proc/{pid}/fdinfo").glob("*"):
        with contextlib.suppress(FileNotFoundError):
            for line in info.read_text(encoding="ascii").splitlines():
                if line.startswith("lock:") and int(line.split()[-2]) >= 3 << 40:
                    return True
    return False


def still_waits(waiter: subprocess.Popen[str]) -> bool:
    """Whether a process has its ticket, of which it takes only one: a single look may miss it."""
    deadline = time.monotonic() + 10
    while not has_ticket(waiter.pid) and time.monotonic() < deadline and waiter.poll() is None:
        time.sleep(0.002)
    return waiter.poll() is None and time.monotonic() < deadline


def test_only_one_holds_it_while_holders_and_waiters_are_killed(lock, start):
    rivals = [start("contends_for_fair_lock.py", lock, 300) for _ in range(6)]
    doomed = [start("contends_for_fair_lock.py", lock, 10**6) for _ in range(4)]
    for process in rivals + doomed:
        assert process.stdout.readline() == "ready\n"
    for process in rivals + doomed:
        process.stdin.write("\n")
        process.stdin.flush()
    for process in doomed:
        time.sleep(0.05)
        process.kill()
    assert [process.communicate()[0] for process in rivals] == ["0\n"] * 6


def test_who_comes_first_has_it_first(lock, asks):
    names = [f"waiter{n}" for n in range(12)]
    with opened(lock) as held:
        assert acquire(held, 0)
        waiters = [asks(name) for name in names]
        for waiter in waiters:
            waiter.stdin.close()
            waiter.stdin = None
    assert granted(lock, *waiters) == names


def test_a_newcomer_does_not_overtake_although_it_asks_just_when_the_lock_is_free(lock, asks):
    with opened(lock) as held, opened(lock) as newcomer:
        assert acquire(held, 0)
        waiter = asks("waiter")
        os.kill(waiter.pid, signal.SIGSTOP)
        release(held)
        assert not acquire(newcomer, 0)
        os.kill(waiter.pid, signal.SIGCONT)
        assert waiter.stdout.readline() == "held\n"


def test_who_gives_up_or_is_killed_neither_stops_nor_mixes_up_those_behind(lock, asks):
    with opened(lock) as held:
        assert acquire(held, 0)
        waiters = {name: asks(name) for name in "abcdefg"}
        for name, why in (("a", signal.SIGKILL), ("c", signal.SIGINT), ("f", signal.SIGKILL)):
            leaving = waiters.pop(name)
            leaving.send_signal(why)
            leaving.wait()
        for waiter in waiters.values():
            assert still_waits(waiter), waiter.poll() is not None and waiter.stderr.read()
    assert granted(lock, *waiters.values()) == list("bdeg")


def test_who_waited_in_vain_leaves_nothing_behind(lock):
    with opened(lock) as held, opened(lock) as late, opened(lock) as newcomer:
        assert acquire(held, 0)
        assert not acquire(late, 0.01)
        assert not has_ticket(os.getpid())
        release(held)
        assert acquire(newcomer, 0)


def test_a_killed_holder_has_it_no_longer(lock, asks, start):
    holder = start("takes_fair_lock.py", lock, log_of(lock), "holder", "exclusive", "")
    assert holder.stdout.readline() == "held\n"
    waiter = asks("waiter")
    holder.kill()
    assert waiter.stdout.readline() == "held\n"


def test_a_stopped_waiter_does_not_keep_the_others_from_it(lock, asks):
    with opened(lock) as held:
        assert acquire(held, 0)
        stopped, behind = asks("stopped"), asks("behind", patience="")
        os.kill(stopped.pid, signal.SIGSTOP)
        release(held)
        assert behind.stdout.readline() == "held\n"
        os.kill(stopped.pid, signal.SIGCONT)
    assert granted(lock, behind, stopped) == ["behind", "stopped"]


def test_a_ticket_that_outlived_every_wait_is_not_honoured(lock, asks, monkeypatch):
    with opened(lock) as held, opened(lock) as newcomer:
        assert acquire(held, 0)
        stopped = asks("stopped")
        os.kill(stopped.pid, signal.SIGSTOP)
        release(held)
        assert not acquire(newcomer, 0)
        monkeypatch.setattr(fair_lock, "_LONGEST", 0)
        assert acquire(newcomer, 0)


def test_shared_holders_hold_it_together_and_an_exclusive_one_alone(lock):
    with opened(lock) as first, opened(lock) as second, opened(lock) as third:
        assert acquire(first, 0, shared=True)
        assert acquire(second, 0, shared=True)
        assert not acquire(third, 0)
        release(first)
        assert not acquire(third, 0)
        release(second)
        assert acquire(third, 0)
        assert not acquire(first, 0, shared=True)
        assert not acquire(first, 0)


def test_newcomers_who_would_share_it_wait_behind_who_wants_it_alone(lock, asks):
    with opened(lock) as held, opened(lock) as newcomer:
        assert acquire(held, 0, shared=True)
        writer = asks("alone")
        assert not acquire(newcomer, 0, shared=True)
        sharer = asks("shared", "shared")
        release(held)
        assert writer.stdout.readline() == "held\n"
    assert granted(lock, writer, sharer) == ["alone", "shared"]


def test_several_who_share_it_are_let_in_together(lock, asks):
    with opened(lock) as held:
        assert acquire(held, 0)
        sharers = [asks(name, "shared") for name in "abc"]
        release(held)
        for sharer in sharers:
            assert sharer.stdout.readline() == "held\n", "while those before hold it"
        assert not acquire(held, 0)


@pytest.mark.parametrize("shared", [False, True])
def test_who_opened_it_for_reading_only_cannot_take_it(lock, shared):
    with opened(lock, os.O_RDONLY) as descriptor, pytest.raises(OSError) as error:
        acquire(descriptor, 0, shared=shared)
    assert error.value.errno == errno.EBADF


def test_threads_with_descriptors_of_their_own_exclude_each_other(lock):
    total = 0

    def count_up() -> None:
        nonlocal total
        for _ in range(50):
            with opened(lock) as descriptor:
                assert acquire(descriptor, 60)
                value = total
                time.sleep(0.0001)
                total = value + 1

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total == 200


def test_nothing_is_written_to_its_file(lock, asks):
    with opened(lock) as held:
        assert acquire(held, 0)
        waiter = asks("waiter")
        release(held)
        assert waiter.stdout.readline() == "held\n"
    assert lock.stat().st_size == 0

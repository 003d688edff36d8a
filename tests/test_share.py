"""What is installed into share/: completions that the shells take, and a manual page that reads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.pseudo_terminal import Terminal
from share.generate import COMPLETIONS, MANUAL_PAGE, generated
from yigong.tui.cli import build_parser

SHARE = Path(__file__).parents[1] / "share"
BASH, ZSH, FISH = (SHARE / COMPLETIONS[shell] for shell in ("bash", "zsh", "fish"))
INTERACTIVE = {
    "bash": (["--norc", "--noprofile", "-i"], f"source {BASH}"),
    "zsh": (
        ["-f", "-i"],
        f"fpath=({ZSH.parent} $fpath); autoload -U compinit; compinit -u -D",
    ),
    "fish": (["--no-config", "-i"], f"source {FISH}"),
}


def find_shell(name):
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed here")
    return found


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="argparse words its usage otherwise")
def test_the_files_are_what_the_grammar_gives():
    """Where this fails, `make completions` writes them anew."""
    for path, text in generated().items():
        assert (SHARE / path).read_text(encoding="utf-8") == text, f"share/{path} is out of date"


@pytest.mark.parametrize("name", COMPLETIONS)
def test_each_shell_takes_its_file(name):
    command = [find_shell(name), "-n", str(SHARE / COMPLETIONS[name])]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stderr == ""


def test_bash_is_offered_what_the_grammar_has():
    """In a bash process, by what it has registered for the command."""
    script = """
        source "$1"; shift
        [[ $(complete -p yigong) =~ -F\\ ([^ ]+) ]]
        COMP_WORDS=("$@" "") COMP_CWORD=$#
        "${BASH_REMATCH[1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
    """

    def offered(*words):
        command = [find_shell("bash"), "--norc", "-c", script, "bash", str(BASH), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.split()

    commands = next(action for action in build_parser()._actions if action.dest == "command")
    assert offered("yigong") == list(commands.choices)
    assert "clashes" in offered("yigong", "event")
    assert offered("yigong", "--data", "/tmp", "import") == ["ical"]
    assert offered("yigong", "export", "summary", "--format") == ["csv", "xlsx", "html", "md"]
    assert offered("yigong", "--lang") == ["zh", "en"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("yigong doc", "yigong doctor"),
        ("yigong event cl", "yigong event clashes"),
        ("yigong event list --se", "yigong event list --search"),
        ("yigong export summary --format xl", "--format xlsx"),
        ("yigong --desk east squad pho", "squad phones"),
        ("yigong event list --data ./qing", "--data ./qingshan"),
        ("yigong people import ./ros", "import ./roster.xlsx"),
    ],
)
@pytest.mark.parametrize("name", COMPLETIONS)
def test_tab_completes_in_a_terminal(name, typed, shown, tmp_path):
    (tmp_path / "qingshan").mkdir()
    (tmp_path / "roster.xlsx").touch()
    options, prepare = INTERACTIVE[name]
    environ = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "HOME": str(tmp_path)}
    with Terminal([find_shell(name), *options], environ, columns=100) as terminal:
        terminal.press(f"cd {tmp_path}; {prepare}; clear; echo rea''dy\r".encode(), limit=20)
        assert terminal.wait_for("ready"), terminal.text()
        terminal.press(f"{typed}\t".encode())
        assert terminal.wait_for(shown), terminal.text()


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed here")
def test_the_manual_page_reads_without_a_warning():
    page = SHARE / MANUAL_PAGE
    command = ["man", "--warnings", "-l", str(page)]
    environ = {**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)
    assert done.stderr == ""
    for word in ("yigong event clashes", "--full-phones", "YIGONG_DATA", "Exit code"):
        assert word in done.stdout

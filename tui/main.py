"""The way in: one call of ``yigong``, from its words to its exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from yigong.store.errors import DataError, Refused, YigongError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or the screens.

    Args:
        argv: The words after ``yigong``; else those of this process.

    Returns:
        0 done, 1 refused, 2 wrong usage, 3 the data cannot be read or written, 130 interrupted.
    """
    words = sys.argv[1:] if argv is None else argv
    _accept_any_text()
    try:
        code = _run(words)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, so that a reader who is gone is noticed here
        return code
    except YigongError as error:
        return _fail(error, words)
    except BrokenPipeError:
        return _nobody_listens()
    except OSError as error:
        path = error.filename or "?"
        reason = error.strerror or str(error)
        failure = DataError(
            "{path} could not be read or written ({reason}).", path=path, reason=reason
        )
        return _fail(failure, words)
    except KeyboardInterrupt:
        return 130


def _run(words: Sequence[str]) -> int:
    from yigong.tui.access import confinement
    from yigong.tui.access.file_path import is_confined
    from yigong.tui.cli import understand

    try:
        asked = confinement.requested_words(words, os.environ)
    except Refused:
        understand(words, os.environ).use_village_language()
        raise
    try:
        call = understand(asked, os.environ)
    except SystemExit as end:  # argparse, after --help
        return end.code if isinstance(end.code, int) else 0
    if is_confined():
        try:
            own = asked[len(words) :] if asked is not words else ()
            confinement.refuse_outside(call.options, own, os.environ)
        except Refused:
            if not call.language:  # of the server's own village, whatever folder was asked for
                understand(words, os.environ).use_village_language()
            raise
    if call.options.version:
        print(f"yigong {_version()}")
        return 0
    if call.options.run is None:
        from yigong.tui.commands.launcher import open_or_refuse

        return open_or_refuse(call)
    code: int | None = call.options.run(call)
    return code or 0


def _fail(error: YigongError, words: Sequence[str]) -> int:
    """Say why on standard error: a sentence, or JSON for a script."""
    from yigong.tui.commands.output import json_text
    from yigong.tui.text.display_text import harmless_line

    sentence = harmless_line(error)
    if "--json" in words:
        sentence = json_text({"error": sentence, "code": error.exit_code})
    with contextlib.suppress(OSError):  # nobody to tell; the exit code still says it
        print(sentence, file=sys.stderr)
    return error.exit_code


def _nobody_listens() -> int:
    """Whoever read our output has gone (``| head``): end quietly, the work was done."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())  # or Python complains when it flushes at the end
    os.close(sink)
    return 0


def _accept_any_text() -> None:
    """A terminal that cannot show a character shows ``?`` instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _version() -> str:
    from importlib.metadata import version

    return version("yigong")

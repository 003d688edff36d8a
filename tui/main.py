"""The entry point of ``yigong``: from the arguments to the exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from yigong.store.errors import DataError, Refused, YigongError, reason_of
from yigong.tui.upgrade import upgrade_behind


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or the screens.

    Args:
        argv: The arguments; `None`: those of this process.

    Returns:
        0 done, 1 refused, 2 wrong usage, 3 the data cannot be read or written, 130 interrupted.
    """
    words = sys.argv[1:] if argv is None else argv
    _replace_unencodable()
    try:
        code = _run(words)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, so that a closed pipe is noticed here
        return code
    except YigongError as error:
        return _fail(error, words)
    except BrokenPipeError:
        return _output_closed()
    except OSError as error:
        path = error.filename or "?"
        failure = DataError(
            "{path} could not be read or written ({reason}).", path=path, reason=reason_of(error)
        )
        return _fail(failure, words)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        upgraded = upgrade_behind(error)
        if upgraded is None:
            raise
        return _fail(upgraded, words)


def _run(words: Sequence[str]) -> int:
    from yigong.tui.access import confined_commands
    from yigong.tui.access.confined_files import is_confined
    from yigong.tui.cli import parse_call

    try:
        requested = confined_commands.requested_words(words, os.environ)
    except Refused:
        parse_call(words, os.environ).use_village_language()
        raise
    try:
        call = parse_call(requested, os.environ)
    except SystemExit as end:  # argparse, after --help
        return end.code if isinstance(end.code, int) else 0
    if is_confined():
        try:
            own = requested[len(words) :] if requested is not words else ()
            confined_commands.refuse_unconfined(call.options, own, os.environ)
        except Refused:
            if not call.language:  # the server's own village's, whatever folder the client named
                parse_call(words, os.environ).use_village_language()
            raise
    if call.options.version:
        print(f"yigong {_version()}")
        return 0
    if call.options.run is None:
        from yigong.tui.commands.launcher import open_or_refuse

        return open_or_refuse(call)
    code: int | None = call.options.run(call)
    call.print_remark()
    return code or 0


def _fail(error: YigongError, words: Sequence[str]) -> int:
    """Print the reason on standard error, as a sentence or as JSON; return the exit code."""
    sentence = str(error)
    with contextlib.suppress(ImportError):  # after an upgrade there may be no such modules
        from yigong.tui.commands.output import json_text
        from yigong.tui.text.display_text import harmless_line

        sentence = harmless_line(error)
        if "--json" in words:
            sentence = json_text({"error": sentence, "code": error.exit_code})
    with contextlib.suppress(OSError):  # a closed stream; the exit code still tells
        print(sentence, file=sys.stderr)
    return error.exit_code


def _output_closed() -> int:
    """End quietly after the reader of our output closed it (``| head``): the work is done."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())  # or Python reports an error when it flushes at exit
    os.close(null)
    return 0


def _replace_unencodable() -> None:
    """Print ``?`` for characters that the terminal's encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _version() -> str:
    from importlib.metadata import version

    return version("yigong")

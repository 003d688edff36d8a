"""Where an export goes: the outbox, a file, or standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yigong.store.language import _
from yigong.tui.commands import output

if TYPE_CHECKING:
    from yigong.tui.commands.call import Call


def add_output_option(part: Any) -> None:
    """Add ``-o`` to a command."""
    part.add_argument(
        "-o", "--output", metavar="FILE", help=_("where to (else the outbox); -: standard output")
    )


def deliver(call: Call, name: str, data: bytes) -> None:
    """Write an export where it was asked for, and say where; ``-`` gets the bytes alone.

    Args:
        call: The call; its ``output`` says where.
        name: The file's name in the outbox.
        data: All of it.
    """
    from yigong.exports.export_file import write_export

    target = call.options.output
    if target == "-":
        output.send(data)
        return
    path = write_export(call.place(target) if target else call.village.outbox() / name, data)
    if call.options.json:
        output.emit({"path": str(path), "bytes": len(data)})
    else:
        output.say(path)

"""``yigong files``: the files of the outbox, listed, printed and taken in over the line."""

from __future__ import annotations

import sys

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.tui.access.confined_files import READ_LIMIT, outbox_path, read_blocks, read_stdin
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group("files", _("the files that were written for the village"))
    group.add("list", list_files, _("list the files of the outbox, the newest first"))
    part = group.add("get", get_file, _("print a file of the outbox, for ssh"), json=False)
    part.add_value("file", "FILE", _("its name in the outbox"))
    part = group.add("put", put_file, _("write standard input into the outbox, for ssh"))
    part.add_value("file", "FILE", _("its name in the outbox"))


def list_files(call: Call) -> None:
    """List the files of the outbox: name, kind, bytes, time, who wrote it."""
    from yigong.tui.access.outbox_files import outbox_files, writer
    from yigong.tui.view.outbox_words import file_kind, size_text

    village = call.village
    issues, zone = list(village.issued.all().values()), village.now().tzinfo
    found = [(file, writer(file, issues)) for file in outbox_files(village.root)]
    if call.options.json:
        output.print_json(
            [
                {"name": file.name, "bytes": file.size, "at": file.at.astimezone(zone), "by": by}
                for file, by in found
            ]
        )
        return
    output.print_table(
        [
            [
                file.name,
                _(file_kind(file.name).name),
                size_text(file.size),
                f"{file.at.astimezone(zone):%Y-%m-%d %H:%M}",
                by,
            ]
            for file, by in found
        ],
        right=(2,),
    )


def get_file(call: Call) -> None:
    """Print a file of the outbox, byte by byte as it is."""
    root = call.village.root
    path = outbox_path(root, call.options.file)
    if root.status(f"outbox/{path.name}") is None:
        raise Refused("There is no file {name} in the outbox.", name=path.name)
    if sys.stdout.isatty():
        raise Refused("This prints a file as it is, for ssh: let it go to a file with > FILE.")
    for block in read_blocks(path, root):
        output.write_bytes(block)


def put_file(call: Call) -> None:
    """Write standard input into the outbox, where imports find it."""
    from yigong.exports.export_file import write_export

    village = call.village
    path = outbox_path(village.root, call.options.file)
    data = read_stdin()
    if not data:
        raise Refused("Nothing came: name the file to send with < FILE.")
    if len(data) > READ_LIMIT:
        raise Refused("The file is larger than {mb} MB.", mb=READ_LIMIT // 1_000_000)
    write_export(village.outbox() / path.name, data, village.root)
    output.answer(call, {"path": str(path), "bytes": len(data)}, path)

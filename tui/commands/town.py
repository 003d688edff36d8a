"""``yigong town``: the villages of a town beside each other, read in their folders or sent."""

from __future__ import annotations

from typing import Any

import msgspec

from yigong.store.errors import WrongUsage, YigongError
from yigong.store.language import LANGUAGES, _
from yigong.store.town.town_folder import (
    TownFolder,
    replaced_village,
    village_at,
    village_named,
    with_village,
)
from yigong.store.town.town_reading import VillageReport
from yigong.store.town_records import TownList, TownVillage
from yigong.tui.access.confined_files import READ_LIMIT, expand_path
from yigong.tui.access.town_place import town_place
from yigong.tui.commands import output, town_lists
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser
from yigong.tui.commands.send import add_draw
from yigong.tui.commands.town_call import open_list


def register(commands: Commands) -> None:
    """Add the command and its parts."""
    group = commands.group(
        "town",
        _("the numbers of many villages, for the town above them"),
        usual="open",
    )
    part = group.add("open", open_town, _("open the page of the town (the usual part)"), json=False)
    part.add_value("folder", "DIR", _("the town's folder"), nargs="?")
    part = group.add("init", init_town, _("make a town in a folder of its own"))
    part.add_value("folder", "DIR", _("the town's folder"))
    part.add_value("name", "NAME", _("what the town is called"))
    part = group.add("add", add_villages, _("add villages that are read in their folders"))
    part.add_value("paths", "PATH", _("the folder of a village"), nargs="*")
    part.add_repeated("--sends", "NAME", _("a village that sends its reports"))
    part.add_value("--group", "NAME", _("what the town puts together"), default="")
    _add_town(part)
    part = group.add("take", take_files, _("take what villages sent"))
    part.add_value("files", "FILE", _("a file of `yigong send`, .json"), nargs="+")
    part.add_flag("--new", _("add villages that the town does not know"))
    part.add_flag("--dry-run", _("say what would be taken, and take nothing"))
    _add_town(part)
    _add_town(group.add("list", list_villages, _("list the villages")))
    part = group.add("remove", remove_village, _("take a village off the list"))
    part.add_value("village", "NAME", _("its name or identity"))
    _add_town(part)
    part = group.add("rename", rename_village, _("give a village another name in the town"))
    part.add_value("village", "NAME", _("its name or identity"))
    part.add_value("new_name", "NEW", _("its new name"))
    _add_town(part)
    part = group.add("summary", town_lists.summary, _("the numbers of a period"))
    part.add_period("month")
    part.take_over()  # the organiser is named before the command
    part.add_value(
        "--by", "VIEW", _("village, month, kind, programme or host"), dest="view",
        default="village", choices=tuple(town_lists.VIEW_WORDS),
    )  # fmt: skip
    part.add_value("--format", "FORM", _("xlsx, csv, html or json; else text"), default="",
                   choices=("xlsx", "csv", "html", "json"))  # fmt: skip
    part.add_output(_("where to (else the town's outbox); -: standard output"))
    _add_town(part)
    for name, run, said in (
        ("score", town_lists.score, _("the scores of the villages")),
        ("late", town_lists.late, _("who did not report, and registers that are late")),
    ):
        part = group.add(name, run, said)
        part.add_period("month")
        _add_town(part)
    part = group.add("sample", town_lists.draw, _("draw volunteers of each village"))
    part.add_period("month")
    add_draw(part)
    _add_town(part)


def _add_town(part: Parser) -> None:
    where = _("the town's folder (else $YIGONG_TOWN, this folder, or your own)")
    part.add_value("--town", "DIR", where)


def open_town(call: Call) -> int:
    """Open the page of the town."""
    from yigong.tui.commands.launcher import is_terminal, open_town_screens

    if not is_terminal():
        raise WrongUsage(
            "The screens need a terminal; `yigong --help` lists the commands that do not."
        )
    folder = TownFolder(town_place(getattr(call.options, "folder", None)), str(call.actor()))
    town = folder.read()
    return open_town_screens(folder, call.actor(), call.language or town.language)


def init_town(call: Call) -> None:
    """Make a town."""
    folder = TownFolder(town_place(call.options.folder), str(call.actor()))
    town = folder.create(call.options.name, call.language or LANGUAGES[0])
    text = _("The town {name} is in {folder}. Next: `yigong town add`.")
    output.answer(
        call,
        {"path": str(folder.path), "name": town.name},
        text.format(name=town.name, folder=folder.path),
    )


def add_villages(call: Call) -> None:
    """Add villages, all of them or none."""
    options = call.options
    if not options.paths and not options.sends:
        raise WrongUsage("Name the folders of villages, or --sends NAME.")
    folder, _town = open_list(call)
    found = [village_at(expand_path(path).absolute()) for path in options.paths]
    found += [TownVillage(name=name) for name in options.sends]
    added = [msgspec.structs.replace(each, group=options.group) for each in found]

    def change(town: TownList) -> TownList:
        for village in added:
            town = with_village(town, village)
        return town

    town = folder.change(change)
    if options.json:
        output.print_json([output.record_data(each) for each in added])
        return
    for village in town.villages[-len(added) :]:
        output.print_line(_("{name} is added.").format(name=village.name))


def take_files(call: Call) -> None:
    """Take what villages sent, one file after the other, and say what became different."""
    from yigong.exports.documents.town_tables import village_changes
    from yigong.store.town.report_changes import report_change
    from yigong.tui.access.confined_files import read_limited
    from yigong.tui.text.town_words import report_line

    options = call.options
    folder, _town = open_list(call)
    taken: list[dict[str, Any]] = []
    refused: list[YigongError] = []
    for name in options.files:
        try:
            raw = read_limited(expand_path(name), folder.root, READ_LIMIT)
            sent = folder.take(raw, new=options.new, dry=options.dry_run)
        except YigongError as error:
            if len(options.files) == 1:
                raise
            refused.append(error)
            output.print_remark(_("{name}: {problem}").format(name=name, problem=error))
            continue
        change = report_change(sent.before, sent.report) if sent.before is not None else None
        read = VillageReport(village=sent.village, state="sent", report=sent.report, change=change)
        changes = village_changes(read) if change is not None else []
        taken.append({"village": sent.report.village, "period": sent.report.period,
                      "changes": changes})  # fmt: skip
        if not options.json:
            output.print_line(
                f"{sent.report.village} {sent.report.period}  {report_line(sent.report)}"
            )
            for line in changes:
                output.print_line(f"  {line}")
    if options.json:
        output.print_json(taken)
    if refused:
        raise refused[0]


def list_villages(call: Call) -> None:
    """List the villages: how they are read, and what is known of them."""
    _folder, town = open_list(call)
    if call.options.json:
        output.print_json(output.record_data(town))
        return
    output.print_table(
        [
            [each.name, each.group, each.id or "-", each.path or _("sends files")]
            for each in town.villages
        ]
    )


def remove_village(call: Call) -> None:
    """Take a village off the list; what it sent stays in the folder."""
    folder, town = open_list(call)
    village = village_named(town, call.options.village)
    folder.change(lambda old: replaced_village(old, village_named(old, village.name), None))
    text = _("{name} is off the list; what it sent is still in the folder.")
    output.answer(call, output.record_data(village), text.format(name=village.name))


def rename_village(call: Call) -> None:
    """Give a village another name in the town."""
    folder, town = open_list(call)
    village = village_named(town, call.options.village)

    def change(old: TownList) -> TownList:
        now = village_named(old, village.name)
        renamed = msgspec.structs.replace(now, name=call.options.new_name.strip())
        return replaced_village(old, now, renamed)

    folder.change(change)
    text = _("{old} is called {name} now.")
    said = text.format(old=village.name, name=call.options.new_name.strip())
    output.answer(call, {"old": village.name, "name": call.options.new_name.strip()}, said)

"""``yigong init``: create a village in a new folder."""

from __future__ import annotations

from yigong.store import language
from yigong.store.language import LANGUAGES, _
from yigong.store.settings_records import Settings
from yigong.store.village.village import Village
from yigong.tui.access.caller import check_readable
from yigong.tui.access.confined_files import expand_path
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    part = commands.add("init", make_village, _("make a village in a new folder"))
    part.add_value("folder", "DIR", _("where (else the data folder)"), nargs="?")
    part.add_value("--name", "NAME", _("its name (else the folder's)"))
    part.add_value("--zone", "ZONE", _("its time zone (else Asia/Shanghai)"))
    part.add_argument("--language", choices=LANGUAGES, help=_("its language (else the one spoken)"))


def make_village(call: Call) -> None:
    """Create a village."""
    options = call.options
    folder = expand_path(options.folder) if options.folder else call.folder
    check_readable(folder)
    settings = Settings(
        name=options.name if options.name is not None else folder.absolute().name,
        zone=options.zone or "Asia/Shanghai",
        language=options.language or language.current_language(),
    )
    village = Village.create(folder, settings, call.actor())
    data = {"folder": str(folder), "settings": output.record_data(village.settings)}
    text = _("✓ {name} is in {folder}.")
    output.answer(call, data, text.format(name=village.settings.name, folder=folder))

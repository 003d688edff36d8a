"""``yigong publish``: the pages for everybody, as files that a web server offers."""

from __future__ import annotations

from yigong.store.language import _, ngettext
from yigong.tui.access.site_place import site_place
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    part = commands.add(
        "publish", publish, _("write the pages for everybody, which a web server offers")
    )
    part.add_value("site", "DIR", _("the web server's folder (else $YIGONG_SITE)"), nargs="?")
    part.add_flag("--beside", _("other files may lie in the folder"))
    part.add_flag("--dry-run", _("say what would be written, and write nothing"))


def publish(call: Call) -> None:
    """Write the pages, and remark in which texts a name or a phone number was masked."""
    from yigong.exports.site.public_edition import public_edition
    from yigong.exports.site.site_files import site_files
    from yigong.exports.site.site_folder import write_site
    from yigong.tui.view.site_words import kept_file_text, masked_text

    options, village = call.options, call.village
    folder = site_place(village.root, options.site)
    edition = public_edition(village)
    files = site_files(edition)
    change = write_site(
        folder,
        files,
        village.settings.uid_domain,
        beside=options.beside,
        dry_run=options.dry_run,
    )
    if options.json:
        output.print_json(
            {
                "path": str(folder),
                **change._asdict(),
                "bytes": sum(map(len, files.values())),
                "masked": [each._asdict() for each in edition.masked],
            }
        )
        return
    if options.dry_run:
        written, removed = _("would be written"), _("would be removed")
    else:
        written, removed = _("written"), _("removed")
    rows = [(name, written) for name in change.written]
    rows += [(name, removed) for name in change.removed]
    output.print_table(rows)
    unchanged = len(change.unchanged)
    output.print_line(
        ngettext("{n} file is unchanged", "{n} files are unchanged", unchanged).format(n=unchanged)
    )
    for sentence in (*map(masked_text, edition.masked), *map(kept_file_text, change.kept)):
        output.print_remark(sentence)

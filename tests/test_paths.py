"""No file is reached by its path but where the path is not below a village, or is its folder's."""

from __future__ import annotations

import ast

from test_layers import modules

CALLS = {
    "chmod", "copyfile", "copytree", "exists", "glob", "hardlink_to", "is_dir", "is_file",
    "is_symlink", "iterdir", "listdir", "lstat", "makedirs", "mkdir", "mkdtemp", "open",
    "read_bytes", "read_text", "resolve", "rglob", "rmdir", "rmtree", "samefile", "scandir",
    "stat", "symlink_to", "touch", "unlink", "walk", "write_bytes", "write_text",
}  # fmt: skip
"""What opens, makes or removes by a path, or looks through links, as methods and functions."""

ALLOWED = {
    "store.storage.readable_folder": (
        "by descriptors; the folder itself", {"is_dir", "listdir", "stat"},
    ),
    "store.storage.folder": (
        "by descriptors; the folder itself; what a person typed",
        {"exists", "mkdir", "scandir", "stat"},
    ),
    "store.storage.layout": ("the folder itself", {"chmod", "stat"}),
    "store.town.town_folder": (
        "the folder itself, before it is a town", {"chmod", "exists", "is_symlink", "lstat"},
    ),
    "store.village.village": ("the folder itself", {"is_dir", "is_symlink"}),
    "store.village.file_checks": ("the folder itself", {"stat"}),
    "store.village.repair": ("the folder itself", {"stat"}),
    "store.village.backup": ("looks whether a folder is named", {"is_dir"}),
    "store.village.restore": ("the folder itself", {"exists", "is_dir"}),
    "store.village.archive": ("read without waiting, if it is a plain file", {"open"}),
    "store.demo.demo_village": (
        "before it is a village",
        {"is_dir", "iterdir", "mkdir", "mkdtemp", "resolve", "rmtree", "stat"},
    ),
    "store.demo.demo_town": (
        "before it is a town",
        {"exists", "is_dir", "iterdir", "mkdtemp", "resolve", "rmtree"},
    ),
    "exports.export_file": ("a device outside a village", {"open", "stat"}),
    "exports.site.site_folder": ("a folder of a web server", {"exists", "is_dir"}),
    "exports.site.site_files": ("the program", {"read_bytes"}),
    "exports.ical.feeds": ("a folder of a web server", {"exists", "is_dir", "mkdir"}),
    "tui.access.caller": ("the folder itself", {"exists"}),
    "tui.access.confined_files": ("a file outside a village", {"open"}),
    "tui.access.transfer_lines": ("the program", {"is_file"}),
    "tui.commands.backup": (
        "the folder itself; one outside a village", {"is_dir", "samefile", "stat"},
    ),
    "tui.commands.demo": (
        "removed whole, by descriptors",
        {"is_dir", "is_symlink", "iterdir", "resolve", "rmtree"},
    ),
    "tui.main": ("the null device", {"open"}),
    "tui.screens.base.file_page": ("by descriptors", {"is_file", "scandir", "stat"}),
    "tui.upgrade": ("the program", {"stat", "walk"}),
}  # fmt: skip
"""Which modules may, why, and what."""


def used(tree: ast.Module) -> set[str]:
    """The calls in a module that take a path; those with a descriptor of a folder are none."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not any(word.arg == "dir_fd" for word in node.keywords):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            of = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
            if name in CALLS and _takes_path(name, of, node):
                found.add(name)
    return found


def _takes_path(name: str, of: str, call: ast.Call) -> bool:
    """Whether such a call is about a path, and not another method or function of the name."""
    match name:
        case "open":  # not that of a village, a change, an archive
            mode = call.args[0] if call.args else None
            is_mode = isinstance(mode, ast.Constant) and str(mode.value)[:1] in tuple("rwax")
            return of in ("", "os", "io") or is_mode or not (call.args or call.keywords)
        case "resolve":  # not that of a question
            return not call.args
        case "walk":  # not that of a `Folder`
            return of in ("os", "path")
        case "exists":  # not that of a journal
            return of not in ("", "journal")
        case "write_bytes":  # not that of standard output
            return of not in ("", "output")
    return True


def test_nothing_below_a_village_is_reached_by_a_path():
    """Else a link that somebody puts there would be followed (`store.storage.readable_folder`)."""
    for module, tree in modules().items():
        _why, allowed = ALLOWED.get(module, ("", set()))
        more = used(tree) - allowed
        assert not more, f"{module}: {sorted(more)}: use Folder, or say here why not"


def test_no_module_is_allowed_what_it_does_not_use():
    for module, (_why, allowed) in ALLOWED.items():
        assert allowed <= used(modules()[module]), module

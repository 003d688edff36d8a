"""The house: which way imports run, what nobody may know, and that a name has one meaning."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from support.places import ROOT

LAYERS = ("store", "exports", "tui")
"""From the bottom to the top."""

SCREEN = {"textual", "rich"}
HEAVY = {
    "icalendar", "arrow", "pypinyin", "borax", "python_calamine", "openpyxl", "dateutil", "jinja2",
}  # fmt: skip

MODULE_DOUBLES = {
    "backup": "making and restoring archives; the commands backup and restore",
    "doctor": "what is examined; the command doctor",
    "files": "how a file is written; the command files",
    "history": "who changed what; the command history",
    "people": "the roster; the command people",
    "settlement": "closing a register; the commands close, reopen, grant and report",
    "undo": "taking a change back; the command undo",
    "workload": "how the hours are shared; the command workload",
}
"""Module names that stand twice, and why they may."""

NAME_DOUBLES = {"register": "each file of commands adds its own to the grammar"}
"""Public classes and functions that stand twice, and why they may."""


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the program, parsed, by its name below `yigong`."""
    found = {}
    for layer in LAYERS:
        for path in sorted((ROOT / layer).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(part for part in parts if part != "__init__")
            found[name] = ast.parse(path.read_text("utf-8"))
    return found


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """What a module imports, anywhere in it, type hints and inside functions too; with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno}: imports name the whole path"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                known = full.removeprefix("yigong.") in modules()
                yield (full if known else node.module or ""), node.lineno


@cache
def graph() -> dict[str, set[str]]:
    """The modules of the program that each module imports."""
    return {
        name: {
            target.removeprefix("yigong.")
            for target, _line in imports(tree)
            if target.startswith("yigong.")
        }
        for name, tree in modules().items()
    }


def package(name: str) -> str:
    """The package that a module counts to; the modules right in a layer count alone."""
    parts = name.split(".")
    if (ROOT / Path(*parts)).is_dir() or len(parts) == 2:
        return name
    return ".".join(parts[:-1])


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def test_imports_run_from_tui_to_exports_to_store_and_never_back():
    for name, targets in graph().items():
        height = LAYERS.index(name.partition(".")[0])
        above = {target for target in targets if LAYERS.index(target.partition(".")[0]) > height}
        assert not above, f"{name} imports {above}"


def test_the_program_is_imported_by_the_one_name_that_is_installed():
    for name, tree in modules().items():
        for target, line in imports(tree):
            assert target.partition(".")[0] not in LAYERS, f"{name} line {line}"


def test_no_page_and_no_command_holds_a_lock():
    """Or others would wait while it paints or prints: a terminal that was stopped takes nothing."""
    for name, tree in modules().items():
        if not name.startswith("store."):
            held = {
                ast.unparse(item.context_expr).partition("(")[0].rpartition(".")[2]
                for node in ast.walk(tree)
                if isinstance(node, ast.With)
                for item in node.items
            }
            assert not held & {"change", "transaction", "exclusive", "shared"}, name


def test_no_module_is_in_an_import_circle():
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_no_package_is_in_an_import_circle():
    packages = defaultdict(set)
    for name, targets in graph().items():
        packages[package(name)] |= {package(target) for target in targets} - {package(name)}
    try:
        TopologicalSorter(packages).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("tui.widgets", "tui.screens"),
        ("tui.widgets", "tui.app"),
        ("tui.view", "tui.screens"),
        ("tui.screens", "tui.app"),
        ("tui.screens", "tui.commands"),
        ("tui.terminal", "store"),
        ("store.dates", "store.storage"),
        ("store.storage", "store.village"),
    ],
)
def test_what_lies_below_knows_nothing_of_what_lies_above(below, above):
    for name, targets in graph().items():
        if name.startswith(f"{below}."):
            known = {t for t in targets if t == above or t.startswith(f"{above}.")}
            assert not known - {"tui.app_context"}, f"{name} imports {known}"


def test_store_and_exports_name_neither_textual_nor_rich_anywhere():
    for name, tree in modules().items():
        if not name.startswith("tui"):
            for target, line in imports(tree):
                assert target.partition(".")[0] not in SCREEN, f"{name} line {line}"


def test_store_and_exports_pull_in_neither_textual_nor_rich():
    names = [f"yigong.{name}" for name in modules() if not name.startswith("tui")]
    assert len(names) > 80
    code = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    assert not SCREEN & set(run(code).split())


def test_opening_a_village_imports_none_of_the_heavy_ones():
    """What a check-in does not need, it does not wait for."""
    code = "import sys, yigong.store.village.village\nprint(*sorted(sys.modules))"
    assert not HEAVY & set(run(code).split())


def test_a_module_name_has_one_meaning():
    places = defaultdict(list)
    for name in modules():
        if not (ROOT / Path(*name.split("."))).is_dir():
            places[name.rpartition(".")[2]].append(name)
    double = {name: where for name, where in places.items() if len(where) > 1}
    assert double.keys() == MODULE_DOUBLES.keys(), double


def test_a_public_class_or_function_name_has_one_meaning():
    places = defaultdict(list)
    for module, tree in modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                places[node.name].append(module)
    double = {
        name: where for name, where in places.items() if len(where) > 1 and not name.startswith("_")
    }
    assert double.keys() == NAME_DOUBLES.keys(), double


def test_every_module_begins_with_one_sentence_that_says_what_it_is():
    for name, tree in modules().items():
        first = (ast.get_docstring(tree) or "").partition("\n\n")[0]
        assert first.endswith((".", ":")) and first[0] != " ", name

"""Imports run one way: tui -> exports -> store. Proved in a fresh interpreter."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from support.places import ROOT as HOUSE

BELOW = {"store": {"tui", "exports"}, "exports": {"tui"}}
SCREEN = {"textual", "rich"}


def modules(layer):
    """Every module of a layer, but for what is meant to be run."""
    for path in sorted((HOUSE / layer).rglob("*.py")):
        parts = ("yigong", *path.relative_to(HOUSE).with_suffix("").parts)
        if "locale" not in parts and parts[-1] != "__main__":
            yield ".".join(part for part in parts if part != "__init__")


def test_store_and_exports_pull_in_neither_textual_nor_rich():
    names = [*modules("store"), *modules("exports")]
    assert len(names) > 20
    code = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        "print(*sorted({'.'.join(name.split('.')[:2]) for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "yigong.store" in done.stdout.split()
    assert not SCREEN & set(done.stdout.split())


@pytest.mark.parametrize("layer", BELOW)
def test_no_file_below_imports_from_above_not_even_inside_a_function(layer):
    for path in sorted((HOUSE / layer).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            roots = {name.removeprefix("yigong.").partition(".")[0] for name in names}
            assert not roots & (BELOW[layer] | SCREEN), f"{path.name} line {node.lineno}"


def test_opening_a_village_imports_none_of_the_heavy_ones():
    """What a check-in does not need, it does not wait for."""
    code = "import sys, yigong.store.village.village\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    heavy = {"icalendar", "arrow", "dateutil", "pypinyin", "borax", "python_calamine", "openpyxl"}
    assert not heavy & set(done.stdout.split())

"""Becoming another user in a process of the tests, with the whole program imported before."""

from __future__ import annotations

import importlib
import os
import pkgutil

PARTS = ("store", "exports", "tui")


def become(user: int, group: int) -> None:
    """Give up root; root's files, such as the program's own, may not be readable afterwards."""
    for part in PARTS:
        package = importlib.import_module(f"yigong.{part}")
        for module in pkgutil.walk_packages(package.__path__, f"yigong.{part}."):
            importlib.import_module(module.name)
    for late in ("borax.calendars.lunardate", "dateutil.rrule", "openpyxl", "pypinyin", "segno"):
        importlib.import_module(late)
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)

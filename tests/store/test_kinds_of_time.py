"""Service, learning and paid time are types of their own, which a type checker keeps apart."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from support.places import ROOT

MIXED = (
    "ServiceTime() + LearningTime()",
    "ServiceTime() + PaidTime()",
    "LearningTime() + ServiceTime()",
    "LearningTime() + PaidTime()",
    "PaidTime() + LearningTime()",
    "PaidTime() + ServiceTime()",
    "ServiceTime() + 60",
    "LearningTime() + 60",
    "Credit(service=LearningTime())",
)
APART = (
    "ServiceTime() + ServiceTime()",
    "LearningTime() + LearningTime()",
    "PaidTime() + PaidTime()",
    "Credit(service=ServiceTime(), learning=LearningTime(), labour=PaidTime()) + Credit()",
)


@pytest.mark.slow
def test_mypy_refuses_to_add_one_kind_of_time_to_another(tmp_path):
    module = tmp_path / "times.py"
    imports = (
        "from yigong.store.attendance.hours import Credit",
        "from yigong.store.attendance_records import LearningTime, PaidTime, ServiceTime",
    )
    module.write_text("\n".join((*imports, *MIXED, *APART)))
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", module],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    refused = {int(line) for line in re.findall(r"times\.py:(\d+): error", checked.stdout)}
    first = len(imports) + 1
    assert refused == set(range(first, first + len(MIXED))), checked.stdout + checked.stderr

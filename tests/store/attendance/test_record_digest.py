"""The code on a service record: the lines it stands for, and reading what people type."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.store.attendance.record_digest import (
    LETTERS,
    RecordLine,
    check_letters,
    paper_code,
    read_paper_code,
    record_digest,
)
from yigong.store.errors import Refused

DAY = date(2026, 11, 25)
LINE = RecordLine("E0001@2026-11-25", DAY, DAY, 185, 0, 30)


def test_the_digest_is_that_of_a_text_anybody_can_write_down():
    text = (
        "yigong service record 1\nE0001@2026-11-25 2026-11-25 2026-11-25 185 0 30 0\n"
        "E0002@2026-12-05 2026-12-05 2026-12-06 0 60 0 120\n"
    )
    other = RecordLine("E0002@2026-12-05", date(2026, 12, 5), date(2026, 12, 6), 0, 60, 0, 120)
    assert record_digest([other, LINE]) == hashlib.sha256(text.encode()).hexdigest()


def test_each_minute_day_and_origin_changes_the_digest():
    changed = [
        LINE._replace(**{name: value})
        for name, value in {
            "key": "E0001@2026-11-26", "start": date(2026, 11, 24), "end": date(2026, 11, 26),
            "clocked": 184, "filled": 1, "granted": 31, "learning": 1,
        }.items()
    ]  # fmt: skip
    moved = LINE._replace(clocked=155, filled=30)  # the same total
    digests = {record_digest([line]) for line in [LINE, *changed, moved]}
    assert len(digests) == 9


def test_the_letters_follow_from_the_number_too():
    digest = record_digest([LINE])
    letters = {check_letters(f"2026-{serial:04d}", digest) for serial in range(1, 200)}
    assert len(letters) == 199, "who came to the same has the same lines, and another code"
    assert all(len(each) == 6 and set(each) <= set(LETTERS) for each in letters)
    assert not set(LETTERS) & set("0OQ1IL2Z5S8BUV"), "V begins a badge"


def test_a_record_without_a_digest_has_the_code_it_had():
    assert paper_code("2026-0007", "") == "2026-0007"
    assert read_paper_code("2026-0007") == (2026, 7, "")


@given(
    year=st.integers(2000, 2100),
    serial=st.integers(1, 99_999),
    digest=st.text("0123456789abcdef", min_size=64, max_size=64),
    between=st.sampled_from(["-", " ", "", "－", " - ", "—", "/"]),
    small=st.booleans(),
    wide=st.booleans(),
    misread=st.booleans(),
)
def test_a_code_is_read_however_it_is_typed(year, serial, digest, between, small, wide, misread):
    number = f"{year}-{serial:04d}"
    parts = paper_code(number, digest).split("-")
    if misread:
        parts[:2] = [part.replace("0", "O").replace("1", "l") for part in parts[:2]]
    typed = between.join(parts)
    typed = typed.lower() if small else typed
    if wide:
        typed = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in typed)
    assert read_paper_code(f" {typed} ") == (year, serial, parts[2])


@pytest.mark.parametrize(
    "text",
    ["", "-", "2026", "V0001", "2026-0007-K7M3", "2026-0007-K7M3PXX", "二〇二六-0007",
     "x" * 5000, "[/]", "\x1b[2J", "2026-000X-K7M3PX", "٢٠٢٦-0007"],
)  # fmt: skip
def test_what_is_no_code_is_refused_in_a_sentence(text):
    with pytest.raises(Refused, match="is no code of a service record"):
        read_paper_code(text)

"""What is printed: text from people drives no terminal, phones are masked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command_line import DUTY_DAY, ESCAPE


@pytest.mark.parametrize("name", ["[/]", "[@click=app.quit]x[/]", "=SUM(A1)", "../../etc", "%s{x}"])
def test_a_name_that_looks_like_a_command_is_just_a_name(yigong, founded, name):
    assert yigong("people", "add", name).code == 0
    assert yigong("squad", "add", name).code == 0
    event = json.dumps({**DUTY_DAY, "title": name})
    assert yigong("event", "add", "-", stdin=event).code == 0
    for words in (("people", "list"), ("squad", "list"), ("event", "list"), ("history",)):
        assert name in yigong(*words).out
    path = Path(yigong("export", "ical", "E1").out.strip())
    assert path.parent == founded / "outbox"


def test_an_escape_sequence_in_a_book_never_reaches_the_terminal(yigong, under_way, founded):
    book = founded / "people.json"
    people = json.loads(book.read_text())
    evil = f"张{ESCAPE}\x9b\u202e\n王"
    people["_default"]["1"].update(name=evil, group=evil, note=evil, tags=[evil])
    book.write_text(json.dumps(people))
    for words in (
        ("people", "list"),
        ("people", "show", "V1"),
        ("signup", under_way, "V1"),
        ("checkin", under_way, "V1"),
        ("event", "show", under_way),
        ("history",),
        ("undo",),
        ("people", "list", "--json"),
    ):
        result = yigong(*words)
        assert result.code == 0
        lines = (result.out + result.err).split("\n")
        assert all(line.isprintable() for line in lines), words
    assert yigong("people", "list", "--json").json[0]["name"] == evil


def test_phones_are_masked_in_lists_and_whole_where_they_are_asked_for(yigong, under_way):
    for words in (("list",), ("find", "zxm"), ("list", "--json")):
        assert "120****5678" in yigong("people", *words).out
        assert "12012345678" not in yigong("people", *words).out
        assert "12012345678" in yigong("people", *words, "--full-phones").out
    assert "12012345678" in yigong("people", "show", "V1").out
    assert "12012345678" not in yigong("history", "--json").out

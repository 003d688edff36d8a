"""The filter of a terminal's input: replies are removed, keys and the text of pastes are passed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Paste, Resize

from hostile.corpus import REPLIES
from yigong.tui.terminal.bracketed_paste import MOST_CHARACTERS
from yigong.tui.terminal.driver import messages_of
from yigong.tui.terminal.reply_filter import PASTE_TIMEOUT, ReplyFilter

NO_REPLIES = {
    "focus", "function keys", "escapes", "an end of paste alone", "paste in paste", "NULs",
    "not UTF-8", "half a character", "the other half", "C1 as bytes", "the end of that",
    "the end of that too",
}  # fmt: skip
"""Keys, pastes, and bytes that are no sequence."""

KEYS = [
    "a", "张", "\r", "\t", "\x7f", "\x1b[A", "\x1b[1;5C", "\x1bOP", "\x1b[15~", "\x1b[Z", "\x1b[3~",
    "\x1bx", "\x1b[[A", "\x1b[200~pasted\t张\r\ntext\x1b[201~", "\x1b[I",
]  # fmt: skip

SIZE = "\x1b[48;9999;9999;9;9t"
SMUGGLED_SIZE = "\x1b[48;9999:中;9999;9;9t"
"""No control sequence, but Textual takes it as one (its expression has a dot for a part of it)."""

LONG = [
    "\x1b]52;c;" + "cXF5" * 40 + "\x07",
    "\x1b[1" + "0" * 62 + ";5C",
    "\x1bP" + "\x1b" * 70 + "\\",
]
PIECES = [
    *KEYS,
    *LONG,
    SIZE,
    SMUGGLED_SIZE,
    "\x1b",
    "\x1b[",
    "\x1b[M !!",
    "\x1b[200~",
    "\x1b[201~",
    "\x1b[20",
]
"""What input is made of: keys, replies, marks of pastes, and beginnings of each."""

INPUTS = st.lists(
    st.one_of(
        st.sampled_from(
            [*PIECES, *(reply.decode("utf-8", "replace") for reply in REPLIES.values())]
        ),
        st.text("\x1b[]P?;01249~tMA\x07\\a张\r\n\t\x00\x9b", max_size=12),
    )
).map("".join)
CUTS = st.lists(st.integers(1, 12))


def passed(pieces):
    """What the filter passes of pieces that arrive one after the other."""
    replies = ReplyFilter(1.0)
    return "".join(map(replies.keys, pieces))


def cut_up(text, cuts):
    """A text in pieces of given lengths, and the rest of it."""
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(text[at : at + cut])
        at += cut
    return [*filter(None, pieces), text[at:]]


def without_control_characters(text):
    return "".join(c for c in text if c in "\t\r\n" or unicodedata.category(c) != "Cc")


def messages(pieces):
    """What Textual takes the input for."""
    replies, parser = ReplyFilter(1.0), XTermParser()
    return [message for piece in pieces for message in messages_of(parser, replies.keys(piece))]


@pytest.mark.parametrize("name", sorted(REPLIES.keys() - NO_REPLIES))
def test_a_reply_types_nothing(name):
    text = REPLIES[name].decode("utf-8", "replace")
    assert passed([text]).replace("\x1b[?2026;2$y", "") == "", name


@pytest.mark.parametrize("key", KEYS)
def test_a_key_or_a_paste_goes_through(key):
    assert passed([key]) == key


@given(
    st.lists(st.one_of(st.sampled_from(KEYS), st.sampled_from(["\x1b[?62;22c", "\x1b[3;4R"]))), CUTS
)
def test_replies_among_keys_are_removed_however_the_bytes_are_cut(parts, cuts):
    expected = "".join(part for part in parts if part in KEYS)
    assert passed(cut_up("".join(parts), cuts)) == expected


@given(INPUTS, CUTS)
def test_any_input_gives_the_same_however_it_is_cut(text, cuts):
    assert passed(cut_up(text, cuts)) == passed([text])


@pytest.mark.parametrize("piece", PIECES)
def test_a_sequence_is_the_same_wherever_it_is_cut(piece):
    whole = passed([piece, "a"])
    assert passed([*piece, "a"]) == whole
    for cut in range(1, len(piece)):
        assert passed([piece[:cut], piece[cut:], "a"]) == whole


@given(INPUTS, CUTS)
def test_no_input_is_a_size(text, cuts):
    assert not [message for message in messages(cut_up(text, cuts)) if isinstance(message, Resize)]


def test_textual_itself_would_take_these_for_sizes():
    """What the test above is for: also a sequence that is none, and one in a paste."""
    for text in (SIZE, SMUGGLED_SIZE, f"\x1b[200~{SIZE}\x1b[201~"):
        assert next(type(event) for event in XTermParser().feed(text)) is Resize
    assert SMUGGLED_SIZE in passed([SMUGGLED_SIZE])


@given(INPUTS.filter(lambda text: "\x1b[201~" not in text), CUTS)
def test_of_a_paste_only_text_tabs_and_ends_of_lines_are_passed(pasted, cuts):
    text = without_control_characters(pasted)
    pieces = cut_up(f"\x1b[200~{pasted}\x1b[201~", cuts)
    assert passed(pieces) == f"\x1b[200~{text}\x1b[201~"


@given(INPUTS.filter(lambda text: "\x1b[201~" not in text), CUTS)
def test_a_paste_is_a_paste_and_nothing_else(pasted, cuts):
    """Whatever is in it presses no key, and it ends where its end mark is."""
    (paste, key) = messages(cut_up(f"\x1b[200~{pasted}\x1b[201~a", cuts))
    assert isinstance(paste, Paste)
    assert paste.text == without_control_characters(pasted)
    assert key.key == "a"


def test_a_paste_without_an_end_ends_when_nothing_more_is_read():
    replies = ReplyFilter(0.1)
    assert replies.keys("\x1b[200~a\x1b[200~b\x1b[20") == "\x1b[200~a[200~b"
    assert replies.expire(PASTE_TIMEOUT - 1) == ""
    assert replies.expire(PASTE_TIMEOUT) == "\x1b[201~"
    assert replies.keys("q\x1b[A") == "q\x1b[A"


def test_a_paste_that_never_ends_is_cut():
    replies = ReplyFilter(0.1)
    passed_on = replies.keys("\x1b[200~")
    for _ in range(30):
        passed_on += replies.keys("长" * 30_000)
    assert len(passed_on) == len("\x1b[200~") + MOST_CHARACTERS
    assert replies.keys("长\x1b[201~a") == "\x1b[201~a"


@pytest.mark.parametrize("begun", ["\x1b]0;", "\x1b[", "\x1bP\x1b"])
def test_a_sequence_that_never_ends_is_not_kept(begun):
    replies = ReplyFilter(0.1)
    assert replies.keys(begun) == ""
    for _ in range(30):
        assert replies.keys("0" * 30_000) == ""
    assert len(replies._pending) < 100


def test_keys_pass_after_an_incomplete_reply():
    replies = ReplyFilter(0.1)
    assert replies.keys("\x1bP>|never ends") == ""
    assert replies.expire(0.1) == ""
    assert replies.keys("a") == "a"


def test_an_escape_is_a_key_when_nothing_follows_it():
    replies = ReplyFilter(0.1)
    assert replies.keys("\x1b") == ""
    assert replies.expire(0.05) == ""
    assert replies.expire(0.1) == "\x1b"
    assert [message.key for message in messages_of(XTermParser(), "\x1b")] == ["escape"]
    assert replies.expire(1.0) == ""
    assert replies.keys("[A") == "[A", "it is not the beginning of anything any more"


def test_the_rest_of_an_arrow_that_comes_too_late_is_no_letters():
    replies = ReplyFilter(0.1)
    replies.keys("\x1b")
    assert replies.expire(0.1) == "\x1b"
    assert replies.keys("[Ax") == "x"
    assert replies.keys("[A") == "[A", "typed"


@pytest.mark.parametrize("milliseconds", [50, 100])
def test_an_arrow_whose_bytes_come_apart_by_less_than_the_time_out_is_an_arrow(milliseconds):
    timeout = milliseconds / 1000
    replies = ReplyFilter(timeout)
    assert replies.keys("\x1b") == ""
    assert replies.expire(timeout - 0.001) == ""
    assert replies.keys("[B") == "\x1b[B"


def test_the_driver_waits_no_longer_than_until_an_escape_is_a_key():
    replies = ReplyFilter(0.05)
    assert replies.wait(0.0, 0.1) == 0.1, "nothing is pending"
    replies.keys("\x1b")
    assert replies.wait(0.0, 0.1) == 0.05
    assert replies.wait(0.04, 0.1) == pytest.approx(0.01)
    assert replies.expire(0.05) == "\x1b"
    assert replies.wait(0.05, 0.1) == 0.1

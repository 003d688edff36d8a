"""The filter of terminal replies: it removes them however they are cut, and passes keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile.corpus import REPLIES
from yigong.tui.terminal.reply_filter import ReplyFilter

NO_REPLIES = {
    "focus", "function keys", "escapes", "an end of paste alone", "paste in paste", "NULs",
    "not UTF-8", "half a character", "the other half", "C1 as bytes", "the end of that",
    "the end of that too",
}  # fmt: skip
"""Keys, pastes, and bytes that are no sequence."""

KEYS = [
    "a", "张", "\r", "\t", "\x7f", "\x1b[A", "\x1b[1;5C", "\x1bOP", "\x1b[15~", "\x1b[Z", "\x1b[3~",
    "\x1bx", "\x1b[200~pasted \x1b]0;x\x07 text\x1b[201~", "\x1b[I",
]  # fmt: skip

PASTE_END = "\x1b[201~"


def passed(pieces, patience=1.0):
    """What the filter passes of pieces that arrive one after the other at once."""
    replies = ReplyFilter(patience)
    return "".join(replies.keys(piece, moment=100.0) for piece in pieces)


@pytest.mark.parametrize("name", sorted(REPLIES.keys() - NO_REPLIES))
def test_a_reply_types_nothing(name):
    text = REPLIES[name].decode("utf-8", "replace")
    assert without_requested_modes(passed([text])) == "", name


def without_requested_modes(text):
    """A text without the replies to the two modes that Textual queries."""
    return text.replace("\x1b[?2026;2$y", "").replace("\x1b[?2048;0$y", "")


@pytest.mark.parametrize("key", KEYS)
def test_a_key_or_a_paste_goes_through(key):
    assert passed([key]) == key


@given(
    st.lists(st.one_of(st.sampled_from(KEYS), st.sampled_from(["\x1b[?62;22c", "\x1b[3;4R"]))),
    st.lists(st.integers(1, 12)),
)
def test_keys_are_the_same_however_the_bytes_are_cut(parts, cuts):
    """Of a reply that is cut after its Escape, the Escape passes, as it is a key."""
    text = "".join(parts)
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(text[at : at + cut])
        at += cut
    pieces.append(text[at:])
    expected = "".join(part for part in parts if part in KEYS)
    assert passed(filter(None, pieces)).replace("\x1b", "") == expected.replace("\x1b", "")


@pytest.mark.parametrize("cut", range(len(PASTE_END) + 1))
def test_a_paste_ends_however_its_end_mark_is_cut_in_two(cut):
    """What follows is filtered again, and the next paste has its own end mark."""
    before, after = "\x1b[200~pasted \x1b[3;4R" + PASTE_END[:cut], PASTE_END[cut:]
    reply, following = "\x1b[?62;22c", "\x1b[200~~\x1b[3;4R" + PASTE_END
    for pieces in ((before, after + reply), (before, after, reply), (*before, *after, reply)):
        expected = f"{before}{after}a{following}"
        assert passed(filter(None, (*pieces, "a", following))) == expected


@given(st.lists(st.text("\x1b[]P?;0123456789ABcmM~\\\x07ab", max_size=12), max_size=12))
def test_any_input_is_accepted(pieces):
    passed(pieces)


def test_keys_pass_after_an_incomplete_reply():
    replies = ReplyFilter(0.1)
    assert replies.keys("\x1bP>|never ends", moment=1.0) == ""
    assert replies.keys("a", moment=2.0) == "a"


def test_an_escape_is_not_held_back():
    assert ReplyFilter(0.1).keys("\x1b") == "\x1b"

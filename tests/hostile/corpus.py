"""The corpus of hostile texts and terminal replies, and what no output may contain."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")
ESC, BEL, ST = "\x1b", "\x07", "\x1b\\"

_MARKUP = {
    "closing tag": "[/]",
    "closing a name": "[/义工]",
    "a link that quits": "[@click=app.quit]退出[/]",
    "a colour": "[bold red]红[/bold red]",
    "a link": "[link=file:///etc/passwd]x[/link]",
    "an emoji by name": ":warning: :+1:",
    "an open bracket": "[[[",
    "a backslash and a bracket": "\\[/]",
    "the end of a style": "[not a style at all]x[/not a style at all]",
}
_SEQUENCES = {
    "clear screen": f"{ESC}[2J{ESC}[H",
    "colour": f"{ESC}[31;5mRED",
    "title": f"{ESC}]0;HOSTILE{BEL}",
    "title, ended by ST": f"{ESC}]2;HOSTILE{ST}",
    "OSC 8 link": f"{ESC}]8;;http://hostile.invalid{ST}x{ESC}]8;;{ST}",
    "OSC 52 clipboard": f"{ESC}]52;c;SE9TVElMRQ=={BEL}",
    "OSC 10 question": f"{ESC}]10;?{BEL}",
    "DCS": f'{ESC}P$q"p{ST}',
    "sixel": f"{ESC}Pq#0;2;0;0;0~{ST}",
    "APC graphics": f"{ESC}_Ga=T,f=32;AAAA{ST}",
    "PM": f"{ESC}^HOSTILE{ST}",
    "SOS": f"{ESC}XHOSTILE{ST}",
    "half a sequence": f"{ESC}[",
    "half an OSC": f"{ESC}]0;HOSTILE",
    "where is the cursor": f"{ESC}[6n{ESC}[c{ESC}[>q",
    "mouse on": f"{ESC}[?1003h{ESC}[?1006h",
    "leave the other screen": f"{ESC}[?1049l",
    "reset": f"{ESC}c",
    "keyboard protocol": f"{ESC}[>31u{ESC}[=1u",
    "the end of a paste": f"{ESC}[201~q",
    "C1 CSI": "\x9b2J",
    "C1 OSC": "\x9d0;HOSTILE\x9c",
    "C1 DCS and APC": "\x90q\x9c\x9fG\x9c",
    "every C0": "a" + "".join(map(chr, range(1, 32))) + "b",
    "every C1": "a" + "".join(map(chr, range(0x80, 0xA0))) + "b",
    "DEL": "a\x7fb",
    "NUL": "a\0b",
    "backspaces": "good\b\b\b\bevil",
    "bell": "a\x07b",
    "shift out": "a\x0eb\x0f",
}
_DIRECTIONS = {
    "bidi override": "a\u202egnp.exe",
    "embedding": "a\u202a\u202b\u202c\u202db",
    "isolates": "a\u2066\u2067\u2068\u2069b",
    "direction marks": "a\u200e\u200f\u061cb",
    "zero width": "张\u200b小\u200c明\u2060\ufeff。",
    "soft hyphen": "a\u00adb",
    "tags": "a\U000e0041\U000e007fb",
    "interlinear": "a\ufff9b\ufffac\ufffb",
    "not a character": "a\ufffeb\U0010fffe",
    "unassigned": "a\U0003fffdb\u0378",
}
_UNICODE = {
    "a family": "👨‍👩‍👧‍👦👩🏽‍🚒🏴‍☠️🇨🇳1️⃣",
    "joiners alone": "\u200d\u200d\ufe0f",
    "combining flood": "a" + "\u0301" * 39,
    "long combining flood": "张" + "\u0335" * 500,
    "combining alone": "\u0301\u20dd",
    "a very wide one": "﷽꧅𒐫",
    "filler": "\u3164\u115f\u2800",
    "jamo": "\u1100\u1161\u11a8\u1100",
    "right to left": "محمد بن سلمان",
    "both ways": "张 יוסף 明 (محمد)",
    "rare Han": "𠮷𪚥㐀𰻝鿿",
    "private use": "\ue000\uf8ff\U000f0000",
    "compatibility": "ﬁ㎏①㈱豈",
    "full width": "ＡＢ１２＝［／］",
    "ambiguous width": "─│●★→…·—√",
    "accents": "Zoë Åse N\u0303 ǈ ẞ İı",
    "Thai and Devanagari": "น้ำ क्षि",
}
_PROGRAMS = {
    "formula": "=1+1",
    "formula with a link": '=HYPERLINK("http://hostile.invalid","x")',
    "formula that starts a program": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(A1:A9)",
    "full-width equals": "＝1+1",
    "a percent": "%s%n%d%(name)s%",
    "a brace": "{0}",
    "braces with a name": "{name!r}{0.__class__}{title}{reason}",
    "an open brace": "{",
    "a closing brace": "}",
    "empty braces": "{}{}{:>99999999}",
    "a shell": "$(touch HOSTILE);`touch HOSTILE`|touch HOSTILE&",
    "SQL": "'; DROP TABLE people;--",
    "JSON": '{"_default":{"1":{"name":"x"}}}',
    "a piece of JSON": '","number":7,"x":"',
    "null": "null",
    "not a number": "NaN",
    "a quote": "\"'\"'",
    "backslashes": "\\\\\\n\\u0000\\N{BULLET}",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "closing HTML": "</td></table></title></style><h1>x<!--]]>",
    "an entity": "&amp;&#0;&lt;",
    "Markdown": "| a | b |`x`**x**[x](javascript:alert(1))",
    "a Markdown heading": "# x",
    "iCalendar": "a;b,c:d\\n\\;\\,\\\\END:VEVENT",
    "a parameter": 'a";X="b',
    "an option": "--help",
    "another option": "-o",
    "a number": "007",
    "a code": "V0001",
    "a date": "2026-11-25",
}
_PATHS = {
    "up and away": "../../../../../../tmp/HOSTILE",
    "absolute": "/tmp/HOSTILE",
    "backslashes up": "..\\..\\HOSTILE",
    "home": "~root/HOSTILE",
    "nobody's home": "~nobody-here/HOSTILE",
    "a drive": "C:\\HOSTILE",
    "a folder": "a/b/c",
    "dot": ".",
    "dot dot": "..",
    "hidden": ".HOSTILE",
    "CON": "CON",
    "NUL as a name": "NUL.txt",
    "COM1": "COM1",
    "a stream": "x.txt:HOSTILE:$DATA",
    "percent dots": "%2e%2e%2fHOSTILE",
    "a question and a star": "*?<>|",
    "trailing dots": "x. . .",
}
_NEWLINES = {
    "newline": "a\nb",
    "CR LF": "a\r\nb",
    "CR": "good\rbad",
    "vertical tab": "a\x0bb",
    "form feed": "a\x0cb",
    "separators": "a\x1cb\x1db\x1eb\x1fb",
    "NEL": "a\x85b",
    "line separator": "a\u2028b",
    "paragraph separator": "a\u2029b",
    "tab": "a\tb",
    "a formula behind a tab": "\t=1+1",
    "a formula behind a CR": "\r=1+1",
    "a property behind a newline": "a\nATTACH:file:///etc/passwd\r\nEND:VEVENT",
    "blank lines": "\n\n\n",
}
_SIZES = {
    "long Han": "长" * 5000,
    "one long word": "x" * 20_000,
    "a long line of words": "word " * 4000,
    "very many lines": "a\n" * 3000,
}
_HALVES = {
    "a high half": "a\ud800b",
    "a low half": "a\udfffb",
    "halves the wrong way round": "a\udc00\ud800b",
    "a byte of a file name": "a\udc80b",
}

TEXTS: dict[str, str] = {
    **_MARKUP, **_SEQUENCES, **_DIRECTIONS, **_UNICODE, **_PROGRAMS, **_PATHS, **_NEWLINES,
    **_SIZES, **_HALVES,
}  # fmt: skip
"""Every text by its name."""

ENCODABLE: dict[str, str] = {name: text for name, text in TEXTS.items() if name not in _HALVES}
"""Those that UTF-8 can encode; surrogates reach a book only as JSON escapes or by an argument."""


def sample_of(items: Iterable[T], every: int) -> list[T]:
    """Every so many of the items; all of them with ``YIGONG_HOSTILE=all`` (``make fuzz``)."""
    return list(items)[:: 1 if os.environ.get("YIGONG_HOSTILE") == "all" else every]


SHORT: dict[str, str] = {name: text for name, text in ENCODABLE.items() if len(text) <= 60}

ALL_IN_ONE = " ".join(SHORT.values())
"""All short texts in one, for pages that show one record."""

NEVER_SENT: tuple[bytes, ...] = (
    b"\x1b]0;HOSTILE", b"\x1b]2;HOSTILE", b"\x1b]8;", b"hostile.invalid\x1b\\", b"\x1b]52;c;SE9",
    b"\x1b]10;?", b'\x1bP$q"p', b"\x1bPq", b"\x1b_G", b"\x1b^", b"\x1bX", b"\x1b[6n",
    b"\x1b[31;5m", b"\x1bc", b"\x1b[=1u", b"\x1b[>31u", b"\xc2\x9b", b"\xc2\x9d", b"\xc2\x90",
    b"\xc2\x9f", b"\xc2\x85", b"\x07", b"\x0e", b"\x00", b"\x7f", "\u202e".encode(),
    "\u2066".encode(), "\u200f".encode(), "\u2028".encode(), "\ufeff".encode(),
)  # fmt: skip
"""The sequences above, which the bytes sent to a terminal must not contain.

Those that Textual itself sends are left out (clear screen, query modes, leave the alternate
screen); `terminal_characters` looks for them in the text of the screen."""


def terminal_characters(text: str) -> list[str]:
    """The characters of a text that control a terminal or change the direction of text.

    The list is independent of the program's own, which is under test. Newlines are allowed, and so
    are the two joiners of emoji.
    """
    return [
        f"U+{ord(c):04X}"
        for c in text
        if c not in "\n\u200d\ufe0f" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ]


REPLIES: dict[str, bytes] = {
    "cursor position": b"\x1b[1;1R",
    "an absurd position": b"\x1b[99999999;99999999R",
    "device attributes": b"\x1b[?62;22;52c\x1b[>41;377;0c\x1b[=0;0;0c",
    "colours": b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\\x1b]11;rgb:0000/0000/0000\x07",
    "a palette": b"\x1b]4;1;rgb:00/00/00\x07",
    "a clipboard": b"\x1b]52;c;cXF5eXl5\x07",
    "kitty keys": b"\x1b[?31u\x1b[97;1:1u\x1b[113;5u\x1b[57441u\x1b[97;1:3u",
    "kitty junk": b"\x1b[999999999999;9u\x1b[0;0u\x1b[u\x1b[;;;u",
    "modes": b"\x1b[?2026;2$y\x1b[?2048;0$y\x1b[?9999;4$y\x1b[;$y",
    "sizes": b"\x1b[48;0;0;0;0t\x1b[8;24;80t",
    "device strings": b"\x1bP>|HOSTILE(1)\x1b\\\x1bP1$r0m\x1b\\\x1bP0+r\x1b\\",
    "mouse": b"\x1b[<0;10;5M\x1b[<0;10;5m\x1b[<64;1;1M\x1b[<35;999999;999999M\x1b[<;;M",
    "old mouse": b"\x1b[M !!\x1b[M\xff\xff\xff",
    "focus": b"\x1b[I\x1b[O\x1b[I",
    "function keys": b"\x1b[23~\x1bOP\x1b[1;99P\x1b[200000~",
    "half a sequence": b"\x1b[",
    "half a device string": b"\x1bP>|never ends",
    "the end of that": b"\x1b\\",
    "half an OSC": b"\x1b]11;rgb:",
    "the end of that too": b"\x07",
    "an end of paste alone": b"\x1b[201~",
    "paste in paste": b"\x1b[200~a\x1b[200~b\x1b[201~\x1b[201~",
    "escapes": b"\x1b\x1b\x1b\x1b",
    "not UTF-8": b"\xff\xfe\xc0\x80\xed\xa0\x80\xf5\x90",
    "half a character": b"\xe5\xbc",
    "the other half": b"\xa0",
    "C1 as bytes": b"\x9b2J\x9d0;x\x9c",
    "NULs": b"\0\0\0",
}
"""Replies of terminals, requested or not, valid or not: bytes that arrive like keys."""

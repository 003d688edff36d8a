"""Every command and export on books with hostile texts: no crash, no raw text, no file outside."""

from __future__ import annotations

import csv
import html.parser
import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hostile import commands
from hostile.corpus import SHORT, TEXTS, sample_of, terminal_characters
from hostile.file_audit import written_outside
from hostile.village import KEY, write_village
from yigong.store.storage.folder import Folder

COMMANDS = [*commands.READING, *commands.EXPORTING, *commands.CHANGING]


def fits(text: str) -> bool:
    """Whether a text can be an argument (bytes that are not UTF-8 arrive as low surrogates)."""
    try:
        return bool(os.fsencode(text))
    except UnicodeEncodeError:
        return False


ARGUMENTS = [text for text in TEXTS.values() if "\0" not in text and fits(text)]
SOME_ARGUMENTS = sample_of(ARGUMENTS, 20)
"""Not all of them, as each call makes the parser."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
"""The colours that the program itself prints with a QR code."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("commands") / "v"
    write_village(path, [*SHORT.values(), "长" * 5000])
    return path


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty folder, which is the home and the current folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def assert_well_formed(name, result):
    """Check the exit code, and that the output has no traceback and no terminal characters."""
    assert result.code in (0, 1, 2, 3), (name, result)
    assert not terminal_characters(result.err), (name, result.err)
    assert "Traceback" not in result.err
    if result.code in (2, 3):
        assert result.err.strip(), name
    out = result.out.decode("utf-8")
    if name.strip() == "export qr":
        out = _COLOURS.sub("", out)
    if name.strip().startswith("export"):
        out = out.removeprefix("\ufeff").replace("\r\n", "\n")
    assert not terminal_characters(out), (name, terminal_characters(out))


def test_every_command_is_listed():
    listed = {name.strip() for name in COMMANDS}
    assert listed | commands.TESTED_ELSEWHERE == commands.names()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_any_text_as_text(folder, name, home):
    with written_outside(folder) as outside:
        result = commands.call(folder, name)
        assert_well_formed(name, result)
        if name in commands.READING:
            assert_well_formed(name, commands.call(folder, name, as_json=True))
    assert result.code in (0, 1), result
    assert not outside
    assert not list(home.iterdir())


def test_the_file_audit_notices_a_file_outside(folder, home):
    with written_outside(folder) as outside:
        (home / "HOSTILE").write_text("x")
        (folder / "outbox" / "x.txt").write_text("x")
        Folder(home).replace("HOSTILE", b"x")
        Folder(folder).replace("outbox/x.txt", b"x")
    assert outside[0] == outside[-1] == str(home / "HOSTILE")
    assert {Path(path).parent for path in outside} == {home}
    (home / "HOSTILE").unlink()


def test_no_table_holds_a_formula(tmp_path):
    write_village(tmp_path / "v", SHORT.values())
    calls = {
        "signin": ("export", "signin", KEY, "--format", "csv", "-o", "-"),
        "summary": ("export", "summary", "2026", "-o", "-"),
        "ledger": ("export", "ledger", "2026", "--format", "csv", "-o", "-"),
        "people": ("export", "people", "--full-phones", "-o", "-"),
        "phones": ("squad", "phones", "S01", "--format", "csv", "-o", "-"),
        "names": ("export", "summary", "2026", "--names", "-o", "-"),
    }
    for name, words in calls.items():
        out = commands.run(tmp_path / "v", *words).out.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(out)))
        of_people = name in ("signin", "people", "names", "phones")
        assert any("HYPERLINK" in cell for row in rows for cell in row) or not of_people
        formulas = [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r＝")]
        assert not formulas, (name, formulas)


@pytest.mark.parametrize(
    "words",
    [
        ("signin", KEY, "--full-phones"),
        ("ledger", "2026"),
        ("people", "--full-phones"),
        ("summary", "2026", "--names"),
    ],
    ids=" ".join,
)
def test_no_workbook_holds_a_formula_a_link_or_a_macro(tmp_path, words):
    write_village(tmp_path / "v", SHORT.values())
    call = ("export", *words, "--format", "xlsx", "-o", "-")
    raw = commands.run(tmp_path / "v", *call).out
    for sheet in load_workbook(io.BytesIO(raw)).worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type in "fe" or cell.hyperlink]
    book = zipfile.ZipFile(io.BytesIO(raw))
    assert not [name for name in book.namelist() if re.search("vba|macro|external|media", name)]
    for name in book.namelist():
        if "drawing" in name or "chart" in name:  # charts, which refer to cells and to nothing else
            assert not re.search(rb"hlink|TargetMode|blip|macro=\"\w", book.read(name)), name


@pytest.mark.parametrize(
    "words", [("signin", KEY), ("ledger", "2026"), ("record", "V0001")], ids=" ".join
)
def test_a_document_has_no_active_or_external_elements(tmp_path, words):
    write_village(tmp_path / "v", SHORT.values())
    out = commands.run(tmp_path / "v", "export", *words, "-o", "-").out.decode()
    found: set[str] = set()
    attributes: set[str] = set()

    class Elements(html.parser.HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.add(tag)
            attributes.update(name for name, _value in attrs)

    Elements(convert_charrefs=True).feed(out)
    assert not found & {"script", "img", "iframe", "a", "object", "link", "base", "form", "use"}
    assert "svg" not in found or words[0] == "record", "only a code for a camera is drawn"
    assert not {name for name in attributes if name.startswith("on")} | attributes & {"src", "href"}


def test_no_text_adds_a_line_to_a_calendar_file(tmp_path):
    write_village(tmp_path / "v", SHORT.values())
    out = commands.run(tmp_path / "v", "export", "ical", "-o", "-").out
    lines = out.replace(b"\r\n ", b"").split(b"\r\n")
    assert b"\n" not in b"".join(lines) and b"\r" not in b"".join(lines)
    assert lines.count(b"BEGIN:VCALENDAR") == lines.count(b"END:VCALENDAR") == 1
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") >= len(SHORT)
    assert not [line for line in lines if line.startswith(b"ATTACH")]


@pytest.mark.parametrize(
    "words",
    [
        ("people", "add", "{}"),
        ("people", "add", "张三", "--note", "{}"),
        ("people", "find", "{}"),
        ("people", "show", "{}"),
        ("squad", "add", "{}"),
        ("squad", "show", "{}"),
        ("event", "show", "{}"),
        ("event", "list", "--search", "{}"),
        ("event", "move", KEY, "{}"),
        ("event", "cancel", "{}"),
        ("signup", "{}", "{}"),
        ("checkin", KEY, "{}"),
        ("revoke", KEY, "V0001", "--why", "{}"),
        ("close", KEY, "--end", "{}"),
        ("reopen", KEY, "--why", "{}"),
        ("history", "--person", "{}"),
        ("history", "--who", "{}"),
        ("export", "summary", "{}"),
        ("export", "summary", "2026", "--programme", "{}"),
        ("export", "ledger", "{}"),
        ("export", "record", "{}"),
        ("export", "record", "V0001", "{}"),
        ("export", "badges", "{}"),
        ("export", "badges", "--squad", "{}"),
        ("export", "ical", "--squad", "{}"),
        ("import", "ical", "{}"),
        ("people", "import", "{}"),
        ("paper", KEY, "{}"),
        ("restore", "{}", "new"),
        ("{}",),
    ],
    ids=" ".join,
)
def test_any_argument_is_accepted_or_refused(words, tmp_path, home):
    folder = tmp_path / "v"
    write_village(folder, ["张三"])
    with written_outside(folder) as outside:
        for text in SOME_ARGUMENTS:
            arguments = [word.replace("{}", text) for word in words]
            if arguments[0] in ("--help", "-o"):
                continue
            assert_well_formed(" ".join(words), commands.run(folder, *arguments))
    assert not outside


@pytest.mark.parametrize("option", ["--data", "--by", "--desk", "-o", "--feeds"])
def test_any_option_is_accepted_or_refused(option, tmp_path, home):
    """Paths outside the folder are left out, as an organiser may write there."""
    folder = tmp_path / "v"
    write_village(folder, ["张三"])
    inside = [text for text in SOME_ARGUMENTS if not text.startswith(("/", "..", "~root"))]
    for text in inside:
        command = ("people", "list") if option.startswith("--") else ("export", "ical")
        command = ("export", "ical") if option == "--feeds" else command
        assert_well_formed(option, commands.run(folder, *command, f"{option}={text}"))


@pytest.mark.parametrize(
    "words", [("people", "import", "-"), ("event", "add", "-"), ("import", "ical", "-")]
)
def test_any_standard_input_is_accepted_or_refused(words, tmp_path):
    folder = tmp_path / "v"
    write_village(folder, ["张三"])
    junk = [b"", b"\0", b"\xff\xfe", b"\xfe\xff\xd8\x00", b"[" * 100_000, b"{" * 50, b"PK\x03\x04"]
    junk += [
        b'{"title":"\\ud800"}',
        b"1e999",
        b"-" * 5000,
        b'"' * 5001,
        b"9" * 5000,
        b"\xef\xbb\xbf",
    ]
    junk += ["姓名\n".encode() + text.encode("utf-8", "surrogatepass") for text in SOME_ARGUMENTS]
    for raw in junk:
        assert_well_formed(" ".join(words), commands.run(folder, *words, stdin=raw))

"""Which kind of file a roster is: a workbook, another archive (refused with a hint), or text."""

from __future__ import annotations

from yigong.store.errors import Refused

_LOOKED_AT = 5
"""The lines of a text that are looked at."""


def is_archive(raw: bytes) -> bool:
    """Whether a file is a ZIP archive, as every .xlsx workbook is."""
    return raw.startswith(b"PK\x03\x04")


def may_be_roster(name: str, head: bytes) -> bool:
    """Whether a file is offered as a roster, by its name and its beginning.

    A plain text without separators or Chinese is some other text.
    """
    suffix = name.rpartition(".")[2].lower()
    if suffix in ("xlsx", "xlsm"):
        return is_archive(head)
    lines = [line for line in head.splitlines() if line.strip()][:_LOOKED_AT]
    marked = (any(byte in b",;|\t" or byte >= 0x80 for byte in line) for line in lines)
    is_utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return bool(lines) and (suffix != "txt" or is_utf16 or all(marked))


def refuse_other_kinds(raw: bytes) -> None:
    """Refuse a file of a known kind that is no roster.

    Raises:
        Refused: It is one; the sentence says which, and what to do.
    """
    head = raw[:512].lstrip().lower()
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise Refused("This workbook has a password: save it without one and import that.")
        raise Refused("This is an old Excel workbook (.xls): save it as .xlsx or CSV first.")
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")):
        raise Refused(
            "This is a web page that calls itself a workbook: open it in Excel or WPS and save it "
            "as .xlsx."
        )
    if raw.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise Refused("This is a document or a picture, no table: a roster is .xlsx or CSV.")


def unsupported_kind(names: set[str]) -> Refused:
    """Why an archive is no .xlsx workbook, by the names of its members; with what to do."""
    if "xl/workbook.bin" in names:
        return Refused("This is a binary workbook (.xlsb): save it as .xlsx or CSV first.")
    if "content.xml" in names:
        return Refused("This is an OpenDocument table (.ods): save it as .xlsx or CSV first.")
    if any(name.startswith("Index") for name in names):
        return Refused("This is a Numbers table: export it as .xlsx or CSV first.")
    return Refused("This is an archive, no workbook: a roster is .xlsx or CSV.")

"""The files of the outbox in words: their kind, size and age, the lines that carry them."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from yigong.store.language import N_, _
from yigong.tui.access.transfer_lines import TransferRoute, lines_to_fetch, lines_to_send

OLD_DAYS = 30
"""Days after which a file that names people is pointed out."""


class FileKind(NamedTuple):
    """A kind of file."""

    pattern: str
    """A regular expression for the beginning of its name."""

    name: str
    """A msgid."""

    names_people: bool = True
    """Whether it holds names, phone numbers or hours of people, or may do so."""


_KINDS = (
    FileKind(r"signin-", N_("Sign-in sheet")),
    FileKind(r"manifest-", N_("Passenger list")),
    FileKind(r"record-", N_("Service record")),
    FileKind(r"badges\.", N_("Badges")),
    FileKind(r"phones-", N_("Phone list")),
    FileKind(r"people\.", N_("Roster")),
    FileKind(r"paid-", N_("Who was paid")),
    FileKind(r"summary-", N_("Summary")),
    FileKind(r"workload-", N_("Who carries it")),
    FileKind(r"passbook-", N_("Passbook of points")),
    FileKind(r"points-public-", N_("Points, to put up")),
    FileKind(r"points-", N_("Points")),
    FileKind(r"score-", N_("Scorecard"), names_people=False),
    FileKind(r"bookings-", N_("Bookings")),
    FileKind(r"visits-", N_("Visits to households")),
    FileKind(r"enrolled-", N_("Who is enrolled")),
    FileKind(r"requests-", N_("Open requests")),
    FileKind(r"answered-", N_("Answered requests")),
    FileKind(r"programmes\.", N_("Programmes"), names_people=False),
    FileKind(r"ledger-", N_("Ledger"), names_people=False),
    FileKind(r"upward-", N_("Report for the town"), names_people=False),
    FileKind(r".*\.ics$", N_("Calendar file"), names_people=False),
    FileKind(r"E\d+-.*\.txt$", N_("Text for WeChat"), names_people=False),
)
"""What the program writes; the first whose pattern fits."""

_OTHER = FileKind("", N_("Another file"))


def file_kind(name: str) -> FileKind:
    """The kind of a file, by its name."""
    return next((kind for kind in _KINDS if re.match(kind.pattern, name)), _OTHER)


def size_text(size: int) -> str:
    """A number of bytes, rounded."""
    if size < 1_000_000:
        return _("{n} kB").format(n=max(1, round(size / 1000)))
    return _("{n} MB").format(n=f"{size / 1_000_000:.1f}")


def age_text(written: date, today: date) -> str:
    """How old a file is, in whole days, months or years."""
    days = (today - written).days
    if days < 1:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 60:
        return _("{n} days").format(n=days)
    if days < 730:
        return _("{n} months").format(n=days // 30)
    return _("{n} years").format(n=days // 365)


def fetching_lines(route: TransferRoute, name: str) -> list[tuple[str, str]]:
    """The lines that fetch a file of the outbox, each after what it is for."""
    lines = lines_to_fetch(route, name)
    labelled = [
        (_("On your own computer: fetch the file"), lines.scp),
        (_("Fetch it by ssh"), lines.ssh),
        (_("On Windows, in PowerShell: into Downloads"), lines.powershell),
        (_("The file on this server"), str(route.outbox / name) if route.scp else ""),
    ]
    return [(label, line) for label, line in labelled if line]


def sending_lines(route: TransferRoute, name: str) -> list[tuple[str, str]]:
    """The lines that send a file to the outbox, each after what it is for."""
    lines = lines_to_send(route, name)
    labelled = [
        (_("On your own computer, in the folder of the file"), lines.scp),
        (_("Send it by ssh"), lines.ssh),
        (_("On Windows, in PowerShell: out of Downloads"), lines.powershell),
    ]
    return [(label, line) for label, line in labelled if line]

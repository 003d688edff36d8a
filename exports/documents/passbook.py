"""积分存折: an account of points on paper, with a code that the badge scanner opens."""

from __future__ import annotations

from datetime import date
from html import escape

from yigong.exports.documents.html_page import FONT, code_svg, document_head
from yigong.exports.plain_text import one_line
from yigong.store.dates.date_words import date_text
from yigong.store.language import _
from yigong.store.points.accounts import Account, account_sum
from yigong.store.points.points_words import (
    account_title,
    line_words,
    parts_words,
    points_text,
    rule_words,
    signed_points,
)
from yigong.store.points.statement import StatementLine, statement
from yigong.store.village.village import Village

BLANK_LINES = 8
"""Lines to be written on by hand until the next one is printed."""


def passbook_page(village: Village, account: Account) -> str:
    """Write a passbook as a page that any browser prints on A4.

    Each line has the balance after it, the blank ones below wait for a pen. The QR code holds the
    code of the account's first person and nothing else.

    Args:
        village: The village.
        account: The account.

    Raises:
        DataError: A register cannot be read, so that the balance would be wrong.
    """
    ledger, settings = village.points, village.settings
    lines = statement(
        ledger.earned(people=account.numbers),
        [entry for entry in ledger.all() if entry.person in account.numbers],
    )
    balance = account_sum(account, ledger.sums(people=account.numbers)).balance
    rows, running = [], 0
    for line in lines:
        running += line.points
        rows.append(_row(village, line, running))
    rows += ["<tr>" + "<td></td>" * 5 + "</tr>\n"] * BLANK_LINES
    heads = (_("Date"), _("For what"), _("Whose"), _("Points"), _("Balance"))
    people = _(", ").join(one_line(person.name) for person in account.people)
    rules = "".join(
        f"<li>{escape(one_line(rule_words(rule, village.programmes.all())))}</li>\n"
        for rule in settings.points
    )
    title = _("{village}: passbook of points").format(village=one_line(settings.name))
    says = _("as of {date}: {points}").format(
        date=date_text(village.now()), points=points_text(balance)
    )
    apart = _("Points are no hours: hours stand on the service record.")
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    return f"""{document_head(f"{title} {one_line(account.name)}", _STYLE)}
<body>
<header>{code_svg(account.people[0].code)}
<div><h1>{escape(title)}</h1>
<p class="who">{escape(one_line(account_title(account)))} {account.people[0].code}</p>
<p>{escape(people)}</p>
<p class="balance">{escape(says)}</p></div></header>
<table><thead><tr>{head}</tr></thead>
<tbody>
{"".join(rows)}</tbody></table>
<ul>
{rules}</ul>
<p>{escape(apart)}</p>
</body>
</html>
"""


def passbook_name(account: Account, today: date) -> str:
    """Return the name of its file: ``passbook-V0001-2026-12-31.html``."""
    return f"passbook-{account.people[0].code}-{today}.html"


def _row(village: Village, line: StatementLine, running: int) -> str:
    person = village.people.all().get(line.person)
    what = one_line(line_words(line, village.gifts.all()))
    if line.parts:
        what = _("{name}: {what}").format(name=what, what=one_line(parts_words(line)))
    cells = (
        f"{line.at.astimezone(village.zone):%F}",
        what,
        one_line(person.name) if person else "",
        signed_points(line.points),
        str(running),
    )
    kinds = ("", ' class="left"', "", "", "")
    inside = "".join(
        f"<td{kind}>{escape(cell)}</td>" for kind, cell in zip(kinds, cells, strict=True)
    )
    return f"<tr>{inside}</tr>\n"


_STYLE = f"""
@page {{ size: A4 portrait; margin: 14mm 12mm; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; max-width: 186mm; color: #000; background: #fff;
  font: 10pt/1.35 {FONT}; }}
header {{ display: flex; gap: 6mm; align-items: center; margin-bottom: 4mm; }}
header svg {{ width: 34mm; height: 34mm; flex: none; }}
h1 {{ margin: 0 0 1mm; font-size: 15pt; }}
p {{ margin: 0; overflow-wrap: anywhere; unicode-bidi: isolate; }}
.who {{ font-size: 13pt; font-weight: 600; }}
.balance {{ font-weight: 600; }}
table {{ width: 100%; border-collapse: collapse; }}
thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; page-break-inside: avoid; }}
th, td {{ border: 0.3mm solid #000; padding: 0.8mm 1.2mm; text-align: center; height: 7mm;
  overflow-wrap: anywhere; unicode-bidi: isolate; }}
td.left {{ text-align: left; }}
ul {{ margin: 4mm 0 1mm; padding-left: 5mm; font-size: 9pt; }}
"""

"""需求清单 and 幸福清单: the requests that are open, and those that were answered and by what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.table import Column, Table, Value
from yigong.exports.plain_text import one_line
from yigong.exports.privacy import mask_phones
from yigong.store.dates.date_words import days_text
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.store.request_records import Request
from yigong.store.requests.due_dates import UNFINISHED, days_overdue, due_date
from yigong.store.requests.request_counts import count_requests
from yigong.store.requests.request_words import (
    SATISFACTION_NAMES,
    heard_words,
    holding_words,
    is_kept_back,
    rate_words,
    request_text,
    state_words,
)
from yigong.store.village.village import Village

_OPEN = (
    Column(N_("Code"), 7),
    Column(N_("Heard on"), 11, "date"),
    Column(N_("Group"), 9),
    Column(N_("They ask for"), 32, left=True),
    Column(N_("Taken on by"), 13),
    Column(N_("Due"), 11, "date"),
    Column(N_("Days over"), 7, "count"),
    Column(N_("State"), 10),
)
"""编号 反映日期 小组 内容 认领 期限 逾期天数 状态; msgids."""

_ANSWERED = (
    Column(N_("Code"), 7),
    Column(N_("Heard on"), 11, "date"),
    Column(N_("Who asks"), 9),
    Column(N_("They ask for"), 23, left=True),
    Column(N_("How it was settled"), 23, left=True),
    Column(N_("By what"), 9),
    Column(N_("Done"), 11, "date"),
    Column(N_("Asked back"), 7),
)
"""编号 反映日期 谁反映 内容 办理结果 依托活动 办结日期 回访; msgids."""


def open_requests_file(village: Village, first: date | None, last: date | None, form: str) -> bytes:
    """Write the unfinished requests that were heard in a period as a file.

    Args:
        village: The village.
        first: The first day; `None`: from the beginning.
        last: The last day, inclusive; `None`: to the end.
        form: One of `exports.documents.formats.FORMATS`.
    """
    return table_file(open_requests_table(village, first, last), form)


def answered_requests_file(
    village: Village, first: date | None, last: date | None, form: str
) -> bytes:
    """Write the requests of a period that were answered as a file, and by what.

    Args:
        village: The village.
        first: The first day; `None`: from the beginning.
        last: The last day, inclusive; `None`: to the end.
        form: One of `exports.documents.formats.FORMATS`.
    """
    return table_file(answered_requests_table(village, first, last), form)


def open_requests_table(village: Village, first: date | None, last: date | None) -> Table:
    """需求清单: the unfinished requests, what is due first first. Nobody who asked is named."""
    today, people, squads = village.now().date(), village.people.all(), village.squads.all()
    found = [each for each in _heard(village, first, last) if each.state in UNFINISHED]
    found.sort(key=lambda each: (due_date(each) or date.max, each.number))
    rows: list[tuple[Value, ...]] = [
        (
            each.code,
            each.at.astimezone(village.zone).date(),
            one_line(each.group),
            _text(each),
            one_line(holding_words(each, people, squads)),
            due_date(each),
            days_overdue(each, today) or None,
            state_words(each),
        )
        for each in found
    ]
    title = _("{village}: requests to be answered")
    return _table(village, title, _OPEN, rows, (first, last))


def answered_requests_table(village: Village, first: date | None, last: date | None) -> Table:
    """幸福清单: the settled requests, how and by what, the names of who asked masked."""
    people = village.people.all()
    found = [each for each in _heard(village, first, last) if each.state == "done"]
    rows = [_answered_row(village, each, people) for each in found]
    title = _("{village}: requests that were answered")
    return _table(village, title, _ANSWERED, rows, (first, last))


def _heard(village: Village, first: date | None, last: date | None) -> list[Request]:
    """The requests that were heard in a period, as they may leave the village."""
    published = village.requests.secrecy.published
    return [
        published(each)
        for _number, each in sorted(village.requests.all().items())
        if (first is None or first <= each.at.astimezone(village.zone).date())
        and (last is None or each.at.astimezone(village.zone).date() <= last)
    ]


def _table(
    village: Village,
    title: str,
    columns: Iterable[Column],
    rows: list[tuple[Value, ...]],
    days: tuple[date | None, date | None],
) -> Table:
    counts = count_requests(village.requests.all().values(), *days, village.now().date())
    settings = village.settings
    notes = ["   ".join([*heard_words(counts), *rate_words(counts)])]
    notes.append(_("Of secret requests only code, days, state and topic are here."))
    return Table(
        title.format(village=one_line(settings.name)),
        [
            (_("Period"), days_text(*days)),
            (_("Recording unit"), one_line(settings.unit or settings.name)),
        ],
        [column._replace(name=_(column.name)) for column in columns],
        rows,
        notes=notes,
        landscape=True,
    )


def _answered_row(
    village: Village, request: Request, people: Mapping[int, Volunteer]
) -> tuple[Value, ...]:
    rounds = village.requests.get(request.number).rounds
    done = rounds[-1].answered.astimezone(village.zone).date() if rounds else None
    last = request.rounds[-1] if request.rounds else None
    return (
        request.code,
        request.at.astimezone(village.zone).date(),
        _masked_asker(request, people),
        _text(request),
        mask_phones(one_line(last.outcome)) if last else "",
        "\n".join(last.links) if last else "",
        done,
        _(SATISFACTION_NAMES[last.satisfaction]) if last and last.satisfaction else "",
    )


def _text(request: Request) -> str:
    """What it is for, without phone numbers; of a secret one its topic."""
    text = mask_phones(one_line(request_text(request)))
    hidden = _("(not shown)")
    return f"{text} {hidden}".strip() if is_kept_back(request) else text


def _masked_asker(request: Request, people: Mapping[int, Volunteer]) -> str:
    """Who asked, with the first character of the name alone: 陈**."""
    person = people.get(request.who)
    return masked_name(one_line(person.name if person else request.asker).split(" ")[0])


def masked_name(name: str) -> str:
    """A name of which the first character alone is shown: 陈**; of a Latin one its first letter."""
    return name[:1] + "*" * min(2, max(1, len(name) - 1)) if name else ""

"""What is asked where a request is settled: what was done; then the sentences to who asked."""

from __future__ import annotations

from typing import Any

from yigong.store.dates import recurrence
from yigong.store.event_records import Occurrence
from yigong.store.language import _
from yigong.store.requests.due_dates import UNFINISHED
from yigong.store.requests.request_words import request_text
from yigong.store.village.village import Village
from yigong.tui.screens.base.copy_page import CopyPage, CopyText
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.base.questions import AskOption, AskText
from yigong.tui.text.words import day_name

_MOST = 40
"""Characters of a request in a question."""


def proposed_outcome(village: Village, number: int) -> tuple[str, str]:
    """What is proposed as the outcome of a request: that the last event or booking in answer to it
    took place, and the key of that occurrence; both empty where none is over."""
    today, zone = village.now().date(), village.zone
    heard = village.requests.get(number).at.astimezone(zone).date()
    over = [
        each
        for each in recurrence.occurrences(village.events.answering(number), heard, today, zone)
        if each.end <= village.now() and not each.cancelled and not each.booking
    ]
    return (_took_place(over[-1]), over[-1].key) if over else ("", "")


def _took_place(occurrence: Occurrence) -> str:
    sentence = _("{title} took place for it on {date}")
    return sentence.format(title=occurrence.event.title, date=day_name(occurrence.start.date()))


async def ask_outcome(page: Page[Any], number: int, proposed: str = "", link: str = "") -> bool:
    """Ask what was done for a request; whether it is settled now.

    Args:
        page: The page that asks, in a worker.
        number: The request.
        proposed: The sentence that is proposed.
        link: The occurrence by which, by its key; empty: none.
    """
    requests = page.village.requests
    request = requests.get(number)
    if request.state not in UNFINISHED:
        requests.begin(number)  # refuses, and says why

    def settle(text: str) -> None:
        requests.finish(number, text, filter(None, [link]))

    question = _("{code}: what was done? In a sentence to who asked.").format(code=request.code)
    example = _("for example {when}").format(when=_("the lamp was replaced"))
    return await page.ask(AskText(question, example, proposed, act=settle)) is not None


def tell_asker(page: Page[Any], *numbers: int) -> None:
    """Open the sentences to who asked for settled requests; secret ones have none."""
    from yigong.exports.request_reply import replies_to

    village = page.village
    told = [number for number in numbers if not village.requests.counted_for(number).secret]
    texts = [CopyText(*reply) for number in told for reply in replies_to(village, number)]
    if texts:
        done = _("settled; what they say is written down on its page with r")
        page.app.push_screen(CopyPage(_("To who asked"), texts, done))
    else:
        page.status.good(_("settled; it is secret: tell it to who asked yourself"))


async def settle_answered(page: Page[Any], occurrence: Occurrence) -> None:
    """Offer to settle each request that an occurrence was in answer to, once it is closed."""
    village = page.village
    settled = []
    for request in village.requests.answered_by(occurrence.event):
        if not village.requests.may_read(request):
            continue
        question = _("Is {code} settled by this? {text}").format(
            code=request.code, text=request_text(request)[:_MOST]
        )
        options: list[tuple[object, str]] = [(True, _("yes, settled")), (False, _("no, not yet"))]
        if await page.ask(AskOption(question, options, True)) is not True:
            continue
        if await ask_outcome(page, request.number, _took_place(occurrence), occurrence.key):
            settled.append(request.number)
    if settled:
        tell_asker(page, *settled)

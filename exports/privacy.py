"""Mask phone numbers (令67号 art. 16: no disclosure without consent)."""

from __future__ import annotations

import re


def mask_phone(phone: str) -> str:
    """Hide the middle of a phone number: ``138****5678``.

    At least four characters are hidden, whatever the length: a short number shows only its end,
    a very short one nothing.
    """
    head = 3 if len(phone) >= 11 else 0
    tail = min(4, max(0, len(phone) - 4))
    hidden = max(4, len(phone) - head - tail) if phone else 0
    return phone[:head] + "*" * hidden + phone[len(phone) - tail :]


def mask_phones(text: str) -> str:
    """A text with its phone numbers hidden in the same way: ``妻 冯丽 154****0006``.

    Whatever has six digits or more, also apart by blanks or hyphens, may be one.
    """
    return re.sub(r"[0-9](?:[ -]?[0-9]){5,}", lambda found: _masked_digits(found[0]), text)


def _masked_digits(found: str) -> str:
    return mask_phone(re.sub("[^0-9]", "", found))

"""Mask phone numbers (令67号 art. 16: no disclosure without consent)."""

from __future__ import annotations


def mask_phone(phone: str) -> str:
    """Hide the middle of a phone number: ``138****5678``.

    At least four characters are hidden, whatever the length: a short number shows only its end,
    a very short one nothing.
    """
    head = 3 if len(phone) >= 11 else 0
    tail = min(4, max(0, len(phone) - 4))
    hidden = max(4, len(phone) - head - tail) if phone else 0
    return phone[:head] + "*" * hidden + phone[len(phone) - tail :]

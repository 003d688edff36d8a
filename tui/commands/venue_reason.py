"""What a command says where a venue is not to be had: that a reason lets it be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from yigong.store.language import _
from yigong.store.venues.double_booking import NeedsReason
from yigong.tui.commands import output
from yigong.tui.commands.call import Call


@contextmanager
def offering_reason(call: Call) -> Iterator[None]:
    """Say of a refusal that the option ``--why`` of this command would let it be."""
    try:
        yield
    except NeedsReason:
        if not (call.options.json or getattr(call.options, "file", None)):  # which has a field
            output.print_remark(_("--why REASON does it all the same."))
        raise

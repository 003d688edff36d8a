"""What is said of the pages for everybody after they were written."""

from __future__ import annotations

from yigong.exports.site.public_text import MaskedText
from yigong.store.language import _
from yigong.tui.view.field_names import FIELD_NAMES


def masked_text(masked: MaskedText) -> str:
    """In which text of which record a name or a phone number is masked."""
    field = _(FIELD_NAMES.get(masked.field, masked.field))
    if masked.what == "name":
        text = _("{code} {field}: somebody's name stands in it and is masked on the pages.")
    else:
        text = _("{code} {field}: a phone number stands in it and is masked on the pages.")
    return text.format(code=masked.code, field=field)


def kept_file_text(name: str) -> str:
    """A file that is not for everybody any more and was changed by somebody else."""
    return _("{name} is no page any more, but somebody changed it: it was left there.").format(
        name=name
    )

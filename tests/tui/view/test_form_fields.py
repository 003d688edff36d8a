"""What a record takes from the fields of its form."""

from __future__ import annotations

import pytest

from yigong.store.errors import Refused
from yigong.store.settings_records import Settings
from yigong.tui.view.form_fields import Field, field_values, with_typed_values
from yigong.tui.view.person_fields import read_tags

SETTINGS = Settings(name="南山村", groups=("一组, 东", "二组"))


def refuse(text):
    raise Refused("There is no {what}.", what=text)


FIELDS = [
    Field("name", "Village", SETTINGS.name),
    Field("groups", "Groups", " ".join(SETTINGS.groups), read_tags),
    Field("zone", "Time zone", SETTINGS.zone, refuse),
    Field("unit", "Recording unit", SETTINGS.unit, refuse),
    Field("me", "My name", "李芳", refuse),
]


def test_untouched_fields_leave_the_record_as_it_is_even_where_their_text_reads_otherwise():
    assert read_tags("一组, 东 二组") != SETTINGS.groups
    assert with_typed_values(SETTINGS, FIELDS, field_values(FIELDS)) == SETTINGS


def test_typed_values_are_read_and_fields_of_no_attribute_are_skipped():
    typed = {"name": "东门村", "groups": "一组，二组", "me": "张伟"}
    changed = with_typed_values(SETTINGS, FIELDS, typed)
    assert changed == Settings(name="东门村", groups=("一组", "二组"))


def test_the_first_field_that_cannot_be_read_is_refused():
    with pytest.raises(Refused, match="There is no Mars"):
        with_typed_values(SETTINGS, FIELDS, {"unit": "Moon", "zone": "Mars"})

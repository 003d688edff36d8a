"""An event's JSON with a field that there is not, or of another kind: one sentence says which, and
what there may be; none of it in the words of a library."""

from __future__ import annotations

import json

import pytest

from support.command_line import command_line

EVENT = {"title": "节", "start": "2026-12-01T08:30"}
POST = {"name": "停车", "heads": 2}


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ({"colour": 1}, "Event 2 has a field that is not known: colour; there are: title, kind"),
        (
            {"posts": [POST | {"colour": 1}]},
            "posts[0].colour; there are: id, name, start, minutes, heads, squad, lead, note.",
        ),
        ({"changes": {"2026-12-01": {"colour": 1}}}, "changes.2026-12-01.colour; there are: start"),
        ({"repeat": {"by": "rrule", "colour": 1}}, "repeat.colour; there are: by, rule."),
        ({"repeat": {"by": "moon"}}, "repeat.by should be one of rrule, lunar, term."),
        ({"repeat": "weekly"}, "Event 2: the field repeat should be an object in braces."),
        ({"minutes": "90"}, "Event 2: the field minutes should be a whole number."),
        ({"title": 5}, "Event 2: the field title should be text in quotation marks."),
        ({"start": "morning"}, "the field start should be a time such as 2026-11-25T08:30."),
        ({"all_day": "yes"}, "the field all_day should be true or false."),
        ({"posts": {}}, "the field posts should be a list in square brackets."),
        ({"posts": [{"heads": 2}]}, "Event 2 lacks the field posts[0].name."),
        ({"posts": [POST | {"heads": "two"}]}, "posts[0].heads should be a whole number."),
        ({"hosts": [{"squad": 1, "how": "boss"}]}, "should be one of host, support, with."),
        ({"needs": {"S01": 2}}, "the field needs should be a whole number."),
        ({"needs": []}, "the field needs should be an object in braces."),
        ({"stamped": "2026-12-01T08:30:00"}, "a time in UTC such as 2026-11-25T00:30:00Z."),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_second_of_two_events_is_refused_by_its_field_and_none_is_added(
    village, monkeypatch, capsysbinary, field, sentence, lang
):
    yigong = command_line(village.folder, monkeypatch, capsysbinary)
    given = json.dumps([EVENT, EVENT | field])
    answer = yigong("--lang", lang, "event", "add", "-", stdin=given)
    assert answer.code == 1 and not village.events.all()
    if lang == "en":
        assert sentence in answer.err
    else:
        assert "第 2 个活动" in answer.err and "should" not in answer.err

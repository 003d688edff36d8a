"""``yigong kind``, and events of a village's own kinds by command."""

from __future__ import annotations

import json

import pytest

from support.command_line import CommandLine, command_line
from yigong.store.records import ROLES
from yigong.store.settings_records import KindSpec

CLINIC = {"title": "看牙", "kind": "义诊", "start": "2026-12-05T09:00", "minutes": 120}


@pytest.fixture
def yigong(village, monkeypatch, capsysbinary) -> CommandLine:
    """``yigong("kind", "list")`` in English, as 李芳, on `village`."""
    return command_line(village.folder, monkeypatch, capsysbinary)


def test_a_kind_is_added_with_what_is_said_of_it_and_listed_after_the_others(yigong, village):
    added = yigong(
        *("kind", "add", "培训", "--letter", "训", "--colour", "cyan"),
        *("--role", "learner", "--trains", "yes"),
    )
    assert added.out == "✓ 培训 is a kind of event now.\n"
    assert village.settings.kinds == (
        KindSpec(name="培训", letter="训", colour="cyan", role="learner", trains=True),
    )
    lines = yigong("kind", "list").out.splitlines()
    assert lines[1].split()[:6] == ["Duty", "day", "D", "volunteer", "0", "green"]
    assert lines[1].endswith("of every village")
    assert lines[-1].split()[0] == "Booking"
    assert lines[-2].split() == ["培训", "训", "learner", "0", "cyan", "trains", "volunteers"]
    assert yigong("kind", "list", "--json").json[-2] == {
        **{"name": "培训", "shown": "培训", "letter": "训", "colour": "cyan"},
        **{"role": "learner", "trains": True, "own": True, "events": 0},
    }


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "义诊"), "There is a kind of event 义诊 already."),
        (("add", "duty day"), "There is a kind of event duty day already."),
        (("add", "沙龙", "--letter", "沙龙"), "The letter of a kind is one character."),
        (("edit", "义务日", "--letter", "x"), "Duty day is a kind of every village"),
        (("remove", "other"), "Other is a kind of every village and stays as it is."),
        (("edit", "赛事"), "There is no kind of event 赛事; there are: duty_day, festival, class,"),
        (("remove", "赛事"), "There is no kind of event 赛事"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_written(
    yigong, village, words, sentence
):
    yigong("kind", "add", "义诊")
    before = village.settings
    refused = yigong("kind", *words)
    assert (refused.code, refused.out) == (1, "")
    assert sentence in refused.err
    assert village.settings == before


@pytest.mark.parametrize("role", ["guest", "嘉宾", "Guest"])
def test_a_role_is_given_by_its_word_or_by_its_name_in_either_language(yigong, village, role):
    assert yigong("kind", "add", "沙龙", "--role", role, "--json").json["role"] == "guest"


@pytest.mark.parametrize(
    "words", [("--role", "boss"), ("--colour", "puce"), ("--trains", "maybe"), ("--lettre", "x")]
)
def test_a_wrong_option_is_wrong_usage_and_says_what_there_is(yigong, village, words):
    refused = yigong("kind", "add", "沙龙", *words)
    assert refused.code == 2
    assert not village.settings.kinds
    if words[0] == "--role":
        assert all(word in refused.err for word in ROLES)


def test_only_what_is_named_is_changed_and_an_empty_letter_is_the_first_again(yigong, village):
    yigong("kind", "add", "义诊", "--letter", "诊", "--colour", "red", "--role", "guest")
    assert yigong("kind", "edit", "义诊", "--letter", "", "--colour", "plain").code == 0
    assert village.settings.kinds == (KindSpec(name="义诊", role="guest"),)
    assert yigong("kind", "edit", "义诊", "--name", "看病", "--trains", "yes").out == (
        "✓ 看病 is changed.\n"
    )
    assert village.settings.kinds == (KindSpec(name="看病", role="guest", trains=True),)


def test_a_kind_that_events_have_keeps_its_name_says_what_its_role_means_and_leaves_the_word(
    yigong, village
):
    yigong("kind", "add", "义诊")
    assert yigong("event", "add", "-", stdin=json.dumps([CLINIC, CLINIC])).code == 0
    renamed = yigong("kind", "edit", "义诊", "--name", "看病")
    assert (renamed.code, renamed.out) == (1, "")
    assert "E0001 看牙 is of the kind 义诊, so its name stays" in renamed.err
    assert yigong("kind", "edit", "义诊", "--role", "learner").out == (
        "✓ 义诊 is changed. 2 events have it: what is not signed yet counts as the kind says now.\n"
    )
    removed = yigong("kind", "remove", "义诊", "--json").json
    assert (removed["removed"], removed["events"]) == (True, 2)
    assert not village.settings.kinds
    assert "义诊" in yigong("event", "list").out
    assert yigong("event", "change", "E0001", "-", stdin='{"place": "礼堂"}').code == 0
    refused = yigong("event", "add", "-", stdin=json.dumps(CLINIC))
    assert "There is no kind of event 义诊; there are: duty_day, festival" in refused.err
    assert yigong("undo").code == 0
    assert yigong("undo").code == 0
    assert [kind.name for kind in village.settings.kinds] == ["义诊"]


def test_removing_a_kind_in_use_says_that_events_keep_the_word(yigong, village):
    yigong("kind", "add", "义诊")
    yigong("event", "add", "-", stdin=json.dumps(CLINIC))
    assert yigong("kind", "remove", "义诊").out == (
        "✓ 义诊 is removed. 1 event keeps the word; "
        "whoever comes takes part there, if the event says nothing else.\n"
    )


def test_what_people_are_there_as_is_planned_changed_and_shown(yigong, village):
    yigong("kind", "add", "义诊", "--role", "learner")
    yigong("event", "add", "-", stdin=json.dumps([CLINIC, {**CLINIC, "role": "guest"}]))
    assert [event.role for event in village.events.all().values()] == ["", "guest"]
    shown = [yigong("event", "show", code) for code in ("E0001", "E0002")]
    assert [
        [*line.split()] for each in shown for line in each.out.splitlines() if "Role" in line
    ] == [
        ["Role", "learner"],
        ["Role", "guest"],
    ]
    assert yigong("event", "show", "E0001", "--json").json["occurrence"]["role"] == "learner"
    yigong("event", "change", "E0002", "-", stdin='{"role": ""}')
    assert yigong("event", "show", "E0002", "--json").json["occurrence"]["role"] == "learner"
    refused = yigong("event", "change", "E0002", "-", stdin='{"role": "boss"}')
    assert refused.code == 1
    assert "There is no role boss; there are: volunteer, participant, learner, guest, paid." in (
        refused.err
    )


def test_events_are_found_by_the_name_of_their_kind(yigong, village):
    yigong("kind", "add", "义诊")
    yigong("event", "add", "-", stdin=json.dumps([CLINIC, {**CLINIC, "kind": "meeting"}]))
    found = yigong("event", "list", "--search", "义诊", "--json").json
    assert [event["code"] for event in found] == ["E0001"]

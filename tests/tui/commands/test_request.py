"""``yigong request``: what residents ask for, from the counter to what they say of the outcome."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest

from yigong.store.village.village import Village

TEXTS = [f"第{n}件：楼道灯坏了" for n in range(1, 11)]


@pytest.fixture
def ten(yigong, founded, at_time):
    """The ten requests of a fortnight: one the same as another, one declined, six done, of which
    one late and one twice, two open, of which one late; five were asked back."""
    at_time("2026-11-09T09:00")
    for text in TEXTS:
        assert yigong("request", "add", text).code == 0
    for words in (
        ("same", "Q10", "Q4", "--by", "李芳"),
        ("decline", "Q9", "不归村里管"),
        ("change", "Q8", "--due", "2026-12-24"),
    ):
        assert yigong("request", *words).code == 0
    at_time("2026-11-10T09:00")
    for number in range(1, 6):
        assert yigong("request", "done", f"Q{number}", "换了灯泡").code == 0
    assert yigong("request", "feedback", "Q1", "bad", "--said", "还是不亮").code == 0
    at_time("2026-11-11T09:00")
    assert yigong("request", "done", "Q1", "换了线路").code == 0
    for number in range(1, 6):
        assert yigong("request", "feedback", f"Q{number}", "good").code == 0
    at_time("2026-11-24T09:00")
    assert yigong("request", "done", "Q6", "换了灯泡").code == 0
    at_time("2026-11-25T09:00")


def test_the_counts_of_ten(yigong, ten):
    """登记 9, 受理 8; 办结 6/8, 按期 5/6, 回访 5/6, 满意 5/5, and one more done again."""
    listed = yigong("request", "list", "--state", "all", "--json")
    counts = listed.json["counts"]
    assert (counts["recorded"], counts["accepted"]) == (9, 8)
    assert (counts["done"], counts["in_time"], counts["timed"]) == (6, 5, 6)
    assert (counts["asked"], counts["good"], counts["fair"], counts["redone"]) == (5, 5, 0, 1)
    assert (counts["unfinished"], counts["overdue"]) == (2, 1)
    assert len(listed.json["requests"]) == 10
    spoken = yigong("--lang", "zh", "request", "list").out
    assert (
        "登记 9   受理 8   办结 6/8   按期 5/6   回访 5/6   满意 5/5   另 1 件曾不满意，已重办"
        in spoken
    )
    assert "未办结 2，逾期 1" in spoken


def test_a_list_begins_with_what_is_due_first(yigong, ten):
    """Only what is unfinished, unless another part is asked for."""
    assert [each["code"] for each in yigong("request", "list", "--json").json["requests"]] == [
        "Q0007",
        "Q0008",
    ]
    late = yigong("request", "list", "--overdue", "--json").json["requests"]
    assert [(each["code"], each["overdue"]) for each in late] == [("Q0007", 9)]
    done = yigong("request", "list", "--state", "done", "--json").json["requests"]
    assert [each["code"] for each in done] == [f"Q000{n}" for n in (6, 5, 4, 3, 2, 1)]


def test_not_satisfied_is_a_round_more(yigong, ten):
    """The old round stays, with what they said; the life tells it in order."""
    rounds = yigong("request", "show", "Q1", "--json").json["rounds"]
    assert [(each["satisfaction"], each.get("said", "")) for each in rounds] == [
        ("bad", "还是不亮"),
        ("good", ""),
    ]
    life = yigong("request", "show", "Q1").out.splitlines()
    assert [line for line in life if "还是不亮" in line]
    assert "换了线路" in life[-2] and "satisfied" in life[-1]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("done", "Q7", " "), 1, "The outcome is empty"),
        (("feedback", "Q7", "good"), 1, "Q0007 is not done yet"),
        (("feedback", "Q1", "bored"), 2, ""),
        (("decline", "Q7", ""), 1, "The reason is empty"),
        (("same", "Q7", "Q7"), 1, "cannot be the same as itself"),
        (("same", "Q4", "Q10"), 1, "Q0004 is done; reopen it first"),
        (("take", "Q7"), 1, "Say who takes it on"),
        (("take", "Q7", "没有的人"), 1, ""),
        (("reopen", "Q7"), 1, "Q0007 is not finished"),
        (("show", "Q99"), 1, "There is no request Q0099"),
        (("add", "x" * 50_000), 1, "too long"),
        (("add", " "), 1, "Write down what they ask for"),
        (("add", "灯", "--heard", "2026-12-24"), 1, "still to come"),
        (("add", "灯", "--due", "2026-11-01"), 1, "before it was heard"),
        (("change", "Q7"), 2, "Say what changes"),
        (("done", "Q7", "好了", "--event", "E9"), 1, ""),
        (("message", "Q7"), 1, "not done yet"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_written(yigong, ten, words, code, sentence):
    """Each in a sentence."""
    before = yigong("request", "list", "--state", "all", "--json").out
    refused = yigong("request", *words)
    assert refused.code == code and sentence in refused.err
    assert yigong("request", "list", "--state", "all", "--json").out == before


def test_taken_on_and_given_back(yigong, ten):
    """A person and a squad; undo takes the last step back."""
    yigong("people", "add", "王强")
    yigong("squad", "add", "水电队")
    taken = yigong("request", "take", "Q7", "V1", "--squad", "S1", "--json").json
    assert (taken["state"], taken["holder"], taken["holding_squad"]) == ("taken", "V0001", "S01")
    assert yigong("request", "begin", "Q7", "--json").json["state"] == "doing"
    assert yigong("undo").code == 0
    assert yigong("request", "take", "Q7", "--back", "--json").json["state"] == "open"
    found = yigong("request", "list", "--holder", "V1", "--json").json["requests"]
    assert found == []


def test_an_event_answers_it(yigong, ten, at_time):
    """Its JSON names the request; closing its register says what waits; both lead to each other."""
    added = yigong(
        *("event", "add", "--title", "换灯", "--date", "2026-11-25", "--time", "08:00-09:00"),
        *("--answers", "Q7", "--json"),
    )
    assert added.json[0]["answers"] == ["Q0007"]
    assert yigong("request", "event", "Q8", "E1").code == 0
    assert yigong("request", "event", "Q8", "E1").code == 1
    shown = yigong("request", "show", "Q8", "--json").json
    assert (shown["state"], shown["events"]) == ("doing", ["E0001"])
    assert yigong("event", "show", "E1").out.count("Answers requests") == 2
    yigong("people", "add", "王强")
    assert yigong("checkin", "E1", "V1").code == 0
    at_time("2026-11-25T09:30")
    closed = yigong("close", "E0001@2026-11-25", "--yes")
    assert "Q0007 waits for this" in closed.err and "Q0008 waits for this" in closed.err
    done = yigong("request", "done", "Q7", "灯全换了", "--event", "E1", "--json").json
    assert done["rounds"][0]["links"] == ["E0001@2026-11-25"]


def test_the_sentence_to_who_asked(yigong, ten, founded):
    """Also to those whose request is the same; in the village's language."""
    yigong("people", "add", "陈月仙")
    yigong("request", "change", "Q10", "--who", "V1")
    village = Village.open(founded)
    village.save_settings(msgspec.structs.replace(village.settings, language="zh"))
    told = yigong("request", "message", "Q4", "--json").json
    assert [each["to"] for each in told] == ["Q0004", "陈月仙 Q0010"]
    assert told[1]["text"] == (
        "陈月仙您好，您11月9日反映的「第10件：楼道灯坏了」：换了灯泡。请问您满意吗？"
    )


def test_a_secret_one_is_not_shown(yigong, ten):
    """Not to others, in no list, JSON or table; a look is on record."""
    added = yigong(
        *(
            "request",
            "add",
            "家里吵架",
            "--secret",
            "--topic",
            "调解",
            "--asker",
            "冯丽 15400000006",
        ),
        "--json",
    )
    assert added.json["text"] == "家里吵架"
    for words in (
        ("request", "list", "--json"),
        ("request", "list"),
        ("request", "show", "Q11"),
        ("request", "show", "Q11", "--json"),
        ("history", "--json"),
        ("history",),
    ):
        printed = yigong(*words, "--by", "王强")
        assert printed.code == 0 and "家里" not in printed.out and "冯丽" not in printed.out, words
        assert "\\u5bb6\\u91cc" not in printed.out
    for name in ("requests", "answered"):
        table = yigong("export", name, "--format", "csv", "-o", "-").out
        assert "家里" not in table and "冯丽" not in table
    assert yigong("request", "note", "Q11", "x", "--by", "王强").code == 1
    looked = yigong("request", "show", "Q11", "--look", "--json", "--by", "王强")
    assert looked.json["text"] == "家里吵架"
    assert "looked at a secret request" in yigong("history").out


def test_the_two_tables(yigong, ten):
    """需求清单 has what is open; 幸福清单 what was done, how, names masked; with the counts."""
    yigong("people", "add", "陈月仙")
    yigong("request", "change", "Q4", "--who", "V1")
    needs = yigong("--lang", "zh", "export", "requests", "--format", "csv", "-o", "-").out
    assert "Q0007" in needs and "Q0008" in needs and "Q0001" not in needs
    happy = yigong("--lang", "zh", "export", "answered", "--format", "csv", "-o", "-").out
    row = next(row for row in csv.reader(io.StringIO(happy)) if row and row[0] == "Q0004")
    assert row[2] == "陈**" and "换了灯泡" in row and "满意" in row
    assert "办结 6/8" in happy and "陈月仙" not in happy


def test_where_no_holidays_are_announced(yigong, founded, at_time):
    """The due date is open, and that is said; nothing is invented."""
    at_time("2026-12-30T09:00")
    added = yigong("request", "add", "井盖松了")
    assert "no holidays announced, due date open" in added.out
    assert yigong("request", "show", "Q1", "--json").json["due"] is None
    assert "没有公布放假安排，期限待定" in yigong("--lang", "zh", "request", "list").out


def test_an_event_added_for_it_begins_it(yigong, ten, founded):
    """As on its page: in one change, which one undo takes back."""
    yigong("event", "add", "--title", "换灯", "--date", "12-5", "--answers", "Q7")
    village = Village.open(founded)
    assert village.requests.get(7).state == "doing"
    (event,) = village.events.answering(7)
    yigong("undo")
    village = Village.open(founded)
    assert village.requests.get(7).state == "open"
    assert event.number not in village.events.all()


def test_a_refusal_says_what_is_wrong_with_the_words(yigong, ten):
    """A day to come names the field, without an hour that nobody wrote; y is no reason."""
    later = yigong("request", "add", "路灯", "--heard", "2027-01-01")
    assert "heard on 2027-01-01" in later.err and "12:00" not in later.err
    assert "Write in words" in yigong("request", "decline", "Q8", "yy").err


def test_what_was_heard_on_a_day_without_a_year_was_heard_last(yigong, founded, at_time):
    at_time("2026-12-01T09:00")
    added = yigong("request", "add", "灯", "--heard", "10月24日", "--json")
    assert added.code == 0 and "2026-10-24T12:00" in added.out

"""``yigong grant``, ``report``, ``close`` and ``reopen``."""

from __future__ import annotations


def test_a_closed_register_is_reopened_with_a_reason_and_takes_corrections(yigong, under_way):
    yigong("checkin", under_way, "V1")
    assert "people 1 vol 1" in yigong("close", under_way, "--yes").out
    assert yigong("checkin", under_way, "V2").code == 1
    assert yigong("reopen", under_way).code == 2
    assert yigong("reopen", under_way, "--why", "漏了一位").code == 0
    assert yigong("checkin", under_way, "V2").code == 0


def test_the_close_takes_an_end_for_each_and_one_for_the_rest(yigong, yesterday):
    yigong("paper", yesterday, "-", stdin="1 0830\n2 0900\n")
    for end in ("V1", "V1=25:00", "V1=x", "=10:00"):
        assert yigong("close", yesterday, "--end", end).code == 2
    twice = ("--end", "V1=10:00", "--end", "张小明=10:30")
    assert yigong("close", yesterday, *twice).code == 2
    longer = yigong("close", yesterday, "--end", "V1=12:01", "--until", "11:00")
    assert longer.code == 1 and "cannot be longer than the event (180 min)" in longer.err
    closed = yigong("close", yesterday, "--end", "V1=10:15", "--until", "11:00", "--json").json
    credit = {e["name"]: e["credit"] for e in closed["entries"]}
    assert credit == {"张小明": {"filled": 75}, "王芳": {"filled": 150}}
    yigong("reopen", yesterday, "--why", "漏了李强")
    yigong("paper", yesterday, "-", stdin="3 V3 0830 0930\n")
    closed = yigong("close", yesterday, "--yes", "--json").json
    assert [c["reason"] for c in closed["head"]["corrections"]] == ["漏了李强"]
    total = sum(e["credit"]["filled"] for e in closed["entries"])
    assert total == 75 + 150 + 60


def test_granted_hours_need_a_reason_stay_apart_and_are_taken_back(yigong, under_way):
    assert yigong("grant", under_way, "王芳", "1.5h").code == 2
    granted = yigong("grant", under_way, "王芳", "1.5h", "--why", "在家准备")
    assert granted.out == "✓ 1.5 h are granted to 王芳 V0002 for 河道清理.\n"
    page = yigong("event", "show", under_way)
    assert "granted 1.5 h" in page.out and "came 0" in page.out
    entry = yigong("grant", under_way, "V0002", "30", "--why", "收尾", "--json").json
    assert [grant["minutes"] for grant in entry["grants"]] == [90, 30]
    assert yigong("grant", under_way, "V0002", "--back").code == 2
    assert yigong("grant", under_way, "V0002", "30", "--back", "--why", "错").code == 2
    back = yigong("grant", under_way, "V0002", "--back", "--why", "记错了")
    assert back.out == "✓ 王芳 V0002 is granted 1.5 h for 河道清理 now.\n"
    assert yigong("grant", under_way, "V0002", "很久", "--why", "错").code == 1
    history = yigong("history").out
    assert "granted hours taken back" in history and "记错了" in history


def test_how_it_went_is_kept_with_the_register_and_taken_back_like_anything(yigong, under_way):
    assert yigong("report", under_way, "还没人").code == 1
    yigong("checkin", under_way, "王芳")
    result = yigong("report", under_way, "清了两里河道")
    assert result.out == f"✓ The report of {under_way} 河道清理 is kept.\n"
    assert "Report: 清了两里河道" in yigong("event", "show", under_way).out
    assert yigong("undo").out.startswith("✓ Undone: report written")
    assert "Report:" not in yigong("event", "show", under_way).out


def test_a_grant_that_looks_like_a_slip_is_asked_about(yigong, yesterday):
    words = ("grant", yesterday, "V3", "90", "--why", "备料")
    assert yigong(*words).code == 0
    again = yigong(*words)
    assert (again.code, again.out) == (1, "")
    assert again.err == (
        "李强 V0003 was granted 90 min for that just now already. "
        "Nothing was granted; --yes grants it.\n"
    )
    assert yigong(*words, "--yes").code == 0
    much = yigong("grant", yesterday, "V3", "10h", "--why", "守夜")
    assert much.code == 1
    assert "780 min granted to 李强 V0003, and the event lasts 180 min" in much.err
    entries = yigong("event", "show", yesterday, "--json").json["register"]["entries"]
    (entry,) = [each for each in entries if each["code"] == "V0003"]
    assert [grant["minutes"] for grant in entry["grants"]] == [90, 90]

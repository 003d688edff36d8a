"""``yigong people import``: what a roster adds, and what a dry run says of it."""

from __future__ import annotations

ROSTER = """青山村花名册,,,
姓名,手机号,所属队伍,性别
张小明,12012345678,修葺队,男
刘秀兰,12011110000,修葺队；清理队,女
陈梅,1.2E+10,清理队,女
合计,3,,
"""


def test_a_dry_run_tells_everything_and_writes_nothing(yigong, founded):
    result = yigong("people", "import", "-", "--dry-run", "--squads", stdin=ROSTER)
    assert result.code == 0
    assert "row 5  refused  陈梅" in result.out
    assert (
        "refused 1, new 2\n2 people added, 2 squads founded\nLeft out: refused 1.\n" in result.out
    )
    assert result.out.endswith("Nothing was written: --dry-run.\n")
    assert yigong("people", "list", "--json").json == []
    assert yigong("squad", "list", "--json").json == []


def test_an_import_adds_who_is_new_and_fills_the_squads(yigong, under_way):
    raw = ROSTER.encode("gb18030")
    result = yigong("people", "import", "-", "--json", stdin=raw)
    assert [row["verdict"] for row in result.json] == ["update", "new", "refused"]
    assert list(result.json[0]) == [
        *("line", "verdict", "name", "person", "number", "squads"),
        *("changes", "reason", "who", "choice", "remarks"),
    ]
    assert list(result.json[0]["changes"][0]) == ["field", "old", "new"]
    assert "12011110000" not in result.out
    assert yigong("squad", "list", "--json").json == []
    assert yigong("people", "import", "-", "--squads", stdin=raw).code == 0
    assert len(yigong("people", "list", "--json").json) == 3
    squads = {s["name"]: s["members"] for s in yigong("squad", "list", "--json").json}
    assert squads == {"修葺队": [1, 3], "清理队": [3]}

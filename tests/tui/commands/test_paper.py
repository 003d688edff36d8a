"""``yigong paper``: a sheet typed in whole, or not at all."""

from __future__ import annotations


def test_a_paper_sheet_is_typed_back_whole_or_not_at_all(yigong, yesterday):
    faulty = "1 0830 1100\n2 1100 0900\n3 0900 1000\n"
    dry = yigong("paper", yesterday, "-", "--dry-run", stdin=faulty)
    assert dry.code == 0
    assert "王芳 V0002  08:30-11:00  150 min" in dry.out
    assert "! The end is not after the start." in dry.out
    assert "! Row 3 has nobody's name" in dry.out
    assert "right 1   with a fault 2" in dry.err
    refused = yigong("paper", yesterday, "-", stdin=faulty)
    assert refused.code == 1 and "Line 2" in refused.err and "Nothing was written." in refused.err
    entries = yigong("event", "show", yesterday, "--json").json["register"]["entries"]
    assert not any("stints" in entry for entry in entries)
    mended = "1 0830 1100\n\n2 09:00 11:00\n3 李强 ９．００ 1000\n".encode("utf-8-sig")
    lines = yigong("paper", yesterday, "-", "--dry-run", "--json", stdin=mended).json
    assert [(x["line"], x["row"], x["fault"]) for x in lines] == [
        (1, 1, None), (3, 2, None), (4, 3, None),
    ]  # fmt: skip
    assert yigong("paper", yesterday, "-", stdin=mended).out == "✓ 3 rows are typed in.\n"
    entries = yigong("event", "show", yesterday, "--json").json["register"]["entries"]
    assert {e["name"]: e["row"] for e in entries} == {"王芳": 1, "张小明": 2, "李强": 3}
    assert yigong("paper", yesterday, "-", stdin=b"1 0830\xff").code == 3

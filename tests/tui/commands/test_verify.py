"""``yigong verify``: exit code 0 only where a service record says what is signed."""

from __future__ import annotations

import re

import pytest


@pytest.fixture
def paper(yigong, yesterday) -> str:
    """The code on the record of 张小明, who served for an hour yesterday."""
    yigong("paper", yesterday, "-", stdin="2 0830 0930\n1 0830 1130\n")
    assert yigong("close", yesterday, "--yes").code == 0
    page = yigong("export", "record", "张小明", "-o", "-").out
    (code,) = set(re.findall(r"20\d\d-0001-[A-Z0-9]{6}", page))
    assert "<svg" in page and f"yigong verify {code}" in page
    return code


def test_an_equal_record_says_whose_and_what_must_stand_on_it(yigong, paper):
    found = yigong("verify", paper.lower())
    assert found.code == 0
    assert found.out.startswith("Equal: what it says is what is signed.\n")
    assert "张小明 V0001" in found.out and "On the paper must stand  1.0 h of service" in found.out
    data = yigong("verify", paper, "--json").json
    assert (data["verdict"], data["person"]["code"], data["on_paper"]["service"]) == (
        "equal",
        "V0001",
        60,
    )
    assert [line["on_paper"]["filled"] for line in data["lines"]] == [60]


def test_a_changed_one_names_the_register_its_total_now_and_the_reason(yigong, yesterday, paper):
    yigong("reopen", yesterday, "--why", "漏记")
    found = yigong("verify", paper)
    assert found.code == 1 and "reopened, not signed again" in found.out and "漏记" in found.out
    assert "Signed now               0.0 h of service" in found.out
    yigong("paper", yesterday, "-", stdin="2 1000 1030\n")
    yigong("close", yesterday, "--yes")
    found = yigong("verify", paper, "--json")
    assert (found.code, found.json["now"]["service"]) == (1, 90)
    (line,) = found.json["lines"]
    assert (line["cause"], line["title"]) == ("corrected", "村民义务日")
    assert [each["reason"] for each in line["corrections"]] == ["漏记"]


def test_a_misread_letter_a_number_never_issued_and_an_erased_person_say_nothing(yigong, paper):
    other = paper[:-1] + ("4" if paper[-1] == "3" else "3")
    found = yigong("verify", other)
    assert found.code == 1 and "misread, or made up" in found.out and "张小明" not in found.out
    assert yigong("verify", other, "--json").json == {"verdict": "misread", "code": paper[:9]}
    found = yigong("verify", f"{paper[:5]}0009-AAAAAA")
    assert found.code == 1 and "was ever issued here" in found.out
    assert yigong("verify", " ").code == 2
    for text in ("x", "[/]", "\x1b[2J", paper[:9]):
        refused = yigong("verify", text)
        assert refused.code == 1 and not refused.out and "\x1b" not in refused.err
    assert yigong("people", "forget", "V0001", "--yes").code == 0
    found = yigong("verify", paper)
    assert found.code == 1 and "erased at their wish" in found.out and "1.0" not in found.out


def test_it_is_in_the_history_and_not_undone(yigong, paper):
    yigong("verify", paper)
    line = yigong("history", "--json").json[0]
    assert (line["act"], line["new"]["what"]) == ("issue.check", f"{paper[:9]} equal")
    shown = yigong("history").out.splitlines()
    assert any("service record checked" in each and "张小明" in each for each in shown)

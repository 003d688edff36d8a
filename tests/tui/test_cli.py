"""The grammar: global options, and the help of every command."""

from __future__ import annotations

from typing import Any


def test_global_options_stand_before_the_command_or_after_it(yigong, tmp_path):
    for name, words in (
        ("a", ("--data", tmp_path / "a", "--by", "王强", "init")),
        ("b", ("init", "--data", tmp_path / "b", "--by", "王强")),
    ):
        assert yigong(*words).code == 0
        (line,) = yigong("history", "--json", "--data", tmp_path / name).json
        assert (line["act"], line["by"]) == ("village.create", "王强")


def test_every_command_explains_itself(yigong):
    from yigong.tui.cli import build_parser

    def walk(parser: Any, path: tuple[str, ...]) -> None:
        result = yigong(*path, "--help")
        assert (result.code, result.err) == (0, "")
        assert " ".join(("yigong", *path)) in result.out
        for action in parser._actions:
            if hasattr(action, "_name_parser_map"):
                for name, part in action.choices.items():
                    walk(part, (*path, name))

    walk(build_parser(), ())


def test_a_command_that_is_not_there_is_answered_with_the_nearest_not_with_all(yigong):
    result = yigong("--lang", "zh", "checkinn", "E1")
    assert result.code == 2
    assert (
        result.err == "没有命令 checkinn。最接近的是 checkin, checkout；所有命令：yigong --help\n"
    )
    assert yigong("--lang", "zh", "xyz").err == "没有命令 xyz。所有命令：yigong --help\n"
    assert "event --help" in yigong("event", "lst").err

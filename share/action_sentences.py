"""Extracts the sentences of the catalogue: those in the code, and what each key does.

The help says of each key what the docstring of its action says first, so that is translated, too.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

from babel.messages.extract import extract_python

PREFIX = "action_"


def extract(
    file: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: Any
) -> Iterator[tuple[int, str | None, str | tuple[str, ...], list[str]]]:
    """Yield the messages of a file: a method of pybabel (`[extractors]` in babel.cfg)."""
    source = file.read()
    yield from extract_python(io.BytesIO(source), keywords, comment_tags, options)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
            PREFIX
        ):
            sentence = (ast.get_docstring(node) or "").partition("\n\n")[0].replace("\n", " ")
            if sentence:
                yield node.lineno, None, sentence, []

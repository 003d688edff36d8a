"""A book's file is decoded in one place, and no flipped bit of it goes on as another value."""

from __future__ import annotations

import json
import re

import msgspec
import pytest

from hostile.corpus import sample_of
from hostile.mutated_village import SIGNED, make_village
from yigong.store.attendance.counts_cache import CountsCache, count_register
from yigong.store.errors import Damaged, DataError, Newer
from yigong.store.settings_records import HoursPolicy
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.storage.book_file import FORMAT, decode_tables
from yigong.store.storage.folder import Folder
from yigong.store.storage.layout import village_files
from yigong.store.village.village import Village


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return make_village(tmp_path_factory.mktemp("whole") / "v")


@pytest.fixture(scope="module")
def books(whole):
    """The bytes of each book, by its name."""
    files = village_files(Folder(whole))
    return {f.book: (whole / f.name).read_bytes() for f in files if not f.is_history}


def flipped(raw, every=1):
    """The bytes with each of their bits the other way, and where that is; or some of them."""
    for at in sample_of(range(len(raw) * 8), every):
        data = bytearray(raw)
        data[at // 8] ^= 1 << at % 8
        yield at // 8, bytes(data)


def field_names(raw):
    """Where the names of fields and tables are, and not the keys that are numbers or dates."""
    inside = set()
    for at in range(len(raw) - 1):
        if raw[at : at + 2] == b'":':
            begin = raw.rfind(b'"', 0, at) + 1
            if not raw[begin:at].isdigit():
                inside.update(range(begin, at))
    return inside


def test_no_flipped_bit_of_any_book_ends_in_anything_but_a_sentence(whole, books):
    tried = 0
    for name, raw in books.items():
        for _at, data in flipped(raw, 7):
            tried += 1
            try:
                decode_tables(data, whole / f"{name}.json", name)
            except (Damaged, Newer) as error:
                assert f"{name}.json" in str(error)
    assert tried > 5_000


def test_a_flipped_bit_of_the_name_of_a_field_is_never_taken_for_a_field_left_out(whole, books):
    for name, raw in books.items():
        tables, names = json.loads(raw), field_names(raw)
        # What a history line that it carries says of a record is plain data, which is compared.
        carried = range(raw.index(b'"last":'), len(raw)) if b'"last":' in raw else range(0)
        for at, data in flipped(raw):
            if at in names and at not in carried:
                with pytest.raises((Damaged, Newer)):
                    decode_tables(data, whole / f"{name}.json", name)
        assert decode_tables(raw, whole / f"{name}.json", name) == tables


def test_no_bit_of_a_signed_register_changes_its_sums_but_on_its_page_too(tmp_path):
    """The sums are read by a decoder of their own, which is faster: it looks at no times."""
    whole = make_village(tmp_path / "v")
    village = Village.open(whole, Actor("李芳"))
    path = whole / f"registers/2026/{SIGNED}.json"
    raw = path.read_bytes()
    cache = CountsCache(village.registers)
    times = [match.span() for match in re.finditer(rb'"(stints|grants)":\[.*?\]', raw)]
    for at, data in flipped(raw, 23):
        path.write_bytes(data)
        _fingerprint, quick = cache._count_closed(SIGNED)
        try:
            full = count_register(village.registers.peek(SIGNED), HoursPolicy())
        except DataError:
            assert quick is None or any(begin <= at < end for begin, end in times)
        else:
            assert quick in (None, full)


DAMAGE = {
    "a head that is empty": lambda book: book.update(head={}),
    "a second head": lambda book: book["head"].update({"2": book["head"]["1"]}),
    "a head of another number": lambda book: book.update(head={"2": book["head"]["1"]}),
    "no head": lambda book: book.pop("head"),
    "no meta data": lambda book: book.pop("meta"),
    "empty meta data": lambda book: book.update(meta={}),
    "meta data of another number": lambda book: book.update(meta={"2": book["meta"]["1"]}),
    "a key that is nearly one": lambda book: book["meta"]["1"].update(
        formau=book["meta"]["1"].pop("format")
    ),
    "format 0": lambda book: book["meta"]["1"].update(format=0),
    "another table": lambda book: book.update(_defaulu=book.pop("_default")),
    "one table more": lambda book: book.update(people={}),
    "a record under another number": lambda book: book["_default"].update(
        {"5": book["_default"]["1"]}
    ),
    "a number that would be given twice": lambda book: book["meta"]["1"].update(highest=1),
    "history lines of another book": lambda book: book["meta"]["1"]["last"][0].update(
        book="people"
    ),
    "history lines of another revision": lambda book: book["meta"]["1"].update(rev=99),
    "history lines of nobody here": lambda book: book["meta"]["1"]["last"][0].update(key=5),
    "a field that there is not": lambda book: book["_default"]["1"].update(stinus=[]),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_what_a_register_cannot_be_is_refused_by_readers_and_writers_alike(tmp_path, what):
    village = Village.open(make_village(tmp_path / "v"), Actor("李芳"))
    key = "E0001@2026-11-25"
    path = village.folder / f"registers/2026/{key}.json"
    book = json.loads(path.read_bytes())
    DAMAGE[what](book)
    path.write_bytes(msgspec.json.encode(book))
    before = path.read_bytes()
    with pytest.raises(Damaged, match=key):
        village.registers.read(key)
    register = village.registers.book(key)
    with (
        pytest.raises(Damaged, match=key),
        register.change(Actor(), village.now(), ChangeReason("test")),
    ):
        raise AssertionError("it was opened for writing")
    assert path.read_bytes() == before


def test_a_record_that_hides_another_of_its_number_is_refused(whole, books):
    """Of two equal keys a decoder keeps the last: one bit would take a person off the roster."""
    raw = books["people"].replace(b'{"_default":{"1":', b'{"_default":{"2":')
    with pytest.raises(Damaged):
        decode_tables(raw, whole / "people.json", "people")


def test_a_higher_format_is_said_to_be_newer_whatever_else_is_in_it(whole, books):
    for content in ({"meta": {"1": {"format": FORMAT + 1}}}, {"_default": 7}):
        book = {**json.loads(books["people"]), **content}
        book["meta"] = {"1": {"format": FORMAT + 1, "new": True}}
        with pytest.raises(Newer):
            decode_tables(msgspec.json.encode(book), whole / "people.json", "people")

"""A redaction leaves nothing of whom it is about, harms nobody else, and may be repeated."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yigong.store.records import Volunteer
from yigong.store.village.redaction import Identity, Redaction

NAME, PHONE, CODE = "欧阳若溪", "12098761234", "V0002"
OTHERS = ("李秀英", "欧阳若溪溪", "小欧阳若溪", "王·强", "Anna Maria", "12000000001")
SEPARATORS = ("、", "，", ", ", "；", " / ", "／", " ", "（", "）", "&", "：")


def redaction(*others):
    """Of the person with number 2; others on the roster by name."""
    people = {2: Volunteer(number=2, name=NAME, phone=PHONE)}
    people |= {n: Volunteer(number=n, name=name) for n, name in enumerate(others, 3)}
    known = Identity(
        number=2,
        names=frozenset({NAME}),
        phones=frozenset({PHONE}),
        readings=frozenset({"ouyang ruoxi"}),
    )
    return Redaction(people, {2}, [known])


parts = st.lists(st.sampled_from((NAME, PHONE, *OTHERS)), min_size=1, max_size=5)


@given(parts, st.sampled_from(SEPARATORS))
def test_of_several_in_charge_only_they_become_the_code(names, separator):
    stored = {"lead": separator.join(names)}
    redacted = redaction().record("events", 1, stored)
    wanted = [CODE if name in (NAME, PHONE) else name for name in names]
    assert redacted == {"lead": separator.join(wanted)}


@given(parts, st.sampled_from(SEPARATORS))
def test_a_namesake_keeps_the_name_wherever_it_stands(names, separator):
    stored = {"lead": separator.join(name for name in names if name != PHONE), "by": NAME}
    assert redaction(NAME).record("events", 1, stored) == stored


texts = st.sampled_from((NAME, PHONE, f"问{NAME}", "李秀英", "", "rrule"))
fields = st.sampled_from(("lead", "by", "closed_by", "name", "note", "reason", "repeat", "phone"))
values = st.recursive(
    texts | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(fields, inner, max_size=4),
    max_leaves=12,
)
guardians = st.lists(st.fixed_dictionaries({"name": texts}, optional={"phone": texts}), max_size=3)
records = st.dictionaries(fields, values, max_size=6).flatmap(
    lambda record: guardians.map(lambda found: {**record, "number": 5, "guardians": found})
)


@given(records, st.sampled_from(("people", "events", "squads", "registers/2026/E0001@2026-11-25")))
def test_redacting_twice_changes_nothing_more(record, book):
    once = redaction().record(book, 5, record)
    assert redaction().record(book, 5, once) == once


@given(records)
def test_what_is_not_redacted_is_a_mention(record):
    """Whatever still has the name or the phone is reported, but who signed and how it is read."""
    left = redaction().record("events", 5, record)
    fields = redaction().mentions("events", 5, left)
    for field, value in left.items():
        if field not in ("by", "closed_by", "end_by") and field in fields:
            assert NAME in str(value) or PHONE in str(value)
        if isinstance(value, str) and (NAME in value or PHONE in value):
            assert field in fields or field in ("by", "closed_by")


@given(st.text(max_size=60))
def test_a_text_that_names_them_is_seen_in_its_bytes(text):
    """The search of files by their bytes passes over nothing."""
    import msgspec

    for inside in (text, f"{text}{NAME}", f"{text} Ouyang Ruoxi {text}", f"OUYANGRUOXI {text}"):
        if redaction().names_them(inside):
            assert redaction().may_name(msgspec.json.encode({"note": inside}))


def test_a_reading_is_a_word_of_its_own():
    them = redaction()
    for text in ("Ouyang Ruoxi", "问 ouyangruoxi 吧", "OUYANG RUOXI"):
        assert them.names_them(text)
    for text in ("xouyang ruoxi", "ouyang ruoxing", "ouyang"):
        assert not them.names_them(text)


def test_their_own_record_is_only_a_number():
    stored = {"number": 2, "rev": 4, "name": NAME, "phone": PHONE, "merged": 7, "born": 1970}
    redacted = redaction().record("people", 2, stored)
    assert redacted == {"number": 2, "rev": 4, "merged": 7, "name": CODE}

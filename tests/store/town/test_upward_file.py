"""What a village sends: no name and no phone, and no file is taken that contradicts itself."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.clock import SHANGHAI, Clock
from support.towns import NOON, NOVEMBER, YEAR, opened_village, two_villages
from yigong.exports.documents.upward_tables import upward_tables
from yigong.store.errors import Newer, Refused
from yigong.store.event_records import Event, OrganisedBy
from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.town.name_mask import NameMask
from yigong.store.town.report_changes import report_change
from yigong.store.town.town_folder import TownFolder, with_village
from yigong.store.town.upward_file import decode_upward, encode_upward
from yigong.store.town.upward_report import period_label, upward_report
from yigong.store.town_records import TownVillage
from yigong.store.village.village import Village

PARTS = "李芳王建国欧阳明珠阿卜杜"
NAMES = st.text(st.sampled_from(PARTS), min_size=2, max_size=4)
PHONES = st.integers(0, 99_999_999).map(lambda n: f"154{n:08d}")
WORDS = st.sampled_from(["理发", "第三季", " ", "2026-11-25", "20261125", "，", "A", "家的", "*"])


def free_texts(people):
    """Texts in which names and phones of a roster stand, also apart, doubled and in other width."""
    names = st.sampled_from([name for name, _phone in people])
    phones = st.sampled_from([phone for _name, phone in people])
    spoken = st.one_of(
        names,
        names.map(" ".join),
        phones,
        phones.map(lambda phone: f"{phone[:3]} {phone[3:7]}-{phone[7:]}"),
        phones.map(lambda phone: phone.translate({n + 48: n + 0xFF10 for n in range(10)})),
        WORDS,
    )
    return st.lists(spoken, min_size=1, max_size=6).map("".join).filter(lambda t: t.strip())


def plain(text):
    return "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_name_and_no_phone_of_the_roster_stands_in_a_masked_text(data):
    people = data.draw(st.lists(st.tuples(NAMES, PHONES), min_size=1, max_size=6))
    mask = NameMask(Volunteer(name=name, phone=phone) for name, phone in people)
    masked = mask.text(data.draw(free_texts(people)))
    for name, phone in people:
        assert name not in plain(masked)
        assert phone not in re.sub(r"\D", "", masked)


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_no_name_and_no_phone_of_the_roster_stands_anywhere_in_what_is_sent(data, tmp_path_factory):
    people = data.draw(st.lists(st.tuples(NAMES, PHONES), min_size=2, max_size=5))
    texts = [data.draw(free_texts(people))[:60] for _field in range(5)]
    start = datetime(2026, 11, 25, 9, tzinfo=SHANGHAI)
    clock = Clock(start)
    folder = tmp_path_factory.mktemp("sent")
    village = Village.create(
        folder / "village", Settings(name="青山村"), Actor(people[0][0]), clock=clock, sync=False
    )
    numbers = [
        village.people.add(
            Volunteer(
                name=name,
                phone=phone,
                guardians=(Guardian(name=people[0][0] + "妈", phone=phone),),
            )
        ).number
        for name, phone in people
    ]
    host = village.squads.add(Squad(name=f"{people[1][0]}工作室", hosts=True))
    event = village.events.add(
        Event(
            title=texts[0],
            place=texts[1],
            notes=texts[2],
            start=start.replace(tzinfo=None),
            hosts=(OrganisedBy(squad=host.number),),
        )
    )
    occurrence = village.events.occurrence(event.number, date(2026, 11, 25))
    for number in numbers:
        village.registers.checkin.check_in(occurrence, number)
    clock.now += timedelta(hours=2)
    for number in numbers:
        village.registers.checkin.check_out(occurrence, number)
    village.registers.settlement.close(occurrence)
    village.registers.settlement.reopen(occurrence, texts[3])
    sent = encode_upward(upward_report(village, *NOVEMBER))
    assert decode_upward(sent).occurrences[0].corrections
    shown = json.loads(sent)
    shown["occurrences"][0]["digest"] = ""
    for text in (json.dumps(shown, ensure_ascii=False), str(upward_tables(decode_upward(sent)))):
        for name, phone in people:
            assert name not in plain(text)
            assert phone not in re.sub(r"[\s-]", "", text)


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    return two_villages(tmp_path_factory.mktemp("villages"))[0]


@pytest.fixture
def sent(village):
    return upward_report(village, *NOVEMBER)


def test_it_says_of_each_register_the_digest_of_its_file(village, sent):
    for each in sent.occurrences:
        raw = (village.folder / village.registers.file(each.key)).read_bytes()
        assert each.digest == hashlib.sha256(raw).hexdigest()


def test_it_is_read_back_as_it_was_sent(sent):
    assert decode_upward(encode_upward(sent)) == sent


def changed(report, **fields):
    return encode_upward(msgspec.structs.replace(report, **fields))


LIES = {
    "another period": lambda r: {"period": "2026-10"},
    "days outside": lambda r: {"last": date(2026, 11, 20), "period": "2026-11-01_2026-11-20"},
    "no identity": lambda r: {"id": "../../etc"},
    "more in all than in the lines": lambda r: {
        "total": msgspec.structs.replace(r.total, volunteers=r.total.volunteers + 1)
    },
    "a month that is not there": lambda r: {
        "months": (msgspec.structs.replace(r.months[0], key="2026-12"),)
    },
    "an occurrence twice": lambda r: {"occurrences": (*r.occurrences, r.occurrences[0])},
    "one left out": lambda r: {"occurrences": r.occurrences[1:]},
    "below 0": lambda r: {"by_old_rule": -1},
    "beyond all bounds": lambda r: {"by_old_rule": 10**12},
    "an escape code": lambda r: {"by": "\x1b[2J"},
    "50 000 characters": lambda r: {"by": "长" * 50_000},
    "blanks for a name": lambda r: {"village": "  "},
    "all signed": lambda r: {"unsigned_registers": 0},
    "a time without a zone": lambda r: {"at": r.at.replace(tzinfo=None)},
    "the year 9999": lambda r: {"at": r.at.replace(year=9999)},
    "half a digest": lambda r: {
        "occurrences": tuple(msgspec.structs.replace(o, digest="ab") for o in r.occurrences)
    },
    "more households met than there are": lambda r: {
        "visits": msgspec.structs.replace(r.visits, met=5)
    },
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_contradicts_itself_is_refused_in_a_sentence(sent, lie, tmp_path):
    town = TownFolder(tmp_path / "town")
    town.create("黄湖镇", "zh")
    with pytest.raises(Refused) as refusal:
        town.take(changed(sent, **LIES[lie](sent)), new=True)
    assert "nothing was taken" in str(refusal.value)
    assert not (town.path / "received").exists()
    assert town.read().villages == ()


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"null", b"{" * 100_000, b"\xff", b"#" * 9_000_000]
)
def test_what_is_no_report_is_refused(raw, tmp_path):
    with pytest.raises(Refused):
        decode_upward(raw)


def test_another_file_and_one_that_was_cut_are_called_what_they_are(sent):
    for raw in (b"name,phone\nA,1\n", b"", b'{"name": "x"}', b"PK\x03\x04"):
        with pytest.raises(Refused, match="another file; nothing was taken"):
            decode_upward(raw)
    whole = encode_upward(sent)
    with pytest.raises(Refused) as refusal:
        decode_upward(whole[:-40])
    assert str(refusal.value).startswith("The file was cut or changed on the way; nothing was")
    with pytest.raises(Refused, match=r"\(total.occurrences\)"):
        decode_upward(changed(sent, total={"occurrences": "x"}))


def test_a_newer_report_is_refused_with_what_to_do(sent):
    newer = json.loads(encode_upward(sent)) | {"format": 2, "mood": "good"}
    with pytest.raises(Newer, match="Update yigong"):
        decode_upward(json.dumps(newer).encode())
    with pytest.raises(Newer, match="Update yigong"):
        decode_upward(changed(sent, format=2))


def test_a_file_of_no_village_of_the_town_or_of_another_is_refused(sent, tmp_path):
    town = TownFolder(tmp_path / "town")
    town.create("黄湖镇", "zh")
    with pytest.raises(Refused, match="has no village 青山村"):
        town.take(encode_upward(sent))
    town.change(lambda old: with_village(old, TownVillage(name="青山村", id="other.yigong")))
    with pytest.raises(Refused, match="another identity"):
        town.take(encode_upward(sent))
    town.change(lambda old: with_village(old, TownVillage(name="乙村", id=sent.id)))
    with pytest.raises(Refused, match="has the identity of 乙村"):
        town.take(encode_upward(sent))


def test_every_version_is_kept_the_latest_counts_and_none_is_taken_twice(sent, tmp_path):
    town = TownFolder(tmp_path / "town")
    town.create("黄湖镇", "zh")
    later = msgspec.structs.replace(sent, at=sent.at + timedelta(hours=1))
    assert town.take(encode_upward(sent), new=True).before is None
    assert town.take(encode_upward(later)).before == sent
    with pytest.raises(Refused, match="already"):
        town.take(encode_upward(later))
    with pytest.raises(Refused, match="later file"):
        town.take(encode_upward(sent))
    folder = town.path / "received" / sent.id
    assert sorted(file.name for file in folder.iterdir()) == ["2026-11-1.json", "2026-11-2.json"]
    (village,) = town.read().villages
    assert next(town.sent(village, *NOVEMBER)) == later
    assert list(town.sent(village, *YEAR)) == []


def test_a_correction_of_thirty_minutes_is_exactly_those_and_says_which_register_and_why(tmp_path):
    first, _second = two_villages(tmp_path)
    occurrence = first.events.occurrence(2, date(2026, 11, 14))
    # Format 3 counted minutes otherwise: signed anew, they are counted as a correction does.
    first.registers.settlement.reopen(occurrence, "按现在的办法重签")
    first.registers.settlement.close(occurrence)
    before = upward_report(first, *NOVEMBER)
    first = opened_village(first.folder, NOON + timedelta(hours=1))
    register = first.registers.read(occurrence.key)
    entry = next(e for e in register.entries.values() if e.credit and e.credit.total)
    first.registers.settlement.reopen(occurrence, "漏记了收拾场地")
    first.registers.grants.grant(occurrence, entry.number, 30, "收拾场地")
    first.registers.settlement.close(occurrence)
    change = report_change(before, upward_report(first, *NOVEMBER))
    assert [each.key for each in change.registers] == [occurrence.key]
    assert change.registers[0].reasons == ("漏记了收拾场地",)
    assert change.difference("granted") == 30
    assert {
        name: change.difference(name)
        for name in change.after.__struct_fields__
        if name != "granted"
    } == dict.fromkeys((n for n in change.after.__struct_fields__ if n != "granted"), 0)


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        ((2026, 11, 1), (2026, 11, 30), "2026-11"),
        ((2026, 10, 1), (2026, 12, 31), "2026-Q4"),
        ((2026, 1, 1), (2026, 12, 31), "2026"),
        ((2026, 11, 1), (2026, 12, 31), "2026-11-01_2026-12-31"),
        ((2026, 11, 2), (2026, 11, 30), "2026-11-02_2026-11-30"),
    ],
)
def test_a_period_has_one_name(first, last, label):
    assert period_label(date(*first), date(*last)) == label


def test_a_period_without_ends_is_not_sent(village):
    with pytest.raises(Refused, match="two ends"):
        upward_report(village, None, None)

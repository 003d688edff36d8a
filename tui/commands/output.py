"""What a command prints: a record as JSON for scripts, lines for people, an export as a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from yigong.exports.privacy import mask_phone, mask_phones
from yigong.store.attendance.hours import Credit
from yigong.store.attendance.register import Promotion, Register
from yigong.store.attendance.roles import counted_role
from yigong.store.attendance_records import Entry, Head, ServiceTime
from yigong.store.errors import DataError
from yigong.store.event_records import Occurrence
from yigong.store.language import _
from yigong.store.records import Volunteer, code
from yigong.store.statistics.summary import Summary, View, summarise
from yigong.store.statistics.tally import Tally
from yigong.store.storage.history_line import HistoryLine
from yigong.store.village.village import Village
from yigong.tui.commands.call import Call
from yigong.tui.commands.command_words import noted
from yigong.tui.text.display_text import columns, harmless_line, is_harmless
from yigong.tui.view.post_words import post_names

# -- records as plain data -------------------------------------------------


def record_data(record: Any) -> Any:
    """A record as plain data, with its ``code`` if it has one."""
    plain = msgspec.to_builtins(record, str_keys=True)
    code = getattr(record, "code", "")
    return {"code": code, **plain} if code else plain


def person_data(person: Volunteer, *, full_phones: bool) -> dict[str, Any]:
    """A person as plain data; phones masked unless asked for."""
    plain: dict[str, Any] = record_data(person)
    return plain if full_phones else _with_masked_phones(plain)


def _with_masked_phones(record: dict[str, Any]) -> dict[str, Any]:
    """A stored record with its phone numbers masked, those of a person's guardians too."""
    plain = dict(record)
    if plain.get("phone"):
        plain["phone"] = mask_phone(str(plain["phone"]))
    if plain.get("emergency"):
        plain["emergency"] = mask_phones(str(plain["emergency"]))
    if plain.get("guardians"):
        plain["guardians"] = [_with_masked_phones(guardian) for guardian in plain["guardians"]]
    return plain


def entry_data(call: Call, entry: Entry, head: Head) -> dict[str, Any]:
    """A register entry as plain data, with the person's code and name, and what they count as by
    a head (see `Registers.head`)."""
    person = call.village.people.all().get(entry.number)
    plain: dict[str, Any] = record_data(entry)
    if "posts" in plain:
        names = {post.id: post.name for post in head.posts}
        plain["posts"] = [{"name": names.get(p["post"], ""), **p} for p in plain["posts"]]
    return {
        "code": code("V", entry.number),
        "name": person.name if person else "",
        "counts_as": counted_role(entry, head),
        **plain,
    }


def tally_data(tally: Tally) -> dict[str, Any]:
    """All numbers of a tally as plain data; who was paid is in no sum."""
    heads = tally.heads
    return {
        "occurrences": tally.occurrences,
        "heads": {
            "total": heads.total,
            "volunteers": heads.volunteers,
            "participants": heads.participants,
            "guests": heads.guests,
            "paid": heads.paid,
            "learners": heads.present.learner,
            "along": heads.along,
            "nameless": heads.nameless,
        },
        "people": {"total": tally.people, **msgspec.to_builtins(tally.persons)},
        "boardings": tally.boardings,
        **time_data(tally.credit),
    }


def register_data(village: Village, register: Register) -> dict[str, Any]:
    """All numbers of one register as plain data (see `tally_data`)."""
    policy = village.registers.settlement.policy(register)
    return tally_data(summarise([register], policy).total)


def summary_data(summary: Summary, views: Iterable[View]) -> dict[str, Any]:
    """The numbers of a summary as plain data: in total, and in each row of some views, by the
    keys of `tally.TallyRow`."""
    return {
        "first": summary.first,
        "last": summary.last,
        "total": tally_data(summary.total),
        "unsigned": summary.unsigned,
        "credited_alike": summary.credited_alike,
        "rows": {
            view: [
                {"key": row.key, "label": row.label, **tally_data(row.tally)}
                for row in summary.rows(view)
            ]
            for view in views
        },
    }


def time_data(credit: Credit) -> dict[str, Any]:
    """Minutes as plain data: of service by origin and in all, of learning, of paid work."""
    return {
        "minutes": credit_data(credit.service),
        "learning": credit.learning.minutes,
        "labour": credit.labour.minutes,
    }


def promotion_data(call: Call, promotion: Promotion) -> dict[str, Any]:
    """Who moved up from the waitlist, as plain data: the entry, and the occurrence's key."""
    head = call.village.registers.head(promotion.occurrence)
    return {"occurrence": promotion.occurrence.key, **entry_data(call, promotion.entry, head)}


def credit_data(credit: ServiceTime) -> dict[str, int]:
    """Minutes of service by origin, and their total, as plain data."""
    return {
        "clocked": credit.clocked,
        "filled": credit.filled,
        "granted": credit.granted,
        "total": credit.total,
    }


def history_data(village: Village, line: HistoryLine, *, full_phones: bool) -> dict[str, Any]:
    """A history line as plain data; phones masked unless asked for, secret requests as shown."""
    line = village.requests.secrecy.shown_line(line)
    plain: dict[str, Any] = {"id": line.id, **record_data(line)}
    if not full_phones:
        for side in ("old", "new"):
            if plain.get(side):
                plain[side] = _with_masked_phones(plain[side])
    return plain


def count_phones(line: HistoryLine) -> int:
    """How many phone numbers a history line holds, before and after."""
    records = [record for record in (line.old, line.new) if record]
    guardians = [guardian for record in records for guardian in record.get("guardians", ())]
    return sum(bool(holder.get("phone")) for holder in (*records, *guardians))


# -- printing --------------------------------------------------------------


def answer(call: Call, data: Any, sentence: object) -> None:
    """Print the answer of a command: as JSON if ``--json`` asks for it, else as a sentence."""
    if call.options.json:
        print_json(data)
    else:
        print_line(sentence)


def answer_entry(
    call: Call,
    occurrence: Occurrence,
    entry: Entry,
    sentence: object,
    moved_up: Sequence[Entry] | None = None,
    before: Mapping[int, Entry] | None = None,
) -> None:
    """Print the answer about an entry that was changed, and who moved up from the waitlist by
    it; without `moved_up` nobody can by such a change, and the JSON is without it. `before` are the
    register's entries before it."""
    head = call.village.registers.head(occurrence)
    data = entry_data(call, entry, head)
    if moved_up is not None:
        data["moved_up"] = [entry_data(call, each, head) for each in moved_up]
    answer(call, data, sentence)
    if moved_up and not call.options.json:
        print_moved_up(call, moved_up, occurrence, before or {})


def print_json(data: Any) -> None:
    """Print plain data as JSON (see `json_text`)."""
    print(json_text(data))


def json_text(data: Any) -> str:
    """Plain data as indented JSON; characters that could drive a terminal are escaped."""
    text = msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
    return re.sub(r"[^\n -~]", _escaped, text)


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if is_harmless(character):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def print_line(sentence: object = "") -> None:
    """Print one line for people."""
    print(harmless_line(sentence))


def print_remark(sentence: object) -> None:
    """Print a remark beside the answer, on standard error."""
    print(harmless_line(sentence), file=sys.stderr)


def print_moved_up(
    call: Call, entries: Iterable[Entry], plan: Occurrence, before: Mapping[int, Entry]
) -> None:
    """Print who moved up from the waitlist, and the posts that they did not have before, a line
    each."""
    for entry in entries:
        person = call.village.people.get(entry.number)
        text = _("{name} {code} waited and has the place now.")
        sentence = text.format(name=person.name, code=person.code)
        print_line(noted(sentence, post_names(entry, plan, before.get(entry.number))))


def answer_plan(
    call: Call, data: dict[str, Any], sentence: str, promotions: Sequence[Promotion]
) -> None:
    """Print the answer about a plan that was changed, and who moved up by it at which date."""
    moved_up = [promotion_data(call, each) for each in promotions]
    answer(call, {**data, "moved_up": moved_up}, sentence)
    for promotion in () if call.options.json else promotions:
        person = call.village.people.get(promotion.entry.number)
        text = _("{name} {code} waited and has a place on {date} now.")
        date = f"{promotion.occurrence.start:%F}"
        sentence = text.format(name=person.name, code=person.code, date=date)
        posts = post_names(promotion.entry, promotion.occurrence, promotion.before)
        print_line(noted(sentence, posts))


def print_unreadable(unreadable: Sequence[DataError]) -> None:
    """Print a remark on the registers that could not be read and are not counted, if any."""
    from yigong.tui.text.words import unreadable_text

    if unreadable:
        print_remark(unreadable_text(unreadable))


def print_table(
    rows: Iterable[Sequence[object]], right: Collection[int] = (), *, indent: str = ""
) -> None:
    """Print aligned columns, those of `right` flush right."""
    for line in columns(list(rows), right):
        print(indent + line if line else line)


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output, and nothing else."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def deliver(
    call: Call, name: str, data: bytes, numbers: Callable[[], dict[str, Any]] = dict
) -> None:
    """Write an export to the file that ``-o`` names, else to the outbox, and print its path.

    ``-o -`` writes the bytes to standard output and prints nothing. `numbers` gives what ``--json``
    says of them.
    """
    from yigong.exports.export_file import write_export

    target = call.options.output
    if target == "-":
        write_bytes(data)
        return
    path = call.file_path(target) if target else call.village.outbox() / name
    write_export(path, data, call.village.root)
    about = numbers() if call.options.json else {}
    answer(call, {"path": str(path), "bytes": len(data), **about}, path)

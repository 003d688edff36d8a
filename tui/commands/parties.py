"""``yigong role``, ``along``, ``count``: as what people are there, and who comes without a name."""

from __future__ import annotations

from yigong.store.attendance.capacity import TooFewPlaces
from yigong.store.attendance.hours import entry_credit
from yigong.store.attendance.register import Register
from yigong.store.attendance.role_words import read_role, role_name
from yigong.store.attendance.roles import nameless_heads
from yigong.store.attendance_records import Entry
from yigong.store.errors import Refused, WrongUsage
from yigong.store.event_records import Occurrence
from yigong.store.language import _, ngettext
from yigong.store.records import Volunteer
from yigong.tui.commands import output
from yigong.tui.commands.arguments import roles_help
from yigong.tui.commands.attendance import arrival_sentence
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser
from yigong.tui.text.attendance_words import heads_words, time_words


def register(commands: Commands) -> None:
    """Add the commands."""
    part = commands.add("role", change_role, _("say what somebody is there as"))
    part.add_event()
    part.add_person()
    part.add_value("role", "ROLE", roles_help(), type=read_role)
    part.add_flag("--last", _("only since they came last; what was before stays"))
    part.add_value("--why", "REASON", _("why; needed once the register is signed"), default="")
    part = commands.add("along", bring_along, _("say how many come with somebody"))
    part.add_event()
    part.add_person()
    part.add_along()
    part.add_value(
        "--with",
        "P",
        _("people on the roster who came with them: all of them are checked in"),
        dest="members",
        nargs="+",
        default=[],
    )
    _add_admit_option(part)
    part = commands.add("count", count_nameless, _("count people who give no name"))
    part.add_event()
    part.add_along()
    _add_admit_option(part)
    part.add_flag("--back", _("take the last count back"))
    part.add_value("--why", "REASON", _("why; with --back"))


def _add_admit_option(part: Parser) -> None:
    part.add_flag("--admit", _("let them in though all places are taken"))


def change_role(call: Call) -> None:
    """Change what somebody is there as; in a signed register that is a correction."""
    options, registers = call.options, call.village.registers
    occurrence = call.occurrence("settle" if options.why else "door")  # a reason corrects
    person = call.person()
    entry = registers.roles.change(
        occurrence, person.number, options.role, last=options.last, reason=options.why
    )
    head = registers.head(occurrence)
    text = _("✓ {name} {code} is there as {role}.")
    if options.last and len(entry.stints) > 1:
        text = _("✓ {name} {code} is there as {role} since they came last.")
    if head.closed is not None:
        text = _("✓ {name} {code} is signed as {role}, with {time}.")
    sentence = text.format(
        name=person.name,
        code=person.code,
        role=role_name(options.role),
        time=_time_text(call, occurrence, entry),
    )
    output.answer_entry(call, occurrence, entry, sentence)


def _time_text(call: Call, occurrence: Occurrence, entry: Entry) -> str:
    """What an entry is credited, each kind of time by its name."""
    registers = call.village.registers
    policy = registers.settlement.policy(registers.read(occurrence.key))
    credit = entry_credit(entry, registers.head(occurrence), policy)
    return _("{hours} h").format(hours=time_words(credit) or "0.0")


def bring_along(call: Call) -> None:
    """Record how many come along with somebody, or check a household in."""
    options, village = call.options, call.village
    if options.adults is None and options.children is None and not options.members:
        raise WrongUsage("Say how many, with --adults and --children, or who, with --with.")
    occurrence, person = call.occurrence("door"), call.person()
    before = village.registers.read(occurrence.key).entries
    adults, children = options.adults, options.children
    if (entry := before.get(person.number)) is not None:
        adults = entry.adults if adults is None else adults
        children = entry.children if children is None else children
    if options.members:
        _bring_household(call, occurrence, person, adults or 0, children or 0)
        return
    try:
        changed = village.registers.checkin.bring(
            occurrence,
            person.number,
            adults=adults or 0,
            children=children or 0,
            admit=options.admit,
        )
    except TooFewPlaces as refusal:
        raise _with_admit(refusal) from None
    sentence = _along_sentence(changed.entry, person)
    output.answer_entry(call, occurrence, changed.entry, sentence, changed.moved_up, before)


def _along_sentence(entry: Entry, person: Volunteer) -> str:
    text = _("✓ {name} {code} comes with {heads}.")
    if entry.party == 1:
        text = _("✓ {name} {code} comes alone.")
    heads = heads_words(entry.adults, entry.children)
    return text.format(name=person.name, code=person.code, heads=heads)


def _bring_household(
    call: Call, occurrence: Occurrence, person: Volunteer, adults: int, children: int
) -> None:
    """Check somebody in with people on the roster, and say of each what happened."""
    options, village = call.options, call.village
    members = [village.people.person_for(query) for query in options.members]
    arrivals = village.registers.checkin.bring_family(
        occurrence,
        person.number,
        [member.number for member in members],
        adults=adults,
        children=children,
        admit=options.admit,
    )
    people, head = village.people.all(), village.registers.head(occurrence)
    sentences = [
        arrival_sentence(village, arrival, people[arrival.entry.number], head, again=True)
        for arrival in arrivals
    ]
    if options.json:
        output.print_json(
            [
                {
                    "tone": arrival.answer.tone.value,
                    "entry": output.entry_data(call, arrival.entry, head),
                }
                for arrival in arrivals
            ]
        )
        return
    for sentence in sentences:
        output.print_line(sentence)


def count_nameless(call: Call) -> None:
    """Count people without a name, or take the last count back."""
    options, checkin = call.options, call.village.registers.checkin
    adults, children = options.adults, options.children
    if options.back:
        if options.why is None or adults is not None or children is not None:
            raise WrongUsage("To take the last count back give --back and --why, and no numbers.")
        occurrence = call.occurrence("door")
        book = checkin.uncount(occurrence, options.why)
        _print_count(
            call, book, _("✓ The last count is taken back; {total} without a name in all.")
        )
        return
    if options.why is not None or (adults is None and children is None):
        raise WrongUsage("Say how many, with --adults and --children.")
    occurrence = call.occurrence("door")
    try:
        book = checkin.count(
            occurrence, adults=adults or 0, children=children or 0, admit=options.admit
        )
    except TooFewPlaces as refusal:
        raise _with_admit(refusal) from None
    counted = (adults or 0) + (children or 0)
    text = ngettext(
        "✓ {n} without a name is counted; {total} in all.",
        "✓ {n} without a name are counted; {total} in all.",
        counted,
    )
    _print_count(call, book, text, n=counted)


def _print_count(call: Call, book: Register, sentence: str, **fields: int) -> None:
    """Print what was counted, and how many there are without a name in all."""
    assert book.head is not None  # noqa: S101 - a count writes the head
    total = nameless_heads(book.head)
    data = {
        "code": book.key,
        "nameless": total,
        "headcounts": [output.record_data(count) for count in book.head.headcounts],
    }
    output.answer(call, data, sentence.format(total=total, **fields))


def _with_admit(refusal: TooFewPlaces) -> Refused:
    """The refusal with the option that lets people in all the same."""
    return Refused(
        "There are not so many places: {n} in all; `--admit` lets them in.", **refusal.fields
    )

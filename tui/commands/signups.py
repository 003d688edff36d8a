"""``yigong signup`` and ``withdraw``: before the day."""

from __future__ import annotations

from collections.abc import Mapping

from yigong.store.attendance.posts import post_named
from yigong.store.attendance.rides import leg_name
from yigong.store.attendance.waitlist import waitlist_turns
from yigong.store.attendance_records import Entry
from yigong.store.errors import WrongUsage
from yigong.store.language import _
from yigong.tui.commands import output
from yigong.tui.commands.arguments import count_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.command_words import noted
from yigong.tui.commands.grammar import Commands
from yigong.tui.text.attendance_words import attendance_note


def register(commands: Commands) -> None:
    """Add the commands."""
    part = commands.add("signup", sign_up, _("sign people up for an event"))
    part.add_event()
    part.add_people()
    part.add_value("--squad", "S", _("the squad they serve in"))
    part.add_repeated("--post", "NAME", _("the post they sign up for; repeatable"))
    part.add_repeated("--ride", "N", _("a leg of a trip that they want, else all; repeatable"))
    part.add_role()
    part.add_along()
    part = commands.add("withdraw", withdraw, _("take a sign-up back"))
    part.add_event()
    part.add_person()
    part.add_value("--post", "NAME", _("only from this post"))
    part.add_value("--ride", "N", _("only from this leg of a trip"))


def sign_up(call: Call) -> None:
    """Sign people up for an occurrence."""
    from yigong.tui.view.desk_answers import signed_up_elsewhere_words, waiting_reason
    from yigong.tui.view.post_words import post_list
    from yigong.tui.view.trip_words import wanted_words

    village, options = call.village, call.options
    if len(options.people) > 1 and (options.adults is not None or options.children is not None):
        raise WrongUsage("Who comes along is said of one person at a time.")
    rides = [count_argument(leg) for leg in options.ride] or None
    occurrence = call.occurrence("plan")
    people = [village.people.person_for(query) for query in options.people]
    squad = call.squad().number if options.squad else 0
    posts = [post_named(occurrence, name).id for name in options.post]
    before = village.registers.read(occurrence.key).entries
    entries = village.registers.signup.sign_up(
        occurrence,
        *(person.number for person in people),
        squad=squad,
        posts=posts,
        rides=rides,
        role=options.role or "",
        adults=options.adults,
        children=options.children,
    )
    head = village.registers.head(occurrence)
    others = village.elsewhere.signed_up(occurrence, (entry.number for entry in entries))
    if options.json:
        data = []
        for entry in entries:
            also = [other.key for other in others.get(entry.number, ())]
            data.append({**output.entry_data(call, entry, head), "elsewhere": also})
        output.print_json(data)
        return
    register = village.registers.read(occurrence.key)
    after, places = register.entries, village.registers.places(occurrence)
    turns = waitlist_turns(after.values())
    for person, entry in zip(people, entries, strict=True):
        sentence = _sign_up_sentence(entry, before.get(entry.number)).format(
            name=person.name,
            code=person.code,
            title=occurrence.event.title,
            date=f"{occurrence.start:%F}",
        )
        legs = wanted_words(entry, occurrence)
        note = [post_list(entry, occurrence, hours=True), attendance_note(entry, head)]
        note += [_("only {leg}").format(leg=legs)] if legs else []
        if turn := turns.get(entry.number):
            note.append(_("waits, no. {n}").format(n=turn))
        if entry.waiting:
            note.append(waiting_reason(entry, register, places))
        sentence = noted(sentence, _(", ").join(filter(None, note)))
        output.print_line(noted(sentence, signed_up_elsewhere_words(others.get(entry.number, ()))))
    output.print_moved_up(call, _moved_up(before, after), occurrence, before)


def _moved_up(before: Mapping[int, Entry], after: Mapping[int, Entry]) -> list[Entry]:
    """Who had waited and has a place now: a party that became smaller left it, or they are it."""
    return [
        entry
        for number, entry in after.items()
        if number in before and before[number].waiting and not entry.waiting
    ]


def _sign_up_sentence(entry: Entry, before: Entry | None) -> str:
    """The sentence for a sign-up. An unchanged one is told apart, because `undo` would take back
    an earlier change."""
    if entry.waiting:
        return _("{name} {code} waits for a place at {title}, {date}.")
    if entry == before:
        return _("{name} {code} was signed up already for {title}, {date}; nothing was changed.")
    return _("✓ {name} {code} is signed up for {title}, {date}.")


def withdraw(call: Call) -> None:
    """Withdraw a sign-up; the first on the waitlist moves up."""
    occurrence, person = call.occurrence("plan"), call.person()
    registers = call.village.registers
    named = call.options.post
    post = post_named(occurrence, named) if named is not None else None
    ride = count_argument(call.options.ride) if call.options.ride is not None else 0
    before = registers.read(occurrence.key).entries
    moved_up = registers.signup.withdraw(occurrence, person.number, post.id if post else 0, ride)
    if call.options.json:
        head = registers.head(occurrence)
        data = [output.entry_data(call, entry, head) for entry in moved_up]
        output.print_json({"moved_up": data})
        return
    text = _("✓ {name} {code} is not signed up any more.")
    left = registers.read(occurrence.key).entries.get(person.number)
    if left is not None and left.expected is not None and (post is not None or ride):
        text = _("✓ {name} {code} is not signed up for the post {post} any more.")
        if ride:
            text = _("✓ {name} {code} is not signed up for {post} any more.")
    name = post.name if post else leg_name(ride, occurrence) if ride else ""
    output.print_line(text.format(name=person.name, code=person.code, post=name))
    output.print_moved_up(call, moved_up, occurrence, before)

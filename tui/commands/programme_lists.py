"""``yigong programme list`` and ``show``, and the files of programmes: what only reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yigong.store.errors import DataError
from yigong.store.language import _
from yigong.store.programme_records import Enrolment, Programme
from yigong.store.programmes.enrolment_rules import latest_enrolments
from yigong.store.programmes.enrolment_words import enrolment_state
from yigong.store.programmes.goal_progress import (
    ProgrammeProgress,
    progress_by_number,
    progress_of,
    season_progress,
)
from yigong.store.programmes.programme_events import planned_by_programme
from yigong.store.records import code
from yigong.store.squads.host_words import host_words
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands, Parser
from yigong.tui.view.programme_words import (
    days_words,
    enrolled_words,
    passed_words,
    progress_words,
    season_days,
    service_words,
)


def add_programme_argument(part: Parser) -> None:
    """Add the argument that names a programme."""
    part.add_value("programme", "P", _("a programme's code or name"))


def register(group: Commands) -> None:
    """Add the parts to ``yigong export``."""
    part = group.add("programmes", export_progress, _("how far the programmes have come"))
    part.add_format(_("html (to print), xlsx or csv"), "html", "xlsx", "csv")
    part.add_output()
    part = group.add("enrolled", export_enrolled, _("who is enrolled in a programme"))
    add_programme_argument(part)
    part.add_format(_("html (to print), xlsx or csv"), "html", "xlsx", "csv")
    part.add_output()


def programme_meant(call: Call, query: str | None = None) -> Programme:
    """Look up a programme; without a query it is the argument ``programme``."""
    wanted = call.options.programme if query is None else query
    return call.village.programmes.find(wanted)


# -- as plain data ---------------------------------------------------------

_GOAL_WORDS = {"attendances": "participants"}
"""Numbers of a goal that the record calls otherwise."""


def programme_data(programme: Programme) -> dict[str, Any]:
    """A programme as plain data, its hosts by their codes. What a goal counts as attendances are
    those of participants, whom the plain data names."""
    plain: dict[str, Any] = output.record_data(programme)
    if goal := plain.get("goal"):
        plain["goal"] = {_GOAL_WORDS.get(name, name): number for name, number in goal.items()}
    hosts = [{"squad": code("S", host.squad), "how": host.how} for host in programme.hosts]
    return plain | ({"hosts": hosts} if hosts else {})


def progress_data(progress: ProgrammeProgress) -> dict[str, Any]:
    """How far a programme has come, as plain data; its time in minutes."""
    return {
        "occurrences": progress.occurrences,
        "participants": progress.attendances,
        "people": progress.people,
        "service": progress.service,
        "planned": progress.planned,
    }


def enrolment_data(call: Call, enrolment: Enrolment) -> dict[str, Any]:
    """An enrolment as plain data, with the code and the name of the person."""
    person = call.village.people.all().get(enrolment.person)
    plain: dict[str, Any] = output.record_data(enrolment)
    return {
        **plain,
        "programme": code("P", enrolment.programme),
        "person": code("V", enrolment.person),
        "name": person.name if person else "",
        "mentors": [code("V", number) for number in enrolment.mentors],
    }


# -- lists -----------------------------------------------------------------


def list_programmes(call: Call) -> None:
    """List the programmes with their goals and where they stand."""
    village = call.village
    programmes = {
        number: each
        for number, each in village.programmes.all().items()
        if call.options.archived or not each.archived
    }
    unreadable: list[DataError] = []
    summary = village.summary(None, None, unreadable=unreadable)
    found = progress_by_number(programmes, summary, _planned(call))
    if call.options.json:
        output.print_json(
            [
                {**programme_data(each), "progress": progress_data(found[number])}
                for number, each in programmes.items()
            ]
        )
    else:
        output.print_table(
            [
                each.code,
                each.name,
                days_words(each),
                _(", ").join(progress_words(found[number])),
                enrolled_words(each, village.enrolments.of(number)),
                _("archived") if each.archived else "",
            ]
            for number, each in programmes.items()
        )
    output.print_unreadable(unreadable)


def _planned(call: Call) -> Mapping[int, int]:
    """How many dates of each programme are to come."""
    village = call.village
    events, programmes = village.events.all().values(), village.programmes.all()
    return planned_by_programme(events, programmes, village.now(), village.zone)


def show_programme(call: Call) -> None:
    """Show a programme: its seasons, its numbers beside its goal, and who is enrolled."""
    village, programme = call.village, programme_meant(call)
    unreadable: list[DataError] = []
    summary = village.summary(None, None, programme=programme.name, unreadable=unreadable)
    progress = progress_of(programme, summary.counted, _planned(call).get(programme.number, 0))
    today = village.now().date()
    seasons = season_progress(programme, summary.counted, today)
    enrolments = village.enrolments.of(programme.number)
    if call.options.json:
        data = {
            **programme_data(programme),
            "progress": progress_data(progress),
            "season_progress": [
                {"name": s.season.name, "occurrences": s.occurrences, "passed": s.passed}
                for s in seasons
            ],
            "enrolments": [enrolment_data(call, each) for each in enrolments],
        }
        output.print_json(data)
        output.print_unreadable(unreadable)
        return
    facts = [days_words(programme), host_words(programme.hosts, village.squads.all())]
    output.print_table([[programme.code, programme.name, *facts, programme.lead]])
    output.print_line("  ".join([*progress_words(progress), service_words(progress)]))
    output.print_table(
        [
            s.season.name,
            season_days(s.season, today),
            _("{n} occ.").format(n=s.occurrences),
            passed_words(s),
        ]
        for s in seasons
    )
    _print_enrolled(call, programme, enrolments)
    output.print_unreadable(unreadable)


def _print_enrolled(call: Call, programme: Programme, enrolments: list[Enrolment]) -> None:
    words = enrolled_words(programme, enrolments)
    if not words:
        return
    people = call.village.people.all()
    output.print_line()
    output.print_line(words)
    turn = 0
    rows = []
    shown, back = latest_enrolments(enrolments)
    for each in shown:
        turn += each.waiting
        person = people.get(each.person)
        mentors = (people[number].name for number in each.mentors if number in people)
        rows.append(
            [
                code("V", each.person),
                person.name if person else "",
                each.children or "",
                each.since,
                enrolment_state(each, turn, back=each.person in back),
                _(", ").join(mentors),
            ]
        )
    heads = [_("Code"), _("Name"), _("Children"), _("Since"), _("State"), _("Mentors")]
    output.print_table([heads, *rows], right=(2,))


# -- files -----------------------------------------------------------------


def export_progress(call: Call) -> None:
    """Export how far the programmes have come."""
    from yigong.exports.documents.programme_tables import progress_file

    form = call.options.format
    output.deliver(call, f"programmes.{form}", progress_file(call.village, form))


def export_enrolled(call: Call) -> None:
    """Export who is enrolled in a programme; phone numbers are masked."""
    from yigong.exports.documents.programme_tables import enrolled_file

    programme, form = programme_meant(call), call.options.format
    data = enrolled_file(call.village, programme, form)
    output.deliver(call, f"enrolled-{programme.code}.{form}", data)

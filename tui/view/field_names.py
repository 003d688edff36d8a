"""The names of records' fields and of their fixed values, as msgids."""

from __future__ import annotations

from yigong.store.language import N_
from yigong.store.records import Mark

FIELD_NAMES: dict[str, str] = {
    "name": N_("Name"),
    "title": N_("Title"),
    "kind": N_("Kind"),
    "role": N_("Role"),
    "phone": N_("Phone"),
    "reading": N_("Reading"),
    "group": N_("Group"),
    "tags": N_("Tags"),
    "note": N_("Note"),
    "gender": N_("Gender"),
    "joined": N_("Joined"),
    "archived": N_("Archived"),
    "born": N_("Born"),
    "guardians": N_("Guardians"),
    "consent": N_("Consent"),
    "apart": N_("Is not"),
    "merged": N_("Is now"),
    "forgotten": N_("Forgotten"),
    "purpose": N_("Purpose"),
    "members": N_("Members"),
    "leader": N_("Leader"),
    "deputies": N_("Deputies"),
    "start": N_("Start"),
    "end": N_("End"),
    "minutes": N_("Length"),
    "all_day": N_("All day"),
    "zone": N_("Time zone"),
    "place": N_("Place"),
    "geo": N_("Coordinates"),
    "repeat": N_("Repeats"),
    "earlier": N_("Earlier plans"),
    "notes": N_("Notes"),
    "lead": N_("In charge"),
    "needs": N_("Needs"),
    "capacity": N_("Places"),
    "changes": N_("Single dates"),
    "cancelled": N_("Cancelled"),
    "reason": N_("Reason"),
    "stints": N_("In and out"),
    "expected": N_("Signed up"),
    "waiting": N_("Waiting"),
    "mark": N_("Roll call"),
    "adults": N_("Adults along"),
    "children": N_("Children along"),
    "headcounts": N_("Without a name"),
    "serving": N_("Serving squads"),
    "trains": N_("Trains volunteers"),
    "credit": N_("Credited"),
    "learning": N_("Learning"),
    "labour": N_("Paid work"),
    "grants": N_("Granted"),
    "report": N_("Report"),
    "travel": N_("On the way"),
    "programme": N_("Programme"),
    "groups": N_("Groups"),
    "kinds": N_("Kind of event"),
    "unit": N_("Recording unit"),
    "squad": N_("Squad"),
    "row": N_("Row"),
    "rows": N_("Rows printed"),
    "closed": N_("Closed"),
    "closed_by": N_("Closed by"),
    "corrections": N_("Corrections"),
    "language": N_("Language"),
    "first_weekday": N_("Week begins"),
    "years_ahead": N_("Years ahead"),
    "hours": N_("Hours policy"),
    "stars": N_("Stars at hours"),
    "organisers": N_("Organisers"),
    "what": N_("The list"),
    "count": N_("Whole phone numbers"),
    "person": N_("Person"),
    "first": N_("First day"),
    "last": N_("Last day"),
}
"""The fields of all records, as a history line shows them."""

POLICY_FIELD_NAMES: dict[str, str] = {
    "rounding": N_("Hours round"),
    "round_to": N_("  to minutes"),
    "daily_cap": N_("Most a day"),
    "min_presence": N_("Least presence"),
    "travel": N_("On the way"),
}
"""The fields of the hours policy in the settings."""

GENDER_NAMES = {"f": N_("female"), "m": N_("male")}

MARK_NAMES: dict[Mark, str] = {"late": N_("late"), "leave": N_("on leave"), "absent": N_("absent")}
"""The marks of a roll call."""

// What a JavaScript calendar shows of calendar files: every occurrence, with start and end in UTC.
//
// In, as JSON on standard input: [{"text": the file, "before": "2027-01-01"}, ...].
// Out, as JSON: for each file a list of {"start", "end", "title", "status"}, days as dates, or
// {"error": why it was not read}. A rule without an end is followed up to the day "before".

import { readFileSync } from "node:fs";
import ICAL from "ical.js";

function utc(time) {
  return time.isDate
    ? time.toString()
    : time.convertToZone(ICAL.Timezone.utcTimezone).toString();
}

function shown(start, end, event) {
  const status = event.component.getFirstPropertyValue("status");
  return { start: utc(start), end: utc(end), title: event.summary, status };
}

function* dates(master, before) {
  if (!master.isRecurring()) {
    yield shown(master.startDate, master.endDate, master);
    return;
  }
  const iterator = master.iterator();
  for (let next = iterator.next(); next; next = iterator.next()) {
    if (next.compare(before) >= 0) {
      return;
    }
    const found = master.getOccurrenceDetails(next);
    yield shown(found.startDate, found.endDate, found.item);
  }
}

function read({ text, before }) {
  ICAL.TimezoneService.reset(); // no file reads with the zones of the one before it
  const calendar = new ICAL.Component(ICAL.parse(text));
  const parts = calendar.getAllSubcomponents("vevent");
  const uid = (part) => part.getFirstPropertyValue("uid");
  const overrides = parts.filter((part) => part.hasProperty("recurrence-id"));
  const end = ICAL.Time.fromString(before);
  return parts
    .filter((part) => !part.hasProperty("recurrence-id"))
    .flatMap((part) => {
      // Left to itself it takes the overrides of all events in the file for this one's.
      const exceptions = overrides.filter((other) => uid(other) === uid(part));
      return [...dates(new ICAL.Event(part, { exceptions }), end)];
    });
}

function safely(file) {
  try {
    return read(file);
  } catch (error) {
    return { error: String(error) };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(safely)));

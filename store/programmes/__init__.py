"""Programmes: several events with seasons, goals and an enrolment; how far they have come."""

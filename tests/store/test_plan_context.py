"""What the numbers in plans stand for."""

from __future__ import annotations

from yigong.store.plan_context import PlanContext


def test_a_snapshot_reads_each_book_at_most_once_and_the_requests_only_if_asked_for():
    read = []

    def book(name):
        return lambda: read.append(name) or {}

    names = ("kinds", "programmes", "squads", "venues", "requests")
    context = PlanContext(**{name: book(name) for name in names}).snapshot()
    for _ in range(2):
        context.kinds(), context.programmes(), context.squads(), context.venues()
    assert read == ["kinds", "programmes", "squads", "venues"]
    for _ in range(2):
        context.requests()
    assert read.count("requests") == 1

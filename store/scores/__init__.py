"""Scorecards (五星三色): what is measured, the marks, the signed results."""

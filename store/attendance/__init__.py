"""Attendance: one register for each occurrence, and the rules by which it changes."""

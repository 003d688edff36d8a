"""Faults at every system call of a change, on a real file system, in real processes."""

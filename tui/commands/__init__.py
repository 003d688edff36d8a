"""The commands: a file for each command or for a few related ones."""

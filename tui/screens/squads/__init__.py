"""The pages of squads: all squads, one squad, its form."""

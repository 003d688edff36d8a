"""The numbers: a period, its names, its charts, the stars."""

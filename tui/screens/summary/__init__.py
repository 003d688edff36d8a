"""The pages of the summary: a period, its names, its charts, the stars."""

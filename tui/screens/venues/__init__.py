"""The pages of venues: all of them, the week of one, what waits for an answer, their forms."""

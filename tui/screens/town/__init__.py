"""The pages of a town: its villages, one of them, who is late, a spot check."""

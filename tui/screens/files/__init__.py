"""Pages of the files that were written for the village, and how they travel."""

"""The town above the villages: their numbers, read in place or from files they sent."""

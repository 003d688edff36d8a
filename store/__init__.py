"""What the village remembers, and its rules: no screen, no file format but its own."""

"""Import of calendar files: parsing them, and comparing them with the village's events."""

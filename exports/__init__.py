"""What leaves the village: calendar files, tables, paper."""

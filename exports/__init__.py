"""The village's exports: calendar files, tables and documents; and the import of calendar files."""

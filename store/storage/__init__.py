"""Storage: books of TinyDB JSON in a folder, their locks, their history, transactions."""

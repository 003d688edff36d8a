"""The village as a whole, and what touches several of its books at once."""

"""The demo village: made-up people and a year of made-up attendance."""

"""The pages of programmes: all of them, one with its events and its people, their forms."""

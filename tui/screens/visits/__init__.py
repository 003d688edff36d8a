"""The pages of visits: the list, households, the form for a night of them."""

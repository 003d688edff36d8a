"""People: the roster, how somebody is found, who is in it twice, what was issued of them."""

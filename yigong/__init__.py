"""yigong (义工): the one name that is installed. The code is in store/, exports/ and tui/."""

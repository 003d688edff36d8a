"""What a caller may reach: the files they name, the village they are confined to."""

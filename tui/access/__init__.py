"""Who calls, and what they may reach: the files they name, a village they are confined to."""

"""The village: settings, history, help, who is at the keyboard."""

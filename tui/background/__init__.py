"""Work in a thread: tasks, their progress, and results shown on the page."""

"""Work beside the screen: in a thread, with its progress, then on the page."""

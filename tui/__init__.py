"""What organisers see: the command line and the screens."""

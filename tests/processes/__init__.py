"""Programs that tests run as real processes, to do to a village what threads could not."""

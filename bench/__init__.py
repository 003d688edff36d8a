"""The benchmarks: each figure with a reference of the same run, printed as one table."""

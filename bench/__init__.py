"""The measurements: each figure beside its reference in the same run, printed as one table."""

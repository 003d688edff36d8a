"""The house widgets: thin, quiet on the line, and blind to markup."""

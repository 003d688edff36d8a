"""The pages of requests: all of them, the life of one, their forms."""

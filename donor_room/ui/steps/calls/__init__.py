"""The page of those who are called after a reaction."""

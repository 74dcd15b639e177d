"""What stands between this terminal and its station: a copy of it, or a backup that does not know it."""

"""SQLite: open, migrate, append, fold, search, copy; the only floor with SQL."""

"""Who is here, and may the walk begin: the home page of a shift."""

"""Messages between terminal and station, and the bytes that an entry is."""

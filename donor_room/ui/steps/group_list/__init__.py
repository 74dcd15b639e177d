"""The organiser's list of a group drive: reading a file, and who is expected today."""

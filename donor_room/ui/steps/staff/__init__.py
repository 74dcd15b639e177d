"""The people of the terminal: adding one."""

"""Joining the terminal to its station: address, one-time code, and what the station answered."""

"""The board for whoever leads the team: who waits where, and for how long."""

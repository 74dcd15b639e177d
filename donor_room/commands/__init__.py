"""One module for each command of `python3 -m donor_room`; they may join all floors."""

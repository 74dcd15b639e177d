"""Knows which Python can run the program; written so that any Python 3 can read it."""

import sys

OLDEST = (3, 11)
NEWEST = (3, 13)


def refuse_other_pythons() -> None:
    """Say one plain sentence and leave with 2 when this Python is too old or too new."""
    found = tuple(sys.version_info[:2])
    if not OLDEST <= found <= NEWEST:
        sys.stderr.write("donor-room needs Python 3.11, 3.12 or 3.13, but this is Python %d.%d.\n" % found)
        sys.exit(2)

"""`python3 -m tests`: makes ready what is needed, then tests what was asked."""

import sys

from donor_room.python_version import refuse_other_pythons


def main() -> int:
    """Hand over to .venv's Python where that is still to be done; answer with the exit status."""
    refuse_other_pythons()
    from donor_room.bootstrap import make_ready

    make_ready()
    from tests.command import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

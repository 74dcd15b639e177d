"""One seed for all that is chosen, names and secrets of the program too, so that a run can be had again."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def seeded_names(seed: int) -> Iterator[None]:
    """Within, ids, nonces and codes come from the seed: never in a process that works for anybody."""
    source: Any = secrets
    before = source._sysrand  # noqa: SLF001 - the one place from which the module takes its chance
    chosen = random.Random(f"names {seed}")  # noqa: S311 - nothing here is secret
    chosen_choice = secrets.choice
    source._sysrand, source.choice = chosen, chosen.choice  # noqa: SLF001 - as above
    try:
        yield
    finally:
        source._sysrand, source.choice = before, chosen_choice  # noqa: SLF001 - as above

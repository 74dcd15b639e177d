"""The names of the pages of a terminal, each that of its folder in `steps`."""

from __future__ import annotations

PAGES = (
    "opening", "sign_in", "shift", "checks", "staff", "enrol", "printer", "reception", "group_list",
    "handover", "interview", "exam", "tests", "decision", "labels", "collection", "aftercare",
)  # fmt: skip
"""Those of the house, then the steps of the walk (domain.walk.STEPS) after the reception."""
RARE_PAGES = (
    "templates", "notices", "go_on", "own_pin", "from_paper", "board", "chairs", "calls", "supplies",
)  # fmt: skip
"""What is reached from a page of the house, and seldom."""

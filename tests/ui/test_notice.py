"""The paper of a deferral: which of three it is, that it is written once and why in general terms alone."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest

from donor_room.domain.findings import Finding
from donor_room.ui.notice import outcome_of_notice, print_notice, why_of
from tests.support import desks as d

NEXT_ON = date(2026, 12, 5)


@pytest.mark.parametrize(
    ("for_good", "next_on", "outcome"),
    [
        (True, None, "for_good"),
        (True, NEXT_ON, "for_good"),
        (False, NEXT_ON, "until"),
        (False, None, "later"),
    ],
)
def test_for_good_comes_before_a_day_and_no_day_means_later(for_good, next_on, outcome) -> None:
    assert outcome_of_notice(for_good=for_good, next_on=next_on) == outcome


@pytest.mark.parametrize("outcome", ["until", "for_good", "later"])
def test_the_paper_is_in_the_folder_with_the_hash_that_was_told(tmp_path: Path, clock, outcome) -> None:
    with d.at_work(tmp_path, clock) as desk:
        day = NEXT_ON if outcome == "until" else None
        told = print_notice(desk, tmp_path / "papers", name="李建国", outcome=outcome, next_on=day)
    (paper,) = (tmp_path / "papers").glob("notice_*.pdf")
    assert sha256(paper.read_bytes()).hexdigest() == told
    words = words_of(paper)
    assert "李建国" in words
    assert (str(NEXT_ON.day) in words) or outcome != "until"


def test_two_papers_are_two_files(tmp_path: Path, clock) -> None:
    with d.at_work(tmp_path, clock) as desk:
        for _ in range(2):
            print_notice(desk, tmp_path / "papers", name="李建国", outcome="later", next_on=None)
    assert len(list((tmp_path / "papers").iterdir())) == 2


def words_of(paper: Path) -> str:
    document = pypdfium2.PdfDocument(paper)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def finding(rule: str, item: str = "hb_g_per_l", outcome: str = "deferred_until") -> Finding:
    return Finding(
        rule=rule, clause="8.2", tag="V", item=item, value="104", unit="g/L", limit="115", outcome=outcome,
        until_on=None, overridable_by=None, mark=None, text="rules.finding.x", text_values={},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("findings", "why"),
    [
        ([finding("hb_min_female_g_l")], "check"),
        ([finding("WB-WB", item="earlier_donations")], "interval"),
        ([finding("WB-WB", item="earlier_donations"), finding("sbp_lt_mmhg")], "health"),
        ([finding("T15", item="Q20")], "health"),
        ([finding("hbsag_reactive", item="hbsag")], "health"),
        ([finding("sbp_lt_mmhg"), finding("T11", item="Q06", outcome="eligible")], "check"),
        ([], "health"),
    ],
)
def test_the_paper_says_why_in_general_terms_alone(findings: list[Finding], why: str):
    assert why_of(findings) == why

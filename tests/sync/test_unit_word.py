"""A donor's own word: from the printed page, as a decoder reads it, to the bag that goes apart."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pypdfium2
import pytest
import zxingcpp

from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.station.founding import House, twin_of
from donor_room.station.holds import decide_hold, find_hold
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from donor_room.station.set_apart import take_code, words
from donor_room.sync.session import Session
from donor_room.ui.steps.aftercare.paper import issue_certificate
from donor_room.wire.donation_proof import check_proof
from donor_room.wire.signature import Unproven
from donor_room.wire.unit_code import read_code
from donor_room.workflow.desk import Desk
from donor_room.workflow.donor_papers import proof_of
from tests.support import desks as d


@pytest.fixture
def house(station: Station) -> House:
    return twin_of(station.houses, practice=True)


@pytest.fixture
def rested(enrolled: Desk) -> Visit:
    """A donor who sits after the donation; the station has heard nothing of it."""
    enrolled.pin_pepper = d.KEY
    enrolled.record_as_terminal(*d._staff())
    d.begin_work(enrolled)
    return d.collect_all(enrolled, d.bring_to(enrolled, "collection"))


def printed(desk: Desk, visit: Visit, folder: Path) -> tuple[dict[str, list[str]], str]:
    """Return what a decoder finds on the paper, by kind of symbol, and all of its words."""
    issue_certificate(desk, visit, folder)
    (file,) = (folder / "certificates").glob("*.pdf")
    pdf = pypdfium2.PdfDocument(file)
    found: dict[str, list[str]] = {}
    for page in pdf:
        symbols = zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil().convert("L"))
        for one in sorted(symbols, key=lambda one: one.position.top_left.x):
            found.setdefault(one.format.name, []).append(one.text)
    said = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    return found, said


def taken(station: Station, house: House, code: str) -> None:
    with station.connections.lend() as conn:
        take_code(conn, house, "clerk0", code, station.clock.now())


def heard(desk: Desk) -> list[dict[str, str]]:
    told = [line.act for line in desk.ledger.of_house("notice.heard")]
    return [msgspec.json.decode(one.body) for one in told]  # type: ignore[attr-defined]


def called(said: str) -> str:
    """Return the code that stands alone on its line, below the words about the telephone."""
    after = said.partition("12 位数字")[2].split()
    return read_code("".join(after[:3]))


def test_the_slip_from_the_box_holds_the_bag_at_the_next_conversation(
    station: Station, session: Session, enrolled: Desk, house: House, rested: Visit, tmp_path: Path
) -> None:
    symbols, said = printed(enrolled, rested, tmp_path)
    left, right = symbols["Code128"]
    apart = left if "左边一张：不要使用" in said else right
    assert session.run().is_all_there
    station.settle()
    taken(station, house, apart)
    session.run()
    (told,) = heard(enrolled)
    number = rested.label_set.number  # type: ignore[union-attr]
    assert (told["reason"], told["number"], told["visit"]) == ("apart", number, rested.id)
    assert "slip" not in str(told)
    with station.connections.lend() as conn:
        rebuild(conn, house.world)
        hold = find_hold(conn, house.code, reason="apart", visit=rested.id)
        with pytest.raises(Refusal, match="hold_donors_word"):
            decide_hold(
                conn, house, hold, verdict="release", by="陈医师", why="化验合格", now=station.clock.now()
            )
        decide_hold(conn, house, hold, verdict="discard", by="陈医师", why="按规定", now=station.clock.now())
    session.run()
    assert [told["verdict"] for told in heard(enrolled)] == [None, "discard"]


def test_the_other_slip_is_taken_with_the_same_words_and_holds_nothing(
    station: Station, session: Session, enrolled: Desk, house: House, rested: Visit, tmp_path: Path
) -> None:
    symbols, said = printed(enrolled, rested, tmp_path)
    use = symbols["Code128"]["右边一张：可以使用" in said]
    session.run()
    station.settle()
    taken(station, house, use)
    session.run()
    assert heard(enrolled) == []
    with station.connections.lend() as conn:
        assert words(conn, house.code) == []


def test_who_calls_before_the_vehicle_has_a_line_is_heard_all_the_same(
    station: Station, session: Session, enrolled: Desk, house: House, rested: Visit, tmp_path: Path
) -> None:
    """The number is one of those that the station lent; of its visit nobody there has read."""
    _, said = printed(enrolled, rested, tmp_path)
    with station.connections.lend() as conn:
        known = conn.execute("SELECT count(*) FROM donation_number").fetchone()
        take_code(conn, house, "clerk0", called(said), station.clock.now())
        assert known == (0,)
        assert [one.is_known for one in words(conn, house.code)] == [False]
    session.run()
    station.settle()
    session.run()
    assert [told["reason"] for told in heard(enrolled)] == ["apart"]


def test_the_qr_code_is_the_proof_and_practice_is_named(
    enrolled: Desk, house: House, rested: Visit, tmp_path: Path
) -> None:
    symbols, _ = printed(enrolled, rested, tmp_path)
    (proof,) = symbols["QRCode"]
    assert proof_of(enrolled, rested) == proof
    with pytest.raises(Unproven, match="practice"):
        check_proof(proof, house.key.public_key())

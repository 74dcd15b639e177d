"""Tickets and the organiser's sheet on paper: read back, and nothing on them that must not be."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, date, datetime

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from donor_room.domain.own_codes import visit_code
from donor_room.domain.refusal import Trouble
from donor_room.domain.told_to_organiser import DayWithGroup, told_to_organiser
from donor_room.packs.texts import Texts
from donor_room.printing.organiser_sheet import OrganiserSheet, draw_organiser_sheet
from donor_room.printing.tickets import (
    SLIP_DOTS,
    TicketPaper,
    draw_ticket,
    qr,
    save_ticket,
    send_slip,
    ticket_picture,
    way_to,
)
from donor_room.printing.transports.device import DeviceChannel
from donor_room.printing.transports.tcp import TcpChannel

AT = datetime(2026, 11, 21, 6, 32, tzinfo=UTC)
CODE = visit_code("01ab23cd45ef6789")
TEXTS = Texts("zh_CN")


def paper(**changes) -> TicketPaper:
    return TicketPaper(**{
        "station": "样例市中心血站", "practice": True, "ticket": "A012", "name": "李*国", "code": CODE,
        "site": "人民广场", "given_at": AT, "slot": "09:00-09:30", **changes,
    })  # fmt: skip


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def read(image: Image.Image) -> list[tuple[str, str]]:
    return sorted((str(one.format), one.text) for one in zxingcpp.read_barcodes(image.convert("L")))


@pytest.mark.parametrize("changes", [
    {}, {"slot": "", "name": "", "station": "", "practice": False},
    {"station": "样例省某某自治州中心血站" * 4, "site": "很长的地名" * 12, "slot": "预约" * 40},
])  # fmt: skip
def test_both_codes_of_a_slip_are_read_and_say_the_visit(changes) -> None:
    slip = ticket_picture(paper(**changes), TEXTS)
    assert (slip.image.width, slip.image.mode) == (SLIP_DOTS, "1")
    texts = [text for _, text in read(slip.image)]
    assert texts == [CODE, CODE]


def test_the_code_stands_alone_as_a_square() -> None:
    rows = qr(CODE)
    assert {len(row) for row in rows} == {len(rows)}


def test_the_page_has_the_number_and_the_name_masked(tmp_path) -> None:
    file = save_ticket(paper(), TEXTS, tmp_path / "tickets")
    words = pdf_text(file.read_bytes())
    assert file.name == "A012.pdf"
    for shown in ("A012", "李*国", "2026-11-21 14:32", "09:00-09:30"):
        assert shown in words
    assert draw_ticket(paper(), TEXTS) == draw_ticket(paper(), TEXTS)
    (page,) = pypdfium2.PdfDocument(file.read_bytes())
    assert [text for _, text in read(page.render(scale=4).to_pil())] == [CODE, CODE]


def test_a_sign_that_no_face_has_keeps_nobody_from_a_number() -> None:
    words = pdf_text(draw_ticket(paper(name="\U0003ffff*"), TEXTS))
    assert "A012" in words


def test_a_folder_that_cannot_be_written_is_named(tmp_path) -> None:
    (tmp_path / "tickets").write_text("no folder")
    with pytest.raises(Trouble) as caught:
        save_ticket(paper(), TEXTS, tmp_path / "tickets")
    assert caught.value.code == "documents.not_saved"


def test_the_way_to_a_printer_is_told_by_its_address() -> None:
    assert isinstance(way_to("/dev/usb/lp1"), DeviceChannel)
    assert isinstance(way_to("10.0.0.7:9100"), TcpChannel)
    assert type(way_to("Slips")).__name__ in ("CupsChannel", "WindowsChannel")


@pytest.mark.parametrize(
    ("answer", "code"),
    [(b"\x12", ""), (b"\x32", "tickets.printer_fault"), (b"", ""), (b"cut", "tickets.printer_lost")],
)
def test_a_printer_at_fault_is_named_and_a_silent_one_prints(answer, code) -> None:
    heard: list[bytes] = []

    def serve(door: socket.socket) -> None:
        line, _ = door.accept()
        with line:
            line.settimeout(5)
            if answer == b"cut":
                return
            told = b""
            try:
                while some := line.recv(65_536):
                    if some[:2] == b"\x10\x04" and answer:
                        line.sendall(answer)
                    told += some
            except OSError:
                pass
            heard.append(told)

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=serve, args=(door,), daemon=True)
        thread.start()
        channel = TcpChannel(f"127.0.0.1:{door.getsockname()[1]}", answer_within_s=0.5)
        found = ""
        try:
            send_slip(channel, ticket_picture(paper(), TEXTS))
        except Trouble as trouble:
            found = trouble.code
        thread.join(10)
    assert found == code
    if not code:
        assert b"\x1dv0\x00" in heard[0]


def organisers(day: DayWithGroup, language: str = "zh_CN") -> str:
    sheet = OrganiserSheet(
        station="样例市中心血站", practice=True, organisation="云冈机电公司", site="云冈机电公司东门",
        on=date(2026, 11, 21), told=told_to_organiser(day), phone="0571-8800 1234", printed_at=AT,
    )  # fmt: skip
    return pdf_text(draw_organiser_sheet(sheet, Texts(language)))


def test_the_organiser_reads_counts() -> None:
    words = organisers(DayWithGroup(40, 30, 25, 9_600))
    for shown in ("40", "30", "25", "9,600 mL", "云冈机电公司"):
        assert shown in words


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_of_few_who_did_not_give_the_sheets_are_alike(language) -> None:
    sheets = {organisers(DayWithGroup(40, 30, gave, 400 * gave), language) for gave in range(26, 31)}
    assert len(sheets) == 1
    assert "26" in sheets.pop()
    assert len({organisers(DayWithGroup(9, 3, gave, 400 * gave), language) for gave in range(4)}) == 1

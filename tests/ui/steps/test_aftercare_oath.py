"""The oath of an adult: where its key stands, what it says, and the station's own picture over it."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from io import BytesIO

import pypdfium2
import pytest
from msgspec.structs import replace
from PIL import Image
from PySide6.QtCore import Qt

from donor_room.domain.refusal import Refusal
from donor_room.printing.oath import MOST_PICTURE_BYTES, checked_picture
from donor_room.ui.steps.aftercare import presenter as aftercare
from donor_room.ui.steps.aftercare.oath import issue_oath
from tests.ui.steps.chair import collected
from tests.ui.steps.house import press, put_up

F3 = Qt.Key.Key_F3

pytestmark = pytest.mark.usefixtures("printer")


def thanks(shell, visit):
    page = aftercare.build(shell)
    put_up(shell, page, visit)
    return page


def born(visit, on: date):
    """Let the donor be born on another day, as the opening tells."""
    donor = replace(visit.donor, birth_on=on)
    return replace(visit, opened=replace(visit.opened, donor=donor))


def eighteen(desk, visit, *, days: int = 0):
    today = desk.clock.today()
    return born(visit, today.replace(year=today.year - 18) - timedelta(days=days))


def words(shell) -> str:
    (file,) = (shell.papers / "oaths").glob("*.pdf")
    document = pypdfium2.PdfDocument(file)
    assert len(document) == 1
    return "".join(page.get_textpage().get_text_range() for page in document)


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 120)) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, "#8A0F16").save(buffer, kind)
    return buffer.getvalue()


def test_who_is_eighteen_today_has_a_key_and_the_paper_says_no_more_than_the_visit(shell, desk):
    visit = eighteen(desk, collected(desk))
    page = thanks(shell, visit)
    assert not page.view.oath.isHidden()
    assert page.view.occasion.text.startswith("今天满 18 岁")
    press(shell.window, F3)
    text = words(shell)
    for part in (
        "成人宣誓证书",
        visit.donor.name,
        f"{desk.clock.today()}，年满 18 周岁",
        "当天在人民广场无偿献血",
    ):
        assert part in text
    assert "mL" not in text
    document = page.visit.documents[-1]
    (file,) = (shell.papers / "oaths").glob("*.pdf")
    assert (document.document, document.sha256) == ("oath", hashlib.sha256(file.read_bytes()).hexdigest())
    assert "成人宣誓证书" in [str(row.text) for row in page.view.done_rows if not row.isHidden()]


def test_who_turned_eighteen_before_is_told_so(shell, desk):
    visit = eighteen(desk, collected(desk), days=40)
    thanks(shell, visit)
    press(shell.window, F3)
    assert "已满 18 周岁" in words(shell)
    once = replace(visit, documents=desk.visits.get(visit.id).documents)
    again, _ = issue_oath(desk, once, shell.papers, shell.templates)
    assert len(list((shell.papers / "oaths").glob("*.pdf"))) == len(again.documents) == 2


@pytest.mark.parametrize("years", [17, 19, 30])
def test_any_other_age_has_no_oath_and_the_key_answers_questions(shell, desk, years):
    today, asked = desk.clock.today(), []
    shell.window.answers_asked.connect(lambda: asked.append("answers"))
    page = thanks(shell, born(collected(desk), today.replace(year=today.year - years)))
    assert page.view.oath.isHidden()
    press(shell.window, F3)
    assert asked == ["answers"]
    with pytest.raises(Refusal) as refused:
        issue_oath(desk, page.visit, shell.papers, shell.templates)
    assert refused.value.code == "oath.not_today"
    assert page.visit.documents == ()


def test_the_oath_is_in_the_language_of_the_consent(shell, desk):
    visit = eighteen(desk, collected(desk))
    visit = replace(visit, consent=replace(visit.consent, language="en"))
    thanks(shell, visit)
    press(shell.window, F3)
    assert "An Adult's Oath" in words(shell)


@pytest.mark.parametrize(("name", "kind"), [("oath.png", "PNG"), ("oath.jpg", "JPEG")])
def test_the_stations_own_picture_stands_over_it(shell, desk, name, kind):
    shell.templates.mkdir(parents=True)
    (shell.templates / name).write_bytes(picture(kind))
    page = thanks(shell, eighteen(desk, collected(desk)))
    press(shell.window, F3)
    (file,) = (shell.papers / "oaths").glob("*.pdf")
    drawn = pypdfium2.PdfDocument(file)[0].render(scale=1).to_pil().convert("RGB")
    assert drawn.getpixel((drawn.width // 2, int(drawn.height * 0.19))) == pytest.approx((138, 15, 22), abs=6)
    assert str(shell.window.scan_line.text).startswith("成人宣誓证书已打印")
    assert page.visit.documents


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "oath.picture_unreadable"),
        (b"<svg/>", "oath.picture_unreadable"),
        (picture()[:200], "oath.picture_unreadable"),
        (picture("GIF"), "oath.picture_unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * MOST_PICTURE_BYTES, "oath.picture_too_large"),
        (picture(size=(6_001, 2)), "oath.picture_too_large"),
    ],
)
def test_a_picture_that_cannot_be_used_keeps_nobody_from_the_oath(shell, desk, content, code):
    with pytest.raises(Refusal) as refused:
        checked_picture(content, "oath.png")
    assert refused.value.code == code
    shell.templates.mkdir(parents=True)
    (shell.templates / "oath.png").write_bytes(content)
    written, unused = issue_oath(desk, eighteen(desk, collected(desk)), shell.papers, shell.templates)
    assert written.documents
    assert unused is not None
    assert unused.code == code

"""Draws every paper as pictures to be looked at: usual, long, with rare characters, with nothing on it.

python -m tests.printing.paper_pictures FOLDER [WORD]      only the papers whose name has the word
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdfium2
from msgspec.structs import replace
from PIL import Image

from donor_room.domain.figures import Figures
from donor_room.domain.guest_acts import GuestGroup, GuestPressure
from donor_room.domain.guest_counts import Guests
from donor_room.domain.own_codes import visit_code
from donor_room.domain.paper_form import forms_of
from donor_room.domain.told_to_organiser import DayWithGroup, told_to_organiser
from donor_room.packs.answers import load_answers, told
from donor_room.packs.consent import load_consent
from donor_room.packs.entitlements import load_entitlements
from donor_room.packs.questionnaires import load_questionnaire
from donor_room.packs.rules import load_rules
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.printing.answers_page import AnswersPage, draw_answers
from donor_room.printing.cards import draw_cards, draw_lids
from donor_room.printing.documents import Claim, UnitWord, draw_document
from donor_room.printing.downtime_pack import DowntimePack, draw_downtime_pack
from donor_room.printing.figures_sheet import FiguresReport, draw_figures
from donor_room.printing.guest_slip import GuestSlip, draw_guest_slip
from donor_room.printing.nonconforming_sheet import draw_nonconforming
from donor_room.printing.organiser_sheet import OrganiserSheet, draw_organiser_sheet
from donor_room.printing.sticks_sheet import SticksReport, draw_sticks, named
from donor_room.printing.tickets import TicketPaper, draw_ticket
from tests.printing.samples import (
    AT,
    BESIDE,
    STATION,
    aftercare_slip,
    deferral_notice,
    donor_slip,
    handover_sheet,
    oath_paper,
)
from tests.support.nonconforming import sample_list

DPI = 80
FAR = "某某自治区某某自治州某某市中心血站第二采血部"
PLACE = "某某大学新校区东门外献血屋与流动采血车停放点"
LONG = {"name": "阿卜杜热合曼·买买提依明·吐尔逊", "station": FAR, "site": PLACE}
RARE = {"name": "李𠮷䶮"}
DAY = Figures(
    visits=12, donated=9, deferred=2, left=1, first=4, repeat=5, whole_blood=8, whole_blood_ml=2_700,
    apheresis=1, doses=2, needles=9, pierced=9, first_sticks=8, asked=5, points=14,
    reactions={"mild": 1, "severe": 1},
)  # fmt: skip
PEOPLE = {
    "王芳": Figures(pierced=400, first_sticks=396),
    "欧阳㐂国田": Figures(pierced=400, first_sticks=340),
    "陈立新": Figures(pierced=2, first_sticks=1),
    "买买提依明·吐尔逊": Figures(pierced=300, first_sticks=300),
}


def papers(texts: Texts) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Every paper by its name, with what draws it."""
    yield from _slips(texts)
    yield from _of_the_day(texts)
    yield from _of_the_queue(texts)
    yield from _oaths(texts)
    yield from _answers(texts)
    yield "chair_cards", lambda: draw_cards(1, texts)
    yield "crate_lids", lambda: draw_lids(4, texts)
    pack = DowntimePack(
        forms=forms_of("K7M2Q", 2), rules=load_rules(), questionnaire=load_questionnaire(),
        notice=load_consent(texts.language), station=STATION, practice=False,
    )  # fmt: skip
    yield "downtime_pack", lambda: draw_downtime_pack(pack, texts)


def _slips(texts: Texts) -> Iterator[tuple[str, Callable[[], bytes]]]:
    listed = load_entitlements()
    claim = Claim(
        lines=tuple(texts.say(f"entitlements.leaflet.{one.id}") for one in listed.leaflet),
        entitled=tuple(texts.say(f"entitlements.{one.id}") for one in listed.entitlements),
        proof="DRP1" + "A7" * 280, masked_name="李*国",
    )  # fmt: skip
    unit = UnitWord(call="106399353519", left="457734773409", right="102165968981", apart_is_left=False)
    usual = {
        "donor_slip": donor_slip(), "deferral": deferral_notice(),
        "deferral_for_good": deferral_notice(outcome="for_good", why=None, next_on=None, bring=()),
        "deferral_no_phone": deferral_notice(phone=None),
        "deferral_later": deferral_notice(outcome="later", why=None, next_on=None, bring=()),
        "aftercare": aftercare_slip(), "aftercare_whole": aftercare_slip(claim=claim, unit=unit),
        "aftercare_bare": aftercare_slip(group=None, so_far=None, phone=None, check=None),
    }  # fmt: skip
    strange = {
        f"{name}_{kind}": make(**changes)
        for name, make in (
            ("donor_slip", donor_slip),
            ("deferral", deferral_notice),
            ("aftercare", aftercare_slip),
        )
        for kind, changes in (("long", LONG), ("rare", RARE))
    }
    for name, paper in (usual | strange).items():
        yield name, lambda paper=paper: draw_document(paper, texts)  # type: ignore[misc]


def _oaths(texts: Texts) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The oath of an adult: usual, under a wide and a tall picture, long and rare names, without a site."""
    for name, changes in {
        "oath": {},
        "oath_wide_picture": {"picture": _stripes(1_200, 300)},
        "oath_tall_picture": {"picture": _stripes(300, 900), "is_birthday": False},
        "oath_long": LONG,
        "oath_rare": RARE | {"site": ""},
    }.items():
        yield name, lambda changes=changes: draw_document(oath_paper(**changes), texts)  # type: ignore[misc]


def _answers(texts: Texts) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """What donors ask: usual, of a station with a long name and no telephone, and one answer alone."""
    every = tuple(told(one, load_rules(), texts) for one in load_answers().answers)
    page = AnswersPage(station=STATION, practice=False, phone="0571-8800 1234", told=every)
    for name, changes in {
        "answers": {},
        "answers_long": {"station": FAR, "practice": True, "phone": None},
        "answers_one": {"told": every[:1]},
    }.items():
        yield name, lambda changes=changes: draw_answers(replace(page, **changes), texts)  # type: ignore[misc]


def _stripes(width: int, height: int) -> bytes:
    """Return a picture that nobody owns."""
    bands = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    drawn = BytesIO()
    bands.save(drawn, "PNG")
    return drawn.getvalue()


def _of_the_day(texts: Texts) -> Iterator[tuple[str, Callable[[], bytes]]]:
    report = FiguresReport(
        station=STATION, practice=True, first=date(2026, 11, 21), last=date(2026, 11, 22), by="day",
        parts=(("2026-11-21", DAY), ("2026-11-22", DAY)),
        whole=replace(DAY, visits=24, donated=18, whole_blood=16, whole_blood_ml=5_400, apheresis_ml=620),
        units=Decimal(27),
        part_units=(Decimal("13.5"), Decimal("13.5")), reasons=(("血红蛋白", 3), ("ALT", 1)),
        density=Decimal("1.053"), printed_at=AT,
        before=Figures(visits=20, donated=14, whole_blood_ml=6_000), units_before=Decimal(30),
    )  # fmt: skip
    none = replace(
        report, parts=(), part_units=(), whole=Figures(), units=Decimal(0), reasons=(), before=None
    )
    sites = tuple((f"{PLACE} {place}", DAY) for place in range(60))
    many = replace(report, by="site", parts=sites, part_units=(Decimal("13.5"),) * 60)
    days = tuple(
        (date.fromordinal(day).isoformat(), replace(DAY, visits=12 + day % 13, donated=7 + day % 5))
        for day in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
        if day % 7 != 3
    )
    year = replace(
        report,
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        parts=days,
        part_units=(Decimal(9),) * len(days),
    )
    yield "figures_of_a_year", lambda: draw_figures(year, texts)
    yield "figures", lambda: draw_figures(report, texts)
    both = replace(report, beside=BESIDE)
    vehicles = replace(both, by="vehicle", parts=(("采血车 03", DAY), ("", DAY)))
    yield "figures_beside", lambda: draw_figures(both, texts)
    yield "figures_beside_of_vehicles", lambda: draw_figures(vehicles, texts)
    yield "figures_of_nothing", lambda: draw_figures(none, texts)
    yield "figures_of_many", lambda: draw_figures(many, texts)
    sticks = SticksReport(
        station=STATION, practice=True, first=date(2026, 1, 1), last=date(2026, 11, 22),
        sticks=named(PEOPLE, {}), target=0.99, printed_at=AT,
    )  # fmt: skip
    yield "first_sticks", lambda: draw_sticks(sticks, texts)
    yield "first_sticks_of_nobody", lambda: draw_sticks(replace(sticks, sticks=()), texts)
    for count in (0, 24, 200):
        listed = sample_list(count, left=count // 10)
        yield f"nonconforming_{count}", lambda listed=listed: draw_nonconforming(listed, texts, AT)  # type: ignore[misc]
    yield (
        "handover_with_guests",
        lambda: draw_document(handover_sheet(3, guests=Guests(9, 3)), texts),
    )
    for count in (0, 12, 120):
        yield f"handover_{count}", lambda count=count: draw_document(handover_sheet(count), texts)  # type: ignore[misc]


def _of_the_queue(texts: Texts) -> Iterator[tuple[str, Callable[[], bytes]]]:
    ticket = TicketPaper(
        station=STATION, practice=True, ticket="A012", name="李*国", code=visit_code("01ab23cd45ef6789"),
        site="人民广场", given_at=AT, slot="09:00-09:30",
    )  # fmt: skip
    long = replace(ticket, station=FAR, site=PLACE, name="阿*逊")
    yield "ticket", lambda: draw_ticket(ticket, texts)
    yield "ticket_long", lambda: draw_ticket(long, texts)
    guest = GuestSlip(
        station=STATION, practice=True, name=RARE["name"], site="人民广场", at=AT, phone=None,
        found=GuestPressure(shift="s1", sbp_mmhg=212, dbp_mmhg=118, advice="physician"),
    )  # fmt: skip
    group = replace(guest, **LONG, found=GuestGroup(shift="s1", abo="AB"))
    yield "guest", lambda: draw_guest_slip(guest, texts)
    yield "guest_nameless", lambda: draw_guest_slip(replace(guest, name=""), texts)
    yield "guest_long", lambda: draw_guest_slip(group, texts)
    sheet = OrganiserSheet(
        station=STATION, practice=True, organisation="云冈机电公司", site="云冈机电公司东门",
        on=date(2026, 11, 21), told=told_to_organiser(DayWithGroup(40, 30, 25, 9_600)),
        phone="0571-8800 1234", printed_at=AT,
    )  # fmt: skip
    few = replace(sheet, organisation=PLACE, site=PLACE, told=told_to_organiser(DayWithGroup(9, 3, 2, 800)))
    yield "organiser", lambda: draw_organiser_sheet(sheet, texts)
    yield "organiser_of_few", lambda: draw_organiser_sheet(few, texts)


def draw(folder: Path, word: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        for name, drawn in papers(Texts(language)):
            if word in name:
                pdf = pypdfium2.PdfDocument(drawn())
                for place, page in enumerate(pdf, start=1):
                    page.render(scale=DPI / 72).to_pil().save(folder / f"{name}_{place}_{language}.png")
                pdf.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")

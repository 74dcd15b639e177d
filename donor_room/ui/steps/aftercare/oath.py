"""The oath of an adult: what it says of a visit, under the station's own picture where there is one."""

from __future__ import annotations

from pathlib import Path

from donor_room.domain.identity import age_on
from donor_room.domain.intervals import birthday
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.packs.texts import LANGUAGES, Language, Texts
from donor_room.printing.documents import OathPaper, save_document
from donor_room.workflow import aftercare
from donor_room.workflow.desk import Desk
from donor_room.workflow.label_print import station_name
from donor_room.workflow.register import donations_of
from donor_room.workflow.shift import current_shift

_PICTURES = ("oath.png", "oath.jpg")


def issue_oath(desk: Desk, visit: Visit, papers: Path, templates: Path) -> tuple[Visit, Refusal | None]:
    """Draw the oath into the folder of papers and write down that it was given.

    It is in the language of the donor's consent. The second value says why the station's picture was left
    out; refuses where no occasion of this visit has an oath.
    """
    if not any(one.paper == "oath" for one in aftercare.occasions(desk, visit)):
        raise Refusal("oath.not_today")
    texts = Texts(language_of(visit))
    picture, unused = _picture(templates)
    on, born_on = donations_of(visit)[0].on, visit.donor.birth_on
    shift = current_shift(desk)
    oath = OathPaper(
        station=station_name(desk) or texts.say("aftercare.station"),
        practice=desk.practice,
        name=visit.donor.name,
        on=on,
        age_years=age_on(born_on, on),
        is_birthday=on == birthday(born_on, age_on(born_on, on)),
        site=shift.opened.site if shift is not None and shift.id == visit.opened.shift else "",
        picture=picture,
    )
    copy = sum(one.document == "oath" for one in visit.documents) + 1
    sha256 = save_document(oath, texts, papers / "oaths" / f"{visit.id}-{copy}.pdf")
    written = aftercare.issue_document(desk, visit.id, document="oath", sha256=sha256, next_on=None)
    return written, unused


def language_of(visit: Visit) -> Language:
    """Return the language in which the donor consented; Chinese where none was asked."""
    asked = visit.consent.language if visit.consent is not None else None
    return next((one for one in LANGUAGES if one == asked), "zh_CN")


def _picture(templates: Path) -> tuple[bytes | None, Refusal | None]:
    """Return the station's picture; a broken one keeps nobody from the oath and is told."""
    from donor_room.printing.oath import checked_picture  # the drawing loads when it is needed

    for name in _PICTURES:
        try:
            return checked_picture((templates / name).read_bytes(), name), None
        except FileNotFoundError:
            continue
        except OSError:
            return None, Refusal("oath.picture_unreadable", file=name)
        except Refusal as no:
            return None, no
    return None, None

"""Labels of nobody, to look at a template with: an ordinary one, the longest words, the rarest signs."""

from __future__ import annotations

from datetime import date

from donor_room.domain.donation_number import NumberProfile, profile_named
from donor_room.domain.label_set import LabelContent, plan_set

NUMBERS = {"isbt128": "A999926014327", "numeric-code128": "9901234567890", "numeric-codabar": "9901234567890"}
"""A sample number of each shipped profile; A9999 is the facility that the standard uses in its examples."""
WIDEST = "W000009123456"
"""W is the widest letter that a number may begin with."""
NAMES = ("李建国", "阿卜杜热合曼·买买提依明·吐尔逊", "䶮㓎𬭎𠮷")
"""An ordinary name, a long one, and one of rare characters."""
STATIONS = ("滨江市中心血站", "某某自治州某某市中心血站第二采血部")
GROUPS = (None, "A", "AB", "O-", "AB+")
DAY = date(2026, 11, 21)
PRODUCT = "E0000V00"


def specimen(
    role: str, profile: str = "isbt128", *, number: str | None = None, name: str = NAMES[0],
    group: str | None = "A", copy: int = 1, station: str = STATIONS[0], practice: bool = True,
) -> LabelContent:  # fmt: skip
    """Return what a label of this role shows for an invented donor."""
    return content_of(
        number or NUMBERS[profile], role, profile_named(profile), station=station, collected_on=DAY,
        group=group, name=name, copy=copy, practice=practice,
    )  # fmt: skip


def content_of(
    number: str, role: str, profile: NumberProfile, *, station: str, collected_on: date, group: str | None,
    name: str | None, copy: int = 1, practice: bool = True, volume_ml: int | None = 400,
) -> LabelContent:  # fmt: skip
    """Return what one label of a number shows; refuses a number that the profile does not allow."""
    labels = plan_set(number, profile, (role,))
    item = labels.items[0]
    return LabelContent(
        role=role, encoded=item.encoded, symbology=profile.symbology, number=labels.eye_readable,
        check=labels.check, flag=item.flag, station=station, collected_on=collected_on,
        volume_ml=volume_ml, group=group, name=name if role == "form" else None, practice=practice, copy=copy,
    )  # fmt: skip


def hardest(role: str, profile: str) -> LabelContent:
    """Return the specimen that needs the most room: all that a label of this role can be asked to show."""
    number = WIDEST if profile == "isbt128" else None
    return specimen(role, profile, number=number, name=NAMES[1], group="AB", copy=2, station=STATIONS[1])

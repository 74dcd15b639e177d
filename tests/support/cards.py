"""Cards of people who do not exist: area 66 was never allotted."""

from __future__ import annotations

from datetime import date

from donor_room.domain.card import CardRead
from donor_room.domain.identity import DocumentKind

CARD = CardRead(
    kind=DocumentKind.RESIDENT,
    name="𠮷田样例",
    latin_name=None,
    sex="male",
    nation="01",
    nationality=None,
    birth_on=date(1990, 3, 7),
    address="样例省样例市样例区示范路1号",
    number="660001199003070013",
    authority="样例市公安局样例分局",
    valid_from=date(2020, 1, 1),
    valid_until=None,
    is_long_term=True,
)

CARD_BLOCK = bytes.fromhex(
    "42d8b7df307537688b4f20002000200020002000200020002000200020003100"
    "300031003100390039003000300033003000370037688b4f017737688b4f025e"
    "37688b4f3a533a790383ef8d3100f75320002000200020002000200020002000"
    "2000200020002000200020002000200020002000200020002000360036003000"
    "3000300031003100390039003000300033003000370030003000310033003768"
    "8b4f025e6c51895b405c37688b4f0652405c2000200020002000200032003000"
    "3200300030003100300031007f951f6720002000200020002000200020002000"
    "2000200020002000200020002000200020002000200020002000200020002000"
)

"""The 256 bytes of text on a chip card, in its three published layouts."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from donor_room.domain.card import CardRead
from donor_room.domain.identity import DocumentKind, Sex
from donor_room.domain.refusal import Trouble

TEXT_BYTES = 256
PHOTO_BYTES = 1024
LONG_TERM = "长期"

_FLAG_AT = 248
_SEXES: dict[str, Sex] = {"1": "male", "2": "female"}
_PAD = " \0"


class _Place(NamedTuple):
    """Where a field stands in the block, in bytes."""

    start: int
    size: int


_RESIDENT = {
    "name": _Place(0, 30),
    "sex": _Place(30, 2),
    "nation": _Place(32, 4),
    "birth": _Place(36, 16),
    "address": _Place(52, 70),
    "number": _Place(122, 36),
    "authority": _Place(158, 30),
    "from": _Place(188, 16),
    "until": _Place(204, 16),
}
_RESIDENCE_PERMIT = {name: place for name, place in _RESIDENT.items() if name != "nation"}
_FOREIGN = {
    "latin": _Place(0, 120),
    "sex": _Place(120, 2),
    "number": _Place(122, 30),
    "nationality": _Place(152, 6),
    "name": _Place(158, 30),
    "from": _Place(188, 16),
    "until": _Place(204, 16),
    "birth": _Place(220, 16),
}


def text_of_answer(data: bytes) -> bytes:
    """Cut out the text and let photograph and fingerprint go; raises Trouble where the sums differ."""
    text_size, photo_size = (int.from_bytes(data[at : at + 2], "big") for at in (0, 2))
    finger_size = int.from_bytes(data[4:6], "big")
    if text_size == TEXT_BYTES and len(data) == 4 + text_size + photo_size:
        return data[4 : 4 + text_size]
    if text_size == TEXT_BYTES and len(data) == 6 + text_size + photo_size + finger_size:
        return data[6 : 6 + text_size]
    raise Trouble("devices.card.unreadable")


def read_card_text(block: bytes) -> CardRead:
    """Read a block; raises Trouble: unknown_kind for a layout not published, unreadable else."""
    if len(block) != TEXT_BYTES:
        raise Trouble("devices.card.unreadable")
    flag = _text(block, _Place(_FLAG_AT, 2))
    if flag == "I":
        return _foreigner(_fields(block, _FOREIGN))
    if flag == "J":
        return _permit_holder(_fields(block, _RESIDENCE_PERMIT))
    if flag:
        raise Trouble("devices.card.unknown_kind")
    return _card(DocumentKind.RESIDENT, _fields(block, _RESIDENT))


def read_appended_address(data: bytes) -> str | None:
    """The latest address, 70 bytes of text with or without a length word before them; None when blank."""
    body = data[2:] if len(data) == 72 and data[:2] == b"\x00\x46" else data
    return _decoded(body[:70]) or None


def encode_card_text(card: CardRead) -> bytes:
    """Write a card's block as a chip holds it, for the twin; raises ValueError where a field is too long."""
    places, flag = _layout_of(card.kind)
    block = bytearray(" ".encode("utf-16-le") * (TEXT_BYTES // 2))
    for name, text in _texts_of(card).items():
        if name in places:
            _put(block, places[name], text)
    _put(block, _Place(_FLAG_AT, 2), flag)
    return bytes(block)


def _layout_of(kind: DocumentKind) -> tuple[dict[str, _Place], str]:
    if kind is DocumentKind.FOREIGN_RESIDENT_2017:
        return _FOREIGN, "I"
    if kind in (DocumentKind.HK_MACAU_RESIDENCE, DocumentKind.TAIWAN_RESIDENCE):
        return _RESIDENCE_PERMIT, "J"
    if kind is DocumentKind.FOREIGN_RESIDENT_2023:
        return _RESIDENT, "Y"  # its layout is not published; only that we refuse it can be played
    return _RESIDENT, ""


def _texts_of(card: CardRead) -> dict[str, str]:
    return {
        "name": card.name,
        "latin": card.latin_name or "",
        "sex": {"male": "1", "female": "2", None: "0"}[card.sex],
        "nation": card.nation or "",
        "nationality": card.nationality or "",
        "birth": f"{card.birth_on:%Y%m%d}",
        "address": card.address or "",
        "number": card.number,
        "authority": card.authority or "",
        "from": f"{card.valid_from:%Y%m%d}" if card.valid_from else "",
        "until": LONG_TERM if card.is_long_term else _until(card),
    }


def _until(card: CardRead) -> str:
    return f"{card.valid_until:%Y%m%d}" if card.valid_until else ""


def _put(block: bytearray, place: _Place, text: str) -> None:
    units = text.encode("utf-16-le")
    if len(units) > place.size:
        raise ValueError(f"{len(units)} bytes do not fit into {place.size}")
    block[place.start : place.start + len(units)] = units


def _fields(block: bytes, places: dict[str, _Place]) -> dict[str, str]:
    return {name: _text(block, place) for name, place in places.items()}


def _text(block: bytes, place: _Place) -> str:
    return _decoded(block[place.start : place.start + place.size])


def _decoded(units: bytes) -> str:
    """Half a surrogate pair becomes U+FFFD, which no name may hold: a person types what was cut off."""
    return units.decode("utf-16-le", errors="replace").strip(_PAD)


def _permit_holder(fields: dict[str, str]) -> CardRead:
    from_taiwan = fields["number"].startswith("830000")
    return _card(DocumentKind.TAIWAN_RESIDENCE if from_taiwan else DocumentKind.HK_MACAU_RESIDENCE, fields)


def _foreigner(fields: dict[str, str]) -> CardRead:
    named = fields["name"] or fields["latin"]
    return _card(DocumentKind.FOREIGN_RESIDENT_2017, {**fields, "name": named})


def _card(kind: DocumentKind, fields: dict[str, str]) -> CardRead:
    birth_on = _day(fields["birth"])
    if birth_on is None:
        raise Trouble("devices.card.unreadable")
    is_long_term = fields["until"] == LONG_TERM
    return CardRead(
        kind=kind,
        name=fields["name"],
        latin_name=fields.get("latin") or None,
        sex=_SEXES.get(fields["sex"]),
        nation=fields.get("nation") or None,
        nationality=fields.get("nationality") or None,
        birth_on=birth_on,
        address=fields.get("address") or None,
        number=fields["number"],
        authority=fields.get("authority") or None,
        valid_from=_day(fields["from"]),
        valid_until=None if is_long_term else _day(fields["until"]),
        is_long_term=is_long_term,
    )


def _day(eight_digits: str) -> date | None:
    """A blank is no day; anything else that is no day makes the card unreadable rather than undated."""
    if not eight_digits:
        return None
    if not re.fullmatch(r"[0-9]{8}", eight_digits):
        raise Trouble("devices.card.unreadable")
    try:
        return date(int(eight_digits[:4]), int(eight_digits[4:6]), int(eight_digits[6:]))
    except ValueError as error:
        raise Trouble("devices.card.unreadable") from error

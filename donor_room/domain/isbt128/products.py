"""Structures 003, 017 and 018: what a product is, and which container it came in."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from donor_room.domain.refusal import Refusal

COLLECTIONS = {
    "0": "not_said",
    "V": "volunteer",
    "R": "volunteer_research",
    "S": "volunteer_source",
    "T": "volunteer_therapeutic",
    "P": "paid",
    "r": "paid_research",
    "s": "paid_source",
    "A": "autologous_crossover",
    "1": "autologous",
    "X": "autologous_biohazard",
    "D": "volunteer_directed_crossover",
    "d": "paid_directed_crossover",
    "2": "directed",
    "L": "directed_limited_exposure",
    "E": "medical_exception",
    "Q": "special_testing",
    "3": "directed_biohazard",
    "4": "designated",
    "5": "dedicated",
    "6": "designated_biohazard",
    "F": "family_reserved",
    "C": "replacement",
    "7": "allogeneic",
    "8": "autologous_with_allogeneic",
    "B": "directed_designated",
    "H": "directed_designated_biohazard",
    "J": "directed_designated_crossover",
    "G": "emergency",
}
"""Table 7, the sixth sign of a product code of blood."""

_WITH_COLLECTION = re.compile(r"[EFHSP]|X0|Y[A-Z]", re.ASCII)
_COUNTED = re.compile(r"[MNRTVW]", re.ASCII)
_NATIONAL = re.compile(r"[A-D]", re.ASCII)
_PRIMARY, _WHOLE_SET, _CARTON = "1", "y", "z"


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A product description code, how it was collected (None = the code does not say) and its division."""

    product: str
    coded_by: Literal["standard", "national", "facility"]
    collection: str | None
    division: str


class Container(msgspec.Struct, frozen=True, kw_only=True):
    """A container of a set: which part of it, its maker and the catalogue number without leading zeros."""

    part: str
    maker: str
    catalogue: str


def read_product(value: str) -> Product:
    """Return what the eight signs say; refuses a type of collection that the table does not have."""
    product, rest = value[:5], value[5:]
    if _NATIONAL.match(product):
        by: Literal["national", "facility"] = "facility" if product[0] == "D" else "national"
        return Product(product=product, coded_by=by, collection=None, division=rest)
    if _WITH_COLLECTION.match(product):
        if rest[0] not in COLLECTIONS:
            raise Refusal("numbers.code_value", kind="product", text=value)
        collection = COLLECTIONS[rest[0]]
        return Product(product=product, coded_by="standard", collection=collection, division=rest[1:])
    if _COUNTED.match(product) and not re.fullmatch("[0-9]{3}", rest, re.ASCII):
        raise Refusal("numbers.code_value", kind="product", text=value)
    return Product(product=product, coded_by="standard", collection=None, division=rest)


def product_code(product: str, *, collection: str = "V", division: str = "00") -> str:
    """Return the text of the bar code of a product; collection is the sign of table 7."""
    text = f"{product}{collection}{division}"
    if not re.fullmatch(PRODUCT_FORM, text, re.ASCII):
        raise Refusal("labels.code_shape", kind="product", text=text)
    read_product(text)
    return f"=<{text}"


PRODUCT_FORM = r"[A-Z][A-Z0-9]{4}[A-Za-z0-9][A-Z0-9][a-z0-9]"


def read_container(value: str) -> Container:
    """Return which container it is: `primary`, `set`, `carton` or the maker's own sign for another part."""
    parts = {_PRIMARY: "primary", _WHOLE_SET: "set", _CARTON: "carton"}
    return Container(
        part=parts.get(value[0], value[0]), maker=value[1:3], catalogue=value[3:].lstrip("0") or "0"
    )


def container_code(container: Container) -> str:
    """Return the text of the bar code of a container; refuses what does not fit its ten signs."""
    parts = {"primary": _PRIMARY, "set": _WHOLE_SET, "carton": _CARTON}
    text = f"{parts.get(container.part, container.part)}{container.maker}{container.catalogue.rjust(7, '0')}"
    return f"=){_fitting(text, CONTAINER_FORM, 'container')}"


CONTAINER_FORM = r"[0-9A-Zyz][A-Z0-9]{2}[A-Za-z0-9]{7}"
LOT_FORM = r"[A-Za-z0-9]{10}"


def lot_code(lot: str) -> str:
    """Return the text of the bar code of a lot; a lot is filled up with zeros in front."""
    return f"&){_fitting(lot.rjust(10, '0'), LOT_FORM, 'container_lot')}"


def _fitting(text: str, form: str, kind: str) -> str:
    if not re.fullmatch(form, text, re.ASCII):
        raise Refusal("labels.code_shape", kind=kind, text=text)
    return text

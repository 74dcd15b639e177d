"""Label templates, the labels of each bag system, and number profiles of a station's own."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from donor_room.domain.donation_number import NumberProfile
from donor_room.domain.own_profile import check_profile
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.locate import resources_folder

LEAST_TYPE_MM = 3.0
"""Chinese type under 24 dots at 203 dpi closes up."""

_MOST_BYTES = 65_536
"""No profile is longer; what is named by mistake may be a film."""


class TextPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where one line of text stands, in mm; `least` is the size to which it may shrink before it counts as
    not fitting.
    """

    show: str
    x: float
    y: float
    width: float
    size: float
    least: float | None = None
    lines: int = 1
    weight: Literal["regular", "bold"] = "regular"
    align: Literal["left", "right", "center"] = "left"


class SymbolPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The box, in mm, that holds the bar code with its quiet zones."""

    x: float
    y: float
    width: float
    height: float


class SignPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the boxed check character or the turned flag stands, in mm."""

    x: float
    y: float
    size: float


class MarkPlace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The black field, in mm, that says that this label is practice."""

    x: float
    y: float
    width: float
    height: float
    size: float


class LabelTemplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One label as it is read; printed ladder-wise it is turned by a quarter."""

    name: str
    roles: tuple[str, ...]
    width: float
    height: float
    direction: Literal["ladder", "picket"]
    text: tuple[TextPlace, ...]
    symbol: SymbolPlace
    flag: SignPlace
    check: SignPlace
    practice: MarkPlace


def label_folder() -> Path:
    return resources_folder() / "labels"


def read_template(file: Path) -> LabelTemplate:
    """Return the checked template of a file; refuses a wrong shape or type too small to read, by the file's
    name.
    """
    try:
        template = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), LabelTemplate)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
        raise Refusal("labels.template_shape", file=file.name, detail=str(error)) from error
    small = [place.show for place in template.text if (place.least or place.size) < LEAST_TYPE_MM]
    if small:
        raise Refusal("labels.template_type_too_small", file=file.name, show=small[0])
    return template


@lru_cache(maxsize=1)
def shipped_templates() -> dict[str, LabelTemplate]:
    """Return the template of every role."""
    files = (label_folder() / f"{name}.toml" for name in ("bag", "tube", "form", "slip"))
    return {
        role: template for file in files for template in (read_template(file),) for role in template.roles
    }


@lru_cache(maxsize=1)
def label_roles() -> dict[str, tuple[str, ...]]:
    """Return the roles of a set by bag system, the first word of a bag kind."""
    table = tomllib.loads((label_folder() / "sets.toml").read_text(encoding="utf-8"))
    return msgspec.convert(table, dict[str, tuple[str, ...]])


def roles_of(bag_kind: str) -> tuple[str, ...]:
    """Return the roles of a bag kind's set (triple_400: that of triple); refuses a system without labels."""
    system = bag_kind.partition("_")[0]
    if system not in label_roles():
        raise Refusal("labels.bag_kind_unknown", bag_kind=bag_kind)
    return label_roles()[system]


def read_profile(file: Path) -> NumberProfile:
    """Return a station's own number profile; refuses what is wrong in it by the file's name and the field.

    Raises Trouble for what is no file that can be read.
    """
    try:
        profile = _as_profile(tomllib.loads(_text_of(file)))
    except OSError as error:
        raise Trouble("numbers.profile_file", path=str(file)) from error
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        raise Refusal("labels.profile_shape", file=file.name, detail=str(error)) from error
    try:
        check_profile(profile)
    except Refusal as refusal:
        raise Refusal(refusal.code, **(refusal.values | {"file": file.name})) from refusal
    return profile


def _text_of(file: Path) -> str:
    with file.open("rb") as opened:
        content = opened.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError("> 64 kB")
    return content.decode("utf-8")


def _as_profile(table: dict[str, object]) -> NumberProfile:
    unknown = sorted(set(table) - set(NumberProfile.__struct_fields__))
    if unknown:
        raise ValueError(unknown[0])
    return msgspec.convert(table, NumberProfile)

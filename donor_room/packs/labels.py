"""The labels of each bag system, the template of each role, and number profiles of a station's own."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import msgspec

from donor_room.domain.donation_number import NumberProfile
from donor_room.domain.isbt128.structures import part_of
from donor_room.domain.label_set import LabelContent
from donor_room.domain.own_profile import check_profile
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.label_templates import LabelTemplate, read_template
from donor_room.packs.locate import resources_folder

CHOICE = "chosen"
"""The file that says which template serves which role, and beside it a station's product codes."""
_SETS = "sets"
_MOST_BYTES = 65_536
"""No profile is longer; what is named by mistake may be a film."""


class Product(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a station calls the content of one bag: its product code, and for how many days it keeps."""

    role: str
    volume_ml: int
    code: str
    keeps_days: int | None = None


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Template by role, for each symbology in which a number may be written; product codes of the station."""

    code128: dict[str, str] = {}
    codabar: dict[str, str] = {}
    product: tuple[Product, ...] = ()

    def over(self, other: Choice) -> Choice:
        """Return the two as one, with what is said here first."""
        return Choice(
            code128=other.code128 | self.code128,
            codabar=other.codabar | self.codabar,
            product=self.product or other.product,
        )


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """Every template there is, by name, the file it came from, and what was chosen."""

    templates: dict[str, LabelTemplate]
    files: dict[str, Path]
    choice: Choice

    def template_for(self, role: str, symbology: str) -> LabelTemplate:
        """Return the template that serves a role; refuses where there is none."""
        return self.templates[self.name_for(role, symbology)]

    def name_for(self, role: str, symbology: str) -> str:
        name = getattr(self.choice, symbology).get(role)
        if name is None:
            raise Refusal("labels.template_missing", role=role)
        if name not in self.templates or role not in self.templates[name].roles:
            raise Refusal("templates.chosen_missing", role=role, name=name)
        return str(name)

    def completed(self, content: LabelContent) -> LabelContent:
        """Return the content with product code and expiry, where the station has them as its own data."""
        if content.product is not None:
            return content
        for product in self.choice.product:
            if (product.role, product.volume_ml) == (content.role, content.volume_ml):
                return _with_product(content, product)
        return content


def _with_product(content: LabelContent, product: Product) -> LabelContent:
    keeps = product.keeps_days
    expires_on = content.collected_on + timedelta(days=keeps) if keeps is not None else content.expires_on
    return msgspec.structs.replace(content, product=product.code, expires_on=expires_on)


def label_folder() -> Path:
    return resources_folder() / "labels"


@lru_cache(maxsize=1)
def shipped_labels() -> Labels:
    """Return the templates that travel with the program."""
    return _read(label_folder())


def shipped_templates() -> dict[str, LabelTemplate]:
    """Return the shipped template of every role, for a number in Code 128."""
    labels = shipped_labels()
    return {role: labels.template_for(role, "code128") for role in labels.choice.code128}


def labels_in(folder: Path | None) -> Labels:
    """Return a station's own templates over the shipped ones; refuses a file of another shape, by its name.

    They are read again only when a file has changed.
    """
    if folder is None or not folder.is_dir():
        return shipped_labels()
    files = sorted(folder.glob("*.toml"))
    return _over_shipped(folder, tuple((file.name, *_stamp(file)) for file in files))


@lru_cache(maxsize=4)
def _over_shipped(folder: Path, _stamps: tuple[tuple[str, int, int], ...]) -> Labels:
    own, shipped = _read(folder), shipped_labels()
    return Labels(
        templates=shipped.templates | own.templates,
        files=shipped.files | own.files,
        choice=own.choice.over(shipped.choice),
    )


def _stamp(file: Path) -> tuple[int, int]:
    facts = file.stat()
    return facts.st_mtime_ns, facts.st_size


def _read(folder: Path) -> Labels:
    files = {file.stem: file for file in sorted(folder.glob("*.toml")) if file.stem not in (CHOICE, _SETS)}
    return Labels(
        templates={name: read_template(file) for name, file in files.items()},
        files=files,
        choice=read_choice(folder / f"{CHOICE}.toml"),
    )


def read_choice(file: Path) -> Choice:
    """Return what a station chose; a folder without the file has chosen nothing."""
    if not file.is_file():
        return Choice()
    try:
        choice = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Choice)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal("templates.shape", file=file.name, detail=str(error)) from error
    for product in choice.product:
        if not _is_product(product.code):
            raise Refusal("templates.shape", file=file.name, detail=f"code = {product.code}")
    return choice


def _is_product(code: str) -> bool:
    try:
        return part_of(f"=<{code}") is not None
    except Refusal:
        return False


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

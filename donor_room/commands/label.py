"""`label`: draws the labels of one number into files, dot for dot what a printer gets."""

from __future__ import annotations

import argparse
import errno
import hashlib
import importlib
import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from donor_room.commands.parser import Parser, whole
from donor_room.commands.shell import DONE, texts
from donor_room.domain.clock import SystemClock
from donor_room.domain.donation_number import (
    NumberProfile,
    parse_number,
    parse_typed,
    profile_named,
    profile_names,
)
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.labels import labels_in, read_profile
from donor_room.packs.texts import Texts

if TYPE_CHECKING:
    from donor_room.printing.raster import Raster

ITEMS = {name: name for name in ("bag1", "bag2", "bag3", "bag4", "tube", "nat", "pilot", "form", "slip")} | {
    "tube1": "tube", "tube2": "tube",
}  # fmt: skip
"""What may be asked for, and the role that it is drawn as."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_USUAL = "bag1,bag2,tube1,nat,form"


class _File(msgspec.Struct, frozen=True):
    """One file that is to be written: what stands in its line, and its bytes."""

    line: dict[str, object]
    data: bytes


def main(arguments: list[str]) -> int:
    """Draw everything, then write everything, or nothing at all."""
    wanted = _parser().parse_args(arguments)
    files = _drawn(wanted)
    _write(wanted.out, files)
    for file in files:
        sys.stdout.write(json.dumps(file.line, ensure_ascii=False) + "\n")
    return DONE


def _drawn(wanted: argparse.Namespace) -> list[_File]:
    """Return all files of all items; refuses the first that cannot be drawn or read back."""
    from donor_room.printing.labels import draw_one
    from donor_room.printing.specimen import content_of

    profile = _profile(wanted.profile)
    number = _number(wanted.number, profile)
    labels = labels_in(wanted.templates)
    files: list[_File] = []
    for place, item in enumerate(wanted.items, 1):
        content = content_of(
            number, ITEMS[item], profile, station=wanted.station or "", collected_on=wanted.date,
            group=wanted.group, name=wanted.name, copy=wanted.copy, practice=not wanted.real,
            volume_ml=wanted.volume,
        )  # fmt: skip
        raster = draw_one(content, Texts("zh_CN"), int(wanted.dpi), labels)
        files += [_file(raster, number, f"{place:02d}-{item}", item, kind) for kind in wanted.kinds]
    return files


def _file(raster: Raster, number: str, stem: str, item: str, kind: str) -> _File:
    data = KINDS[kind](raster)
    line: dict[str, object] = {
        "number": number, "item": item, "kind": kind, "encoded": raster.encoded, "dpi": raster.dpi,
        "width": raster.image.width, "height": raster.image.height, "sha256": raster.sha256,
        "codes": [symbol.text for symbol in raster.symbols], "file": f"{stem}.{kind}",
        "file_sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip
    return _File(line, data)


def _profile(named: str) -> NumberProfile:
    """Return a shipped profile by its name, or a station's own from a file."""
    is_file = named not in profile_names() and Path(named).is_file()
    return read_profile(Path(named)) if is_file else profile_named(named)


def _number(typed: str, profile: NumberProfile) -> str:
    """Return the number, also where its check character was typed behind it."""
    try:
        return parse_number(typed, profile)
    except Refusal as no:
        if no.code != "labels.number_shape" or profile.check != "mod37-2":
            raise
    return parse_typed(typed, profile)


# ---- kinds ----


def _png(raster: Raster) -> bytes:
    written = io.BytesIO()
    raster.image.save(written, "PNG", dpi=(raster.dpi, raster.dpi))
    return written.getvalue()


def _pdf(raster: Raster) -> bytes:
    from donor_room.printing.pdf import labels_pdf

    return labels_pdf([raster])


def _told(language: str, raster: Raster) -> bytes:
    """Return the job that a printer of this language is sent for one label."""
    spoken, speech = (
        importlib.import_module(f"donor_room.printing.languages.{name}") for name in (language, "speech")
    )
    job: bytes = spoken.job([raster], speech.PrintSettings())
    return job


KINDS: dict[str, Callable[[Raster], bytes]] = {
    "png": _png, "pdf": _pdf, "zpl": partial(_told, "zpl"), "tspl": partial(_told, "tspl"),
    "epl": partial(_told, "epl"),
}  # fmt: skip


# ---- files ----


def _write(folder: Path, files: Sequence[_File]) -> None:
    """Write all files beside their place first, then put them there; a folder that is new comes whole."""
    names = [str(file.line["file"]) for file in files]
    try:
        is_new = not folder.exists()
        for taken in (folder / name for name in names if (folder / name).is_dir()):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(taken))
        beside = Path(tempfile.mkdtemp(prefix=".labels-", dir=_nearest(folder.absolute())))
    except OSError as fault:
        raise _not_written(folder, fault) from fault
    try:
        for name, file in zip(names, files, strict=True):
            (beside / name).write_bytes(file.data)
        if is_new:
            folder.mkdir(parents=True)
        for name in names:
            os.replace(beside / name, folder / name)  # noqa: PTH105 - says that it replaces
    except OSError as fault:
        raise _not_written(folder, fault) from fault
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    return folder if folder.exists() else _nearest(folder.parent)


def _not_written(folder: Path, fault: OSError) -> Trouble:
    return Trouble("templates.cannot_write", folder=str(folder), why=fault.strerror or str(fault))


# ---- words ----


def _items(text: str) -> list[str]:
    return _listed(text, ITEMS, "no_item")


def _kinds(text: str) -> list[str]:
    return list(dict.fromkeys(_listed(text, KINDS, "no_kind")))


def _listed(text: str, known: Collection[str], key: str) -> list[str]:
    words = [word.strip() for word in text.split(",")]
    unknown = [word for word in words if word not in known]
    if unknown:
        said = texts().say(f"templates.{key}", word=unknown[0], known=", ".join(known))
        raise argparse.ArgumentTypeError(said)
    return words


def _day(text: str) -> date:
    try:
        return date(*map(int, text.split("-"))) if _DAY.fullmatch(text) else date(0, 0, 0)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(texts().say("templates.no_day")) from wrong


def _group(text: str) -> str:
    from donor_room.printing.codes import GROUP_NAMES

    written = text.strip().upper().replace("−", "-").replace("＋", "+")
    if written not in GROUP_NAMES:
        raise argparse.ArgumentTypeError(texts().say("templates.no_group", known=" ".join(GROUP_NAMES)))
    return written


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(prog="donor_room label", description=say("command_line.help.label"))

    def option(name: str, **more: object) -> None:
        parser.add_argument(f"--{name}", help=say(f"templates.option.{name}"), **more)  # type: ignore[arg-type]

    option("number", required=True, metavar="N")
    option("profile", default="isbt128", metavar="P|FILE")
    option("items", type=_items, default=_items(_USUAL), metavar=_USUAL)
    option("group", type=_group, metavar="A+")
    option("date", type=_day, default=SystemClock().today(), metavar="YYYY-MM-DD")
    option("name", metavar="NAME")
    option("station", metavar="NAME")
    option("volume", type=whole(50, 999, "templates.volume_bounds"), metavar="ML")
    option("copy", type=whole(1, 99, "templates.copy_bounds"), default=1, metavar="1..99")
    option("dpi", choices=("203", "300", "600"), required=True)
    option("as", dest="kinds", type=_kinds, required=True, metavar=",".join(KINDS))
    option("templates", type=Path, metavar="DIR")
    option("real", action="store_true")
    option("out", type=Path, required=True, metavar="DIR")
    return parser

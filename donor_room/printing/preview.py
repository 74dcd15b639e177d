"""A template as it stands in its file at this moment, drawn with a specimen, and everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from donor_room.domain.label_set import LabelContent
from donor_room.domain.refusal import Refusal
from donor_room.packs.label_templates import (
    Flaw,
    Frame,
    LabelTemplate,
    parse_template,
    read_template,
)
from donor_room.packs.labels import CHOICE, Choice, label_folder, read_choice
from donor_room.packs.texts import Texts
from donor_room.printing.raster import Raster, look_at
from donor_room.printing.specimen import NAMES, STATIONS, WIDEST, specimen
from donor_room.printing.verify import reads_as_meant

ROLES = ("bag1", "bag2", "bag3", "bag4", "nat", "tube", "pilot", "form", "slip")
SAMPLES = ("usual", "longest", "rare", "copy", "plain", "codabar")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of templates.toml or labels.toml, and where on the label it is meant, in mm."""

    code: str
    values: dict[str, object]
    frame: Frame | None = None
    blocks: bool = True


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a role's label looks like now. Without a raster the file has not the shape of a template."""

    name: str
    file: Path | None
    is_own: bool
    template: LabelTemplate | None
    raster: Raster | None
    problems: tuple[Problem, ...]


def sample(role: str, which: str) -> LabelContent:
    """Return the specimen of this kind."""
    if which == "longest":
        return specimen(role, number=WIDEST, name=NAMES[1], group="AB", station=STATIONS[1])
    if which == "rare":
        return specimen(role, name=NAMES[2], group=None)
    if which == "copy":
        return specimen(role, group="O-", copy=2)
    if which == "plain":
        return specimen(role, "numeric-code128", group="A")
    return specimen(role, "numeric-codabar" if which == "codabar" else "isbt128")


def preview(folder: Path, role: str, which: str, dpi: int, texts: Texts) -> Preview:
    """Read the files anew and draw; nothing is refused here, all of it is told."""
    content = sample(role, which)
    told: list[Problem] = []
    choice = _choice(folder, told)
    name = getattr(choice, content.symbology).get(role, "")
    own, shipped = folder / f"{name}.toml", label_folder() / f"{name}.toml"
    file = own if own.is_file() else shipped
    if not name or not file.is_file():
        told.append(Problem(code="templates.chosen_missing", values={"role": role, "name": name}))
        return Preview(name=name, file=None, is_own=False, template=None, raster=None, problems=tuple(told))
    template, raster = _drawn(file, content, dpi, texts, told)
    told += _of_others(folder, file)
    return Preview(
        name=name, file=file, is_own=file == own, template=template, raster=raster, problems=tuple(told)
    )


def _choice(folder: Path, told: list[Problem]) -> Choice:
    shipped = read_choice(label_folder() / f"{CHOICE}.toml")
    try:
        return read_choice(folder / f"{CHOICE}.toml").over(shipped)
    except Refusal as no:
        told.append(Problem(code=no.code, values=no.values))
        return shipped


def _drawn(
    file: Path, content: LabelContent, dpi: int, texts: Texts, told: list[Problem]
) -> tuple[LabelTemplate | None, Raster | None]:
    try:
        template = parse_template(file)
    except Refusal as no:
        told.append(Problem(code=no.code, values=no.values))
        return None, None
    if content.role not in template.roles:
        told.append(
            Problem(code="templates.chosen_missing", values={"role": content.role, "name": file.stem})
        )
    drawing = look_at(content, template, texts, dpi)
    told += [_problem(flaw, file) for flaw in drawing.flaws]
    if not any(problem.blocks for problem in told) and not reads_as_meant(drawing.raster):
        told.append(Problem(code="templates.not_readable", values={"file": file.name}))
    return template, drawing.raster


def _problem(flaw: Flaw, file: Path) -> Problem:
    values = {"file": file.name, "element": flaw.element, **flaw.values}
    return Problem(code=f"templates.{flaw.code}", values=values, frame=flaw.frame, blocks=flaw.blocks)


def _of_others(folder: Path, shown: Path) -> Iterator[Problem]:
    """Tell what is wrong at sight with the station's other templates, so that none is forgotten."""
    for file in sorted(folder.glob("*.toml")):
        if file.stem == CHOICE or file == shown:
            continue
        try:
            read_template(file)
        except Refusal as no:
            yield Problem(code=no.code, values=no.values)

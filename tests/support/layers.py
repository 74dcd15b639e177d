"""Folders of rule packs as stations have them: copies that are changed, signed, and put in force."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp

from donor_room.packs.locate import resources_folder
from donor_room.packs.rules import NATIONAL, rule_files
from donor_room.packs.trust import Keys, new_key, read_key, sign_file, trusted_keys

DRAFT = "CN-LAW-DRAFT-2025-12"
STATION = """
[about]
id = "STATION-X"
edition = "1"
title = "Station X"
jurisdiction = "CN-1"
layer = "station"
base = "GB18467-2011"
status = "in_force"

[set]
hb_min_male_g_l = { number = 130, unit = "g/L", clause = "8.2", tag = "R", override = "station_tighten" }
"""


@cache
def key_file() -> Path:
    """Return a signing key of these tests; its public half lies beside it."""
    file = Path(mkdtemp()) / "key"
    new_key(file)
    return file


def public_file() -> Path:
    return key_file().with_name("key.pub")


def keys() -> Keys:
    return trusted_keys(public_file())


def sign(folder: Path, *names: str) -> None:
    """Sign these files of a folder, or all of them."""
    for stem in names or rule_files(folder):
        sign_file(folder / f"{stem}.toml", read_key(key_file()))


def copy_of_rules(folder: Path, old: str = "", new: str = "") -> Path:
    """Copy the shipped packs, with one piece of text of the base changed; their signatures come along."""
    copied = copytree(resources_folder() / "rules", folder / "rules")
    base = copied / f"{NATIONAL}.toml"
    text = base.read_text("utf-8")
    assert old in text
    base.write_text(text.replace(old, new, 1), "utf-8")
    return copied


def put_in_force(folder: Path, *layers: str, from_on: str = "2026-11-21", signed: bool = True) -> None:
    """Write the `active.toml` of a station."""
    tables = [
        f'[[layer]]\nid = "{name}"\nfrom_on = {from_on}\nconfirmed_by = ["王芳", "赵敏"]\n' for name in layers
    ]
    (folder / "active.toml").write_text('edition = "1"\n' + "\n".join(tables), "utf-8")
    if signed:
        sign(folder, "active")

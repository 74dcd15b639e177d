"""`packs`: what a station does with rules before they decide about anybody."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from donor_room.commands import pack_release
from donor_room.commands.opened import ledger_of
from donor_room.commands.pack_options import add_overlays, add_trust
from donor_room.commands.parser import Parser
from donor_room.commands.replay import write_line, write_lines
from donor_room.commands.shell import DONE, NO, texts
from donor_room.domain.layers import violations
from donor_room.domain.pack_diff import changes
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import About, RulePack
from donor_room.domain.stamp import PackStamp
from donor_room.packs.active import FILE as ACTIVE
from donor_room.packs.active import load_active
from donor_room.packs.in_force import rules_named
from donor_room.packs.locate import resources_folder
from donor_room.packs.rules import NATIONAL, load_overlay, load_rules, rule_files
from donor_room.packs.trust import Keys, distrust_of, new_key, read_key, sign_file, trusted_keys
from donor_room.workflow.decide_again import Tally, dry_run


def main(arguments: list[str]) -> int:
    """Do what the first word says; JSON lines, and exit status 1 where something is wrong or differs."""
    wanted = _parser().parse_args(arguments)
    status: int = wanted.does(wanted)
    return status


# ---- check -------------------------------------------------------------------------------------------------


def _check(wanted: argparse.Namespace) -> int:
    lines = list(checked(wanted.pack or _own(), trusted_keys(*wanted.trust)))
    for line in lines:
        write_line(line)
    return DONE if all(line["ok"] for line in lines) else NO


def checked(folder: Path, keys: Keys) -> Iterator[dict[str, Any]]:
    """Give a line for each pack of a folder; a stub that is signed is well, it only cannot be activated.

    Any other overlay that cannot be, such as one that loosens, is not well.
    """
    for stem in _packs_of(folder):
        file = folder / f"{stem}.toml"
        try:
            stamp, about, loose = _read(folder, stem)
        except Refusal as no:
            yield {"file": file.name, "ok": False, "fault": _fault(no, file)}
        else:
            distrust = distrust_of(file, stamp, keys)
            told = {"id": stamp.id, "edition": stamp.edition, "sha256": stamp.sha256}
            status = {"status": about.status, "layer": about.layer} if about is not None else {}
            is_stub = about is not None and about.status.startswith("stub")
            is_well = distrust is None and (is_stub or not loose)
            yield {"file": file.name, "ok": is_well, **told, **status} | {
                "distrust": distrust,
                "not_to_be_activated": loose,
            }


def _fault(no: Refusal, file: Path) -> str:
    """Return what is wrong; the fault of another file, such as the base of an overlay, by its name."""
    fault, named = str(no.values.get("fault", no.code)), no.values.get("file", file.name)
    return fault if named == file.name else f"{named}: {fault}"


def _read(folder: Path, stem: str) -> tuple[PackStamp, About | None, list[str]]:
    """Read a file as what it is: the layers in force, the base, or an overlay held against that base."""
    if f"{stem}.toml" == ACTIVE:
        active = load_active(folder)
        return active.stamp if active is not None else PackStamp(id="", edition="", sha256=""), None, []
    if stem == NATIONAL:
        pack = load_rules(stem, folder)
        return pack.stamp, pack.about, []
    overlay = load_overlay(stem, folder)
    base = load_rules(NATIONAL, folder if (folder / f"{NATIONAL}.toml").is_file() else None)
    return overlay.stamp, overlay.about, violations(base, overlay)


# ---- sign and key ------------------------------------------------------------------------------------------


def _packs_of(folder: Path) -> tuple[str, ...]:
    """Return the packs of a folder; refuses one without any, or a slip of its name would pass as all well."""
    stems = rule_files(folder)
    if not stems:
        raise Refusal("packs.none_there", folder=str(folder))
    return stems


def _sign(wanted: argparse.Namespace) -> int:
    folder, key = wanted.pack or _own(), read_key(wanted.key)
    for stem in wanted.names or _packs_of(folder):
        write_line({"signed": sign_file(folder / f"{stem}.toml", key).name})
    return DONE


def _key(wanted: argparse.Namespace) -> int:
    write_line({"public": str(new_key(wanted.key))})
    return DONE


# ---- diff and dry-run --------------------------------------------------------------------------------------


def _diff(wanted: argparse.Namespace) -> int:
    folders = [*wanted.packs, None, None][:2] if len(wanted.packs) != 1 else [None, wanted.packs[0]]
    before, after = rules_named((), folder=folders[0]), rules_named(wanted.overlay, folder=folders[1])
    found = changes(before, after)
    for change in found:
        write_line(msgspec.to_builtins(change))
    return NO if found else DONE


def _dry_run(wanted: argparse.Namespace) -> int:
    pack: RulePack = rules_named(wanted.overlay, folder=wanted.pack)
    tally = Tally()
    with ledger_of(wanted.db) as ledger:
        write_lines(dry_run(ledger, pack, tally))
    write_line(tally.line())
    return NO if tally.differing else DONE


def _own() -> Path:
    return resources_folder() / "rules"


# ---- the words after the command ---------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    said = texts()
    parser = Parser(prog="donor_room packs", description=said.say("command_line.help.packs"))
    does = parser.add_subparsers(required=True, metavar="check|sign|key|diff|dry-run|release|install")
    check = does.add_parser("check", help=said.say("packs.help.check"))
    check.set_defaults(does=_check)
    sign = does.add_parser("sign", help=said.say("packs.help.sign"))
    sign.set_defaults(does=_sign)
    sign.add_argument("--key", type=Path, required=True, metavar="FILE", help=said.say("packs.option.key"))
    sign.add_argument("names", nargs="*", metavar="NAME", help=said.say("packs.option.names"))
    key = does.add_parser("key", help=said.say("packs.help.key"))
    key.set_defaults(does=_key)
    key.add_argument("key", type=Path, metavar="FILE", help=said.say("packs.option.key"))
    diff = does.add_parser("diff", help=said.say("packs.help.diff"))
    diff.set_defaults(does=_diff)
    diff.add_argument("packs", nargs="*", type=Path, metavar="DIR", help=said.say("packs.option.packs"))
    again = does.add_parser("dry-run", help=said.say("packs.help.dry_run"))
    again.set_defaults(does=_dry_run)
    again.add_argument("--db", type=Path, required=True, help=said.say("command_line.option.db"))
    pack_release.describe(does)
    for one in (check, sign, again):
        one.add_argument("--pack", type=Path, metavar="DIR", help=said.say("packs.option.pack"))
    for one in (diff, again):
        add_overlays(one)
    add_trust(check)
    return parser

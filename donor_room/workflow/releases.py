"""Releases of packs on this terminal: checked by its own keys, installed from the station or from a file."""

from __future__ import annotations

from datetime import datetime

from donor_room.domain.clock import day_at_site
from donor_room.domain.refusal import Refusal
from donor_room.packs.in_force import rank_of
from donor_room.packs.release import Release, lay_out, read_release
from donor_room.packs.released_rules import refuse_unless_on, rules_of_release
from donor_room.packs.trust import trusted_keys
from donor_room.store.releases import KeptRelease, Releases
from donor_room.wire.releases import MAX_HELD, HeldRelease, ReleasePage, ReleasesAsked, ToldRelease
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.packs import InForce, StationPacks
from donor_room.workflow.rules_taken import newest_edition

_CURSOR = "releases"


class Released:
    """The releases as sync sees them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def asked(self) -> ReleasesAsked:
        """Return what to ask: from where on, and how the releases of before stand here."""
        held = reversed(Releases(self._desk.database).every()[-MAX_HELD:])
        told = tuple(HeldRelease(release=one.id, state=one.state, code=one.code) for one in held)
        return ReleasesAsked(cursor=self._desk.ledger.cursor(_CURSOR) or "", held=told)

    def take(self, page: ReleasePage) -> None:
        """Take in what was told together with its cursor, in one transaction.

        A release that does not hold here is kept as refused, with the reason: it must not be asked for again
        and again, and the station is told of it with the next question.
        """
        desk = self._desk
        with desk.transaction():
            for told in page.releases:
                _take_one(desk, told)
            desk.ledger.set_cursor(_CURSOR, page.cursor)
        put_in_force(desk)


def _take_one(desk: Desk, told: ToldRelease) -> None:
    if told.withdrawn:
        Releases(desk.database).withdraw(told.release)
        return
    try:
        install(desk, told.content, from_at=told.from_at)
    except Refusal as no:
        now = desk.clock.now()
        Releases(desk.database).keep(
            KeptRelease(told.release, "", "", "", told.from_at, now, "refused", no.code, told.content)
        )


def install(desk: Desk, raw: bytes, *, from_at: datetime) -> KeptRelease:
    """Check a release by the keys of this terminal and keep it for its first moment; raises Refusal.

    Whoever brought it, the station or a person with a file, is not asked.
    """
    release = read_release(raw, trusted_keys(), station_code=_station_code(desk))
    base_edition = _check(desk, release, from_at)
    kept = KeptRelease(
        id=release.id,
        edition=release.contents.edition,
        base_edition=base_edition,
        title=release.contents.title,
        from_at=from_at,
        taken_at=desk.clock.now(),
        state="taken",
        code="",
        content=raw,
    )
    with desk.transaction():
        Releases(desk.database).keep(kept)
    return kept


def _station_code(desk: Desk) -> str:
    enrolment = enrolment_of(desk.ledger)
    return enrolment.reply.station_code if enrolment and enrolment.reply else ""


def _check(desk: Desk, release: Release, from_at: datetime) -> str:
    """Return the edition of the base under a release; refuses rules that decide nothing on the first day."""
    packs = desk.packs
    if not isinstance(packs, StationPacks):
        raise Refusal("pack_release.no_folder")
    folder = lay_out(release, packs.release_folder)
    first = day_at_site(max(from_at, desk.clock.now()))
    newest = newest_before(desk, from_at)
    pack = rules_of_release(folder, first, trusted_keys(), station=packs.folder, newest=newest)
    refuse_unless_on(pack, first)
    return pack.stamp.edition


def newest_before(desk: Desk, moment: datetime) -> str | None:
    """Return the newest edition that was, or will be decided by before a moment; rules never go back."""
    coming = (one.base_edition for one in Releases(desk.database).every() if _counts(one, moment))
    seen = newest_edition(desk.ledger)
    return max((*coming, *([seen] if seen is not None else [])), key=rank_of, default=None)


def _counts(one: KeptRelease, moment: datetime) -> bool:
    return one.state == "taken" and one.from_at <= moment


def put_in_force(desk: Desk) -> None:
    """Let the packs of the desk know which releases decide from when; to be called when they have changed."""
    if isinstance(desk.packs, StationPacks):
        taken = [one for one in Releases(desk.database).every() if one.state == "taken"]
        desk.packs.releases = tuple(_in_force(desk, one) for one in taken)


def _in_force(desk: Desk, kept: KeptRelease) -> InForce:
    """A release whose key is trusted no more is laid out all the same: then its rules decide about nobody."""
    return InForce(kept.id, kept.effective_at, kept.content)

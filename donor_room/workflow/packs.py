"""The packs in force on this terminal, each read when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from donor_room.domain.answers import Answers
from donor_room.domain.campaigns import Campaigns
from donor_room.domain.clock import Clock
from donor_room.domain.entitlements import Entitlements
from donor_room.domain.occasions import Occasions
from donor_room.domain.policy import Policy
from donor_room.domain.questionnaire import ListOf
from donor_room.domain.reaction_judging import ReactionPack
from donor_room.domain.ruleset import RulePack
from donor_room.domain.shift_checks import Checks
from donor_room.domain.supplies import Supplies
from donor_room.packs.answers import load_answers
from donor_room.packs.campaigns import load_campaigns
from donor_room.packs.checks import load_checks
from donor_room.packs.codes import CodeList, Measures, load_codes, load_measures
from donor_room.packs.consent import Consent, load_consent
from donor_room.packs.entitlements import load_entitlements
from donor_room.packs.in_force import rules_in_force
from donor_room.packs.occasions import load_occasions
from donor_room.packs.policy import load_policy
from donor_room.packs.preparations import PreparationPack, load_preparations
from donor_room.packs.questionnaires import QuestionnairePack, load_questionnaire
from donor_room.packs.reactions import load_reactions
from donor_room.packs.release import lay_out, unchecked
from donor_room.packs.rules import load_rules
from donor_room.packs.supplies import load_supplies
from donor_room.packs.texts import Language
from donor_room.packs.trust import trusted_keys


class Packs:
    """Rules, policy of the station, interview, notice, code lists and limits of measurement."""

    @property
    def rules(self) -> RulePack:
        """The rule pack that decides."""
        return load_rules()

    def rules_at(self, _moment: datetime) -> RulePack:
        """Return the rule pack that decides about whoever came at a moment."""
        return self.rules

    @cached_property
    def policy(self) -> Policy:
        """What the station sets for its desks."""
        return load_policy()

    @cached_property
    def occasions(self) -> Occasions:
        """What the station wants remembered with a donation, and the souvenirs that go with it."""
        return load_occasions()

    @cached_property
    def checks(self) -> Checks:
        """What the station wants looked at before the doors open, and the work that waits for it."""
        return load_checks()

    @cached_property
    def supplies(self) -> Supplies:
        """What a vehicle carries and is counted; empty where the station has no such list."""
        return load_supplies()

    @cached_property
    def campaigns(self) -> Campaigns:
        """What a day may be called out for, and how its donors are won."""
        return load_campaigns()

    @cached_property
    def answers(self) -> Answers:
        """What donors ask, and the answers of the station."""
        return load_answers()

    @cached_property
    def entitlements(self) -> Entitlements:
        """What a donor may ask for by local rules, and how blood is paid for."""
        return load_entitlements()

    @cached_property
    def reactions(self) -> ReactionPack:
        """How reactions are classed and graded, and who is called after them."""
        return load_reactions()

    @cached_property
    def interview(self) -> QuestionnairePack:
        """The questionnaire."""
        return load_questionnaire()

    @cached_property
    def _medicines(self) -> PreparationPack:
        return load_preparations("medicines")

    @cached_property
    def _vaccines(self) -> PreparationPack:
        return load_preparations("vaccines")

    @cached_property
    def _diseases(self) -> PreparationPack:
        return load_preparations("diseases")

    def preparations(self, kind: ListOf) -> PreparationPack:
        """Return the list in which a follow-up finds a name; read when the first one asks."""
        if kind == "diseases":
            return self._diseases
        return self._medicines if kind == "medicines" else self._vaccines

    @cached_property
    def measures(self) -> Measures:
        """What a measurement can give."""
        return load_measures()

    def consent(self, language: Language) -> Consent:
        """Return the notice that the donor signs, in the language it is shown in."""
        return load_consent(language)

    def codes(self, name: str) -> CodeList:
        """Return a code list."""
        return load_codes(name)


class InForce(NamedTuple):
    """A release that was taken, from when it decides here, and its signed file."""

    id: str
    effective_at: datetime
    content: bytes


class StationPacks(Packs):
    """The packs of a terminal, with the releases and the layers that its station has put in force.

    A real terminal decides only by rules that are signed and not older than those it has worked by. On a
    practice terminal rules can be tried before anybody signs them.
    """

    def __init__(
        self, station: Path, clock: Clock, *, is_real: bool, newest_seen: Callable[[], str | None]
    ) -> None:
        self.folder = station
        self.release_folder = station / "releases"
        self.releases: tuple[InForce, ...] = ()
        """What was taken, in the order in which it came."""
        self._clock = clock
        self._is_real = is_real
        self._newest_seen = newest_seen
        self._read_on: date | None = None
        self._read: dict[str, RulePack] = {}

    @property
    def rules(self) -> RulePack:
        """The rule pack that decides today; read again on the next day, when other layers may be in force."""
        return self.rules_at(self._clock.now())

    def rules_at(self, moment: datetime) -> RulePack:
        """Return the rules for whoever came at a moment: by the release of then, under the layers of today.

        So a visit ends under the release under which it began.
        """
        today = self._clock.today()
        if self._read_on != today:
            self._read, self._read_on = {}, today
        release = self._release_at(moment)
        name = release.id if release is not None else ""
        if name not in self._read:
            self._read[name] = self._read_rules(release, today)
        return self._read[name]

    def _release_at(self, moment: datetime) -> InForce | None:
        begun = [one for one in self.releases if one.effective_at <= moment]
        return max(begun, key=lambda one: one.effective_at, default=None)

    def _read_rules(self, release: InForce | None, today: date) -> RulePack:
        laid_out = lay_out(unchecked(release.content), self.release_folder) if release is not None else None
        if not self._is_real:
            return rules_in_force(self.folder, today, keys=None, release=laid_out)
        newest = self._newest_seen() if release == self._release_at(self._clock.now()) else None
        return rules_in_force(self.folder, today, keys=trusted_keys(), newest_seen=newest, release=laid_out)

"""The packs in force on this terminal, each read when it is first needed."""

from __future__ import annotations

from functools import cached_property

from donor_room.domain.policy import Policy
from donor_room.domain.questionnaire import ListOf
from donor_room.domain.ruleset import RulePack
from donor_room.packs.codes import CodeList, Measures, load_codes, load_measures
from donor_room.packs.consent import Consent, load_consent
from donor_room.packs.policy import load_policy
from donor_room.packs.preparations import PreparationPack, load_preparations
from donor_room.packs.questionnaires import QuestionnairePack, load_questionnaire
from donor_room.packs.rules import load_rules
from donor_room.packs.texts import Language


class Packs:
    """Rules, policy of the station, interview, notice, code lists and limits of measurement."""

    @cached_property
    def rules(self) -> RulePack:
        """The rule pack that decides."""
        return load_rules()

    @cached_property
    def policy(self) -> Policy:
        """What the station sets for its desks."""
        return load_policy()

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

    def preparations(self, kind: ListOf) -> PreparationPack:
        """Return the list in which a follow-up finds a name; read when the first one asks."""
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

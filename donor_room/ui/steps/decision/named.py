"""What the donor named behind a finding: the condition, the medicine, vaccine or place, and the day."""

from __future__ import annotations

from collections.abc import Iterator

from donor_room.domain.findings import Finding
from donor_room.domain.questionnaire import Choice, Detail
from donor_room.domain.visit import Visit
from donor_room.packs.questionnaires import QuestionnairePack
from donor_room.ui.texts import texts


def names(visit: Visit, pack: QuestionnairePack, finding: Finding) -> list[str]:
    """Return each name once, in the order of the answer."""
    return list(dict.fromkeys(detail.name for detail in _behind(visit, pack, finding) if detail.name))


def conditions(visit: Visit, pack: QuestionnairePack, finding: Finding) -> list[str]:
    """Return each condition in words with its name and day, for the physician's F1."""
    lines = []
    for detail in _behind(visit, pack, finding):
        label = pack.choice_label(finding.item, detail.which, texts().language)
        day = detail.when_on.isoformat() if detail.when_on else ""
        lines.append("  ".join(part for part in (label, detail.name, day) if part))
    return lines


def _behind(visit: Visit, pack: QuestionnairePack, finding: Finding) -> Iterator[Detail]:
    answered = visit.answers.get(finding.item)
    if answered is None or finding.outcome == "cannot_decide":
        return
    item = pack.questionnaire.item(finding.item)
    for detail in answered.answer.details:
        if _led_to(item.choice(detail.which), detail, finding):
            yield detail


def _led_to(choice: Choice, detail: Detail, finding: Finding) -> bool:
    """Say whether a condition led to a finding: by its code and day, or because a physician judges it."""
    if finding.text == "rules.finding.not_sure":
        return True
    if finding.text == "rules.finding.for_physician":
        return choice.leads_to == "physician"
    day = detail.when_on.isoformat() if detail.when_on else None
    return choice.leads_to == "exclusion" and choice.code == finding.rule and day == finding.value

"""The first boxes of a form: who came when by it, checked box by box, until there is a visit to write to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from donor_room.domain import entries as e
from donor_room.domain.identity import DocumentKind, Identity, read_document
from donor_room.domain.names import check_name
from donor_room.domain.paper_form import day_of, time_on
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.workflow import back_entry, register
from donor_room.workflow.desk import Desk
from donor_room.workflow.paper_boxes import SEXES, YES_NO, Box, Typed, chosen

Draft = Mapping[str, str]
"""What was typed so far, by box, each as it will be written down; nothing of it is in the ledger yet."""


def next_box(desk: Desk, draft: Draft) -> Box | None:
    """Return the next box of a form that is not begun yet; None when there is enough to begin."""
    plans = tuple(kind.id for kind in desk.packs.rules.donation.kinds)
    boxes = [Box(key) for key in ("form", "day", "came", "filled_by", "document", "name")]
    boxes += [Box("sex", SEXES), Box("born"), Box("phone"), Box("plan", plans)]
    box = next((one for one in boxes if one.key not in draft), None)
    return box or next((Box(tick, YES_NO) for tick in _ticks(desk, draft) if tick not in draft), None)


def _ticks(desk: Desk, draft: Draft) -> tuple[register.Tick, ...]:
    """The conditions of clause 7.1, where the donor was of an age on that day that asks for them."""
    born_on, day = date.fromisoformat(draft["born"]), date.fromisoformat(draft["day"])
    return register.TICKS if register.needs_ticks(desk, born_on, day) else ()


def take(desk: Desk, draft: Draft, typed: Typed) -> dict[str, str]:
    """Return the draft with one box more; refuses what cannot stand in it."""
    return {**draft, **_TAKE[typed.box.key](desk, draft, typed)}


def begin(desk: Desk, draft: Draft, second: register.Second | None = None) -> Visit:
    """Open the visit of the form with all that was typed."""
    paper = e.PaperForm(form=draft["form"], at=came_at(draft), filled_by=draft["filled_by"])
    ticks = {tick: draft[tick] == "yes" for tick in register.TICKS if tick in draft}
    return back_entry.begin(
        desk,
        paper=paper,
        donor=donor_of(draft),
        plan=draft["plan"],
        ticks=ticks,
        second=second,
        let_in=_let_in(draft),
    )


def let_in(desk: Desk, draft: Draft, second: register.Second, reason: str) -> dict[str, str]:
    """Return the draft of a form that is too old and may be typed in: a head agreed, and said why.

    Refuses as `back_entry.let_in_late`.
    """
    told = back_entry.let_in_late(desk, reason=reason, witness=second.staff, pin=second.pin)
    return {**draft, "late_because": told.reason, "late_with": told.witness}


def _let_in(draft: Draft) -> e.PaperLetIn | None:
    late = draft.get("late_with")
    return e.PaperLetIn(reason=draft["late_because"], witness=late) if late else None


def _refuse_age(desk: Desk, draft: Draft, came: datetime) -> None:
    back_entry.refuse_age(desk, came, is_let_in="late_with" in draft)


def came_at(draft: Draft) -> datetime:
    """Return when the donor came in by the form."""
    return time_on(date.fromisoformat(draft["day"]), draft["came"])


def donor_of(draft: Draft) -> e.Donor:
    """Return who came in by the form."""
    sex: Any = draft["sex"]
    return e.Donor(
        document_kind=draft["document_kind"],
        document_number=draft["document"],
        name=draft["name"],
        sex=sex,
        birth_on=date.fromisoformat(draft["born"]),
        phone=draft["phone"] or None,
        address=None,
        ethnic_group=None,
        organisation=None,
    )


def _form(desk: Desk, _draft: Draft, typed: Typed) -> dict[str, str]:
    return {"form": back_entry.find_form(desk, typed.text).form}


def _day(desk: Desk, draft: Draft, typed: Typed) -> dict[str, str]:
    day = day_of(typed.text, desk.clock.today())
    _refuse_age(desk, draft, time_on(day, "0:00"))
    return {"day": day.isoformat()}


def _came(desk: Desk, draft: Draft, typed: Typed) -> dict[str, str]:
    told = {"came": typed.text.strip()}
    _refuse_age(desk, draft, came_at({**draft, **told}))
    return told


def _filled_by(_desk: Desk, _draft: Draft, typed: Typed) -> dict[str, str]:
    if not typed.text.strip():
        raise Refusal("paper.nobody_filled_in")
    return {"filled_by": typed.text.strip()}


def _document(desk: Desk, draft: Draft, typed: Typed) -> dict[str, str]:
    """A number that tells its kind; whose visit is open here is said before anything else is typed."""
    day = date.fromisoformat(draft["day"])
    identity = read_document(None, typed.text.strip(), day, practice=desk.practice)
    if not identity.valid or identity.kind is None:
        raise Refusal(f"identity.{identity.reason or 'kind_unknown'}")
    return _of_identity(identity, identity.kind)


def _of_identity(identity: Identity, kind: DocumentKind) -> dict[str, str]:
    told = {"document_kind": kind.value, "document": identity.number}
    told |= {"sex": identity.sex} if identity.sex else {}
    return told | ({"born": identity.birth_on.isoformat()} if identity.birth_on else {})


def _name(_desk: Desk, _draft: Draft, typed: Typed) -> dict[str, str]:
    check_name(typed.text.strip())
    return {"name": typed.text.strip()}


def _born(_desk: Desk, _draft: Draft, typed: Typed) -> dict[str, str]:
    try:
        return {"born": date.fromisoformat(typed.text.strip()).isoformat()}
    except ValueError:
        raise Refusal("paper.day_shape") from None


def _phone(_desk: Desk, _draft: Draft, typed: Typed) -> dict[str, str]:
    text = typed.text.strip()
    return {"phone": "" if text == "0" else text}


def _choice(_desk: Desk, _draft: Draft, typed: Typed) -> dict[str, str]:
    return {typed.box.key: chosen(typed)}


_TAKE: dict[str, Callable[[Desk, Draft, Typed], dict[str, str]]] = {
    "form": _form, "day": _day, "came": _came, "filled_by": _filled_by, "document": _document,
    "name": _name, "sex": _choice, "born": _born, "phone": _phone, "plan": _choice,
    **dict.fromkeys(register.TICKS, _choice),
}  # fmt: skip

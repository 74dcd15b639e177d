"""Reads a Questionnaire of FHIR R4: what it asks, what of it is not carried, and why it is not valid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from msgspec.structs import replace

from donor_room.domain.foreign_form import CHOICES, Coded, Enabling, Form, FormItem, Kind, Value
from donor_room.packs.fhir.conditions import judge_conditions, read_behaviour, read_conditions
from donor_room.packs.fhir.shape import ITEM, WHOLE, check_coding, check_shapes
from donor_room.packs.fhir.told import Findings, NotValid, Told, parse_json
from donor_room.packs.fhir.values import NOT_CARRIED, OPTION_TYPES, concepts, read_coding, read_typed

UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
UNIT_OPTION = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"
MOST_LEVELS = 50
ITEM_TYPES = frozenset(
    [
        "group",
        "display",
        "boolean",
        "decimal",
        "integer",
        "date",
        "string",
        "text",
        "choice",
        "open-choice",
        "quantity",
    ]
)
OTHER_TYPES = frozenset(["dateTime", "time", "url", "attachment", "reference"])
"""Types that R4 has and the screen cannot ask; they are left out and named."""
STATUS = ("draft", "active", "retired", "unknown")
PARTS = frozenset(
    [
        "resourceType",
        "id",
        "meta",
        "implicitRules",
        "language",
        "text",
        "contained",
        "extension",
        "modifierExtension",
        "url",
        "identifier",
        "version",
        "name",
        "title",
        "derivedFrom",
        "status",
        "experimental",
        "subjectType",
        "date",
        "publisher",
        "contact",
        "description",
        "useContext",
        "jurisdiction",
        "purpose",
        "copyright",
        "approvalDate",
        "lastReviewDate",
        "effectivePeriod",
        "code",
        "item",
    ]
)
ITEM_PARTS = frozenset(
    [
        "id",
        "extension",
        "modifierExtension",
        "linkId",
        "definition",
        "code",
        "prefix",
        "text",
        "type",
        "enableWhen",
        "enableBehavior",
        "required",
        "repeats",
        "readOnly",
        "maxLength",
        "answerOption",
        "answerValueSet",
        "initial",
        "item",
    ]
)
OPTION_PARTS = {
    "id",
    "extension",
    "modifierExtension",
    "initialSelected",
    *(f"value{one}" for one in OPTION_TYPES),
}
_WITH_LENGTH = ("boolean", "decimal", "integer", "string", "text")


class Read(NamedTuple):
    """A form, and what of the file it does not carry."""

    form: Form
    not_carried: tuple[Told, ...]


def read_questionnaire(raw: bytes) -> Read:
    """Read the bytes of a file; raises NotValid with every fault that there is."""
    try:
        whole = parse_json(raw)
    except ValueError as fault:  # what is not UTF-8 and what is not JSON are both one
        raise NotValid((Told("", "not_json", str(fault)),)) from fault
    if not isinstance(whole, dict) or whole.get("resourceType") != "Questionnaire":
        raise NotValid((Told("", "no_questionnaire"),))
    found = Findings()
    form = _Reader(found).read(whole)
    if found.faults:
        raise NotValid(tuple(dict.fromkeys(found.faults)))
    for link_id, question in sorted(Enabling(form).circular):
        found.note(link_id, "circular", question)
    return Read(form, tuple(dict.fromkeys(found.notes)))


class _Reader:
    """Goes through one file from top to bottom."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._items: list[FormItem] = []
        self._seen: set[str] = set()
        self._left_out: set[str] = set()
        self._lists: dict[str, Mapping[str, Any]] = {}

    def read(self, whole: Mapping[str, Any]) -> Form:
        found = self._found
        found.check_parts("", whole, PARTS)
        check_shapes(found, "", whole, WHOLE)
        if whole.get("status") not in STATUS:
            found.fault("", "status")
        if "implicitRules" in whole:
            found.fault("", "modifier", "implicitRules")
        found.note_extensions("", whole.get("extension"))
        self._keep_lists(whole.get("contained"))
        self._read_items("", whole.get("item"), parent=None, level=0)
        if not self._items:
            found.fault("", "no_items")
        return self._form(whole)

    def _form(self, whole: Mapping[str, Any]) -> Form:
        texts = {
            name: self._found.text("", whole, name) for name in ("id", "name", "title", "url", "version")
        }
        by_id = {item.link_id: item for item in self._items}
        left_out = frozenset(self._left_out)
        items = tuple(
            judge_conditions(self._found, item, by_id, left_out) if item.conditions else item
            for item in self._items
        )
        return Form(
            id=texts["id"] or texts["name"] or "questionnaire",
            url=texts["url"],
            version=texts["version"],
            title=texts["title"] or texts["name"] or texts["id"] or "",
            items=items,
        )

    def _keep_lists(self, contained: Any) -> None:
        for one in self._found.objects("", "contained", contained):
            if one.get("resourceType") == "ValueSet" and isinstance(one.get("id"), str):
                self._lists[f"#{one['id']}"] = one

    # items

    def _read_items(self, link_id: str, given: Any, *, parent: str | None, level: int) -> None:
        if level > MOST_LEVELS:
            self._found.fault(link_id, "too_deep")
            return
        for one in self._found.objects(link_id, "item", given):
            self._read_item(one, parent=parent, level=level)

    def _read_item(self, given: Mapping[str, Any], *, parent: str | None, level: int) -> None:
        link_id, told = self._link_id(given, parent), given.get("type")
        kind = told if isinstance(told, str) else None
        self._found.check_parts(link_id, given, ITEM_PARTS)
        check_shapes(self._found, link_id, given, ITEM)
        if kind in ITEM_TYPES:
            self._items.append(self._item(link_id, cast("Kind", kind), given, parent=parent, level=level))
            self._read_items(link_id, given.get("item"), parent=link_id, level=level + 1)
        elif kind in OTHER_TYPES:
            self._leave_out(link_id, str(kind), given, level=level)
        else:
            self._found.fault(link_id, "no_type" if kind is None else "unknown_type", str(kind or ""))

    def _link_id(self, given: Mapping[str, Any], parent: str | None) -> str:
        link_id = given.get("linkId")
        if not isinstance(link_id, str) or not link_id.strip():
            self._found.fault(parent or "", "no_link_id", str(given.get("text", "")))
            return ""
        if link_id in self._seen:
            self._found.fault(link_id, "link_id_twice")
        self._seen.add(link_id)
        return link_id

    def _leave_out(self, link_id: str, kind: str, given: Mapping[str, Any], *, level: int) -> None:
        """What cannot be asked is named, and so is all under it; its faults are faults all the same."""
        self._found.note(link_id, "type", kind)
        self._left_out.add(link_id)
        read_conditions(self._found, link_id, given)
        before, self._items = self._items, []
        self._read_items(link_id, given.get("item"), parent=link_id, level=level + 1)
        for item in self._items:
            self._found.note(item.link_id, "under_left_out", link_id)
            self._left_out.add(item.link_id)
        self._items = before

    def _item(
        self, link_id: str, kind: Kind, given: Mapping[str, Any], *, parent: str | None, level: int
    ) -> FormItem:
        found = self._found
        for code in _broken_rules(kind, given):
            found.fault(link_id, code)
        codes = (read_coding(one) for one in found.objects(link_id, "code", given.get("code")))
        item = FormItem(
            link_id=link_id,
            kind=kind,
            text=found.text(link_id, given, "text") or "",
            prefix=found.text(link_id, given, "prefix") or "",
            parent=parent,
            level=level,
            conditions=read_conditions(found, link_id, given),
            all_must_hold=read_behaviour(found, link_id, given),
            required=found.flag(link_id, given, "required"),
            repeats=found.flag(link_id, given, "repeats"),
            max_length=found.length(link_id, given, "maxLength"),
            options=(),
            units=self._units(link_id, given),
            codes=tuple(code for code in codes if code is not None),
        )
        item = self._with_options(item, given)
        self._note_the_rest(item, given)
        return item

    def _note_the_rest(self, item: FormItem, given: Mapping[str, Any]) -> None:
        for name in ("definition", "readOnly"):
            if given.get(name):
                self._found.note(item.link_id, "part", name)
        if item.kind == "group" and item.repeats:
            self._found.note(item.link_id, "group_repeats")
        self._found.note_extensions(item.link_id, given.get("extension"), carried=(UNIT, UNIT_OPTION))

    # units and options

    def _units(self, link_id: str, given: Mapping[str, Any]) -> tuple[Coded, ...]:
        named = []
        for one in self._found.objects(link_id, "extension", given.get("extension")):
            if one.get("url") in (UNIT, UNIT_OPTION):
                check_coding(self._found, link_id, one.get("valueCoding"))
                named.append(read_coding(one.get("valueCoding")))
        if None in named:
            self._found.fault(link_id, "wrong_value", "questionnaire-unit")
        return tuple(dict.fromkeys(unit for unit in named if unit is not None))

    def _with_options(self, item: FormItem, given: Mapping[str, Any]) -> FormItem:
        named = self._found.text(item.link_id, given, "answerValueSet")
        if named is not None:
            options: tuple[Value, ...] = tuple(concepts(self._lists.get(named, {})))
            if not options:
                self._found.note(item.link_id, "list_elsewhere", named)
            return replace(item, options=options, value_set=None if options else named)
        options = tuple(self._options(item.link_id, given.get("answerOption")))
        if item.kind in CHOICES and not options:
            self._found.note(item.link_id, "no_options")
        elif item.kind not in CHOICES and options:
            self._found.note(item.link_id, "part", "answerOption")
            return item
        return replace(item, options=options)

    def _options(self, link_id: str, given: Any) -> Iterable[Value]:
        for one in self._found.objects(link_id, "answerOption", given):
            self._found.check_parts(link_id, one, OPTION_PARTS)
            check_coding(self._found, link_id, one.get("valueCoding"))
            self._found.note_extensions(link_id, one.get("extension"))
            if one.get("initialSelected"):
                self._found.fault(link_id, "initial")
            kinds = [kind for kind in OPTION_TYPES if f"value{kind}" in one]
            value = read_typed(kinds[0], one[f"value{kinds[0]}"]) if len(kinds) == 1 else None
            if len(kinds) == 1 and kinds[0] in NOT_CARRIED:
                self._found.note(link_id, "option", f"value{kinds[0]}")
            elif value is None:
                self._found.fault(link_id, "wrong_value", "answerOption")
            else:
                yield value


def _broken_rules(kind: str, given: Mapping[str, Any]) -> Iterable[str]:
    """Tell which of the invariants que-1, 3, 4, 5, 6, 9, 10 of R4 is broken, and what answers beforehand."""
    has = {name for name, value in given.items() if value not in (None, [], {})}
    is_plain = kind in ("group", "display")
    rules = {
        "group_is_empty": kind == "group" and "item" not in has,
        "display_has_items": kind == "display" and "item" in has,
        "display_has_code": kind == "display" and "code" in has,
        "options_and_list": {"answerOption", "answerValueSet"} <= has,
        "list_without_choice": "answerValueSet" in has and kind not in CHOICES,
        "display_required": kind == "display" and bool({"required", "repeats"} & has),
        "display_read_only": kind == "display" and "readOnly" in has,
        "length_of_no_text": "maxLength" in has and kind not in _WITH_LENGTH,
        "group_has_options": "answerOption" in has and is_plain,
        "initial": "initial" in has,
    }
    return (code for code, broken in rules.items() if broken)

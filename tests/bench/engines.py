"""Three rule engines from PyPI, given the rules of our pack; installed beside the program, never into it.

They get the facts flat and complete, and of each condition only whether it still counts: the calendar, what
is missing, units, sentences and the earliest day are ours alone.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from donor_room.domain.ruleset import Comparison, Rule, RulePack

METER = "hb_meter"
Flat = dict[str, Any]
Engine = Callable[[Flat], set[str]]
PATIENCE_S = 180


def engine(name: str, pack: RulePack, family: str) -> Engine | str:
    """Return an engine that names the rules which fire, or why it cannot be had here."""
    missing = installed(name)
    if missing is not None:
        return missing
    return {"business-rules": business_rules, "zen-engine": zen_engine, "durable_rules": durable_rules}[name](
        rules_of(pack, family), [entry.code for entry in pack.exclusion.every()], pack
    )


def installed(name: str) -> str | None:
    """Put a package into a temporary folder of its own and on the path; say why where that fails."""
    folder = Path(tempfile.gettempdir()) / "donor-room-engines" / name
    if not folder.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(folder), name]
        try:
            subprocess.run(pip, check=True, capture_output=True, timeout=PATIENCE_S)
        except (subprocess.SubprocessError, OSError) as fault:
            return f"{name} cannot be had here: {type(fault).__name__}"
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return None


def rules_of(pack: RulePack, family: str) -> list[Rule]:
    """The rules that can fire at all for this family, where haemoglobin is a number of the meter."""
    used = [rule for rule in pack.rule if all(limit_of(pack, test) is not None for test in rule.when)]
    asked = [rule for rule in used if not rule.methods or METER in rule.methods]
    return [rule for rule in asked if not rule.families or family in rule.families]


def limit_of(pack: RulePack, test: Comparison) -> float | bool | None:
    if test.limit is None:
        return True
    number = pack.number(test.limit)
    return None if number is None else float(number)


def tests_of(rules: list[Rule], pack: RulePack) -> Iterator[tuple[str, list[tuple[str, str, Any]]]]:
    """Each rule as plain triples of fact, sign and value; a difference of two facts is a fact of its own."""
    for rule in rules:
        yield rule.id, [triple for test in rule.when for triple in triples(test, pack)]


def triples(test: Comparison, pack: RulePack) -> Iterator[tuple[str, str, Any]]:
    name = test.fact if test.minus is None else f"{test.fact}_minus_{test.minus}"
    if test.limit is not None:
        signs = ("<", "<=", ">", ">=")
        sign = next(sign for sign, limit in zip(signs, test.bounds(), strict=True) if limit is not None)
        yield name, sign, limit_of(pack, test)
    elif test.is_yes is not None:
        yield name, "==", test.is_yes
    elif test.differs is not None:
        yield f"{name}_differs", "==", True
    elif test.one_of is not None:
        yield from ((name, "==", word) for word in test.one_of)
    else:
        yield from ((name, "!=", word) for word in test.none_of or ())


# ---- business-rules ----------------------------------------------------------------------------------------


def business_rules(rules: list[Rule], codes: list[str], pack: RulePack) -> Engine:
    lib = importlib.import_module("business_rules")
    wants = dict(tests_of(rules, pack)) | {code: [(code, "==", True)] for code in codes}
    variables, actions = business_words(wants)
    written = [
        {
            "conditions": {"all": [business_condition(*one) for one in tests]},
            "actions": [{"name": "note", "params": {"rule": rule}}],
        }
        for rule, tests in wants.items()
    ]

    def ask(flat: Flat) -> set[str]:
        found: set[str] = set()
        lib.run_all(written, variables(flat), actions(found), stop_on_first_trigger=False)
        return found

    return ask


def business_words(wants: dict[str, list[tuple[str, str, Any]]]) -> tuple[Any, Any]:
    """The classes that this engine reads facts from and writes results to."""
    variables = importlib.import_module("business_rules.variables")
    actions = importlib.import_module("business_rules.actions")
    fields = importlib.import_module("business_rules.fields")
    kinds = {bool: variables.boolean_rule_variable, str: variables.string_rule_variable}

    def start(self: Any, flat: Any) -> None:
        self.flat = flat

    body: dict[str, Any] = {"__init__": start}
    for name, _, value in (test for tests in wants.values() for test in tests):
        body[name] = kinds.get(type(value), variables.numeric_rule_variable)()(reader(name))

    def note(self: Any, rule: str) -> None:
        self.flat.add(rule)

    marked = actions.rule_action(params={"rule": fields.FIELD_TEXT})(note)
    return (
        type("Donor", (variables.BaseVariables,), body),
        type("Notes", (actions.BaseActions,), {"__init__": start, "note": marked}),
    )


def reader(name: str) -> Callable[[Any], Any]:
    def read(self: Any) -> Any:
        return self.flat[name]

    read.__name__ = name
    return read


def business_condition(name: str, sign: str, value: Any) -> Flat:
    if isinstance(value, bool):
        return {"name": name, "operator": "is_true" if value else "is_false", "value": ""}
    if isinstance(value, str):
        if sign == "==":
            return {"name": name, "operator": "equal_to", "value": value}
        return {"name": name, "operator": "matches_regex", "value": f"^(?!{value}$)"}
    words = {
        "<": "less_than",
        "<=": "less_than_or_equal_to",
        ">": "greater_than",
        ">=": "greater_than_or_equal_to",
    }
    return {"name": name, "operator": words[sign], "value": value}


# ---- zen-engine --------------------------------------------------------------------------------------------


def zen_engine(rules: list[Rule], codes: list[str], pack: RulePack) -> Engine:
    zen = importlib.import_module("zen")
    wants = dict(tests_of(rules, pack)) | {code: [(code, "==", True)] for code in codes}
    expressions = [
        {"id": rule, "key": rule, "value": " and ".join(zen_expression(*test) for test in tests)}
        for rule, tests in wants.items()
    ]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "content": {}},
        {"id": "ask", "type": "expressionNode", "name": "ask", "content": {"expressions": expressions}},
        {"id": "out", "type": "outputNode", "name": "out", "content": {}},
    ]
    edges = [
        {"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other}
        for one, other in (("in", "ask"), ("ask", "out"))
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda flat: {rule for rule, fired in decision.evaluate(flat)["result"].items() if fired is True}


def zen_expression(name: str, sign: str, value: Any) -> str:
    return f"{name} {sign} {json.dumps(value)}"


# ---- durable_rules -----------------------------------------------------------------------------------------


def durable_rules(rules: list[Rule], codes: list[str], pack: RulePack) -> Engine:
    lib = importlib.import_module("durable.engine")
    wants = dict(tests_of(rules, pack)) | {code: [(code, "==", True)] for code in codes}
    found: set[str] = set()

    def noting(rule: str) -> Callable[[Any], None]:
        return lambda _: found.add(rule)

    written = {
        rule: {"all": [{"m": {"$and": [durable_test(*test) for test in tests]}}], "run": noting(rule)}
        for rule, tests in wants.items()
    }
    host = lib.Host()
    host.set_rulesets({"donor": written})

    def ask(flat: Flat) -> set[str]:
        found.clear()
        try:
            host.assert_fact("donor", flat)
        except lib.MessageNotHandledException:
            return set()
        host.retract_fact("donor", flat)
        return set(found)

    return ask


def durable_test(name: str, sign: str, value: Any) -> Flat:
    words = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte", "!=": "$neq"}
    return {name: value} if sign == "==" else {words[sign]: {name: value}}

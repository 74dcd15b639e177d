"""Takes one guard out of the running program, and nothing else: a line that refuses, a guard of the walk."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

import pytest

from donor_room.domain import walk


def never_refuses(monkeypatch: pytest.MonkeyPatch, function: Callable[..., Any], code: str) -> None:
    """Take out of a function the `if` that refuses with this code, wherever the function is known."""
    replace_everywhere(monkeypatch, function, _without(function, code))


def replace_everywhere(
    monkeypatch: pytest.MonkeyPatch, function: Callable[..., Any], other: Callable[..., Any]
) -> None:
    """Put another function in the place of one, in every module of the program that holds it."""
    places = [
        (module, name)
        for module in list(sys.modules.values())
        if isinstance(module, ModuleType) and module.__name__.startswith("donor_room")
        for name, held in list(vars(module).items())
        if held is function
    ]
    assert places, f"nobody holds {function}"
    for module, name in places:
        monkeypatch.setattr(module, name, other)


def allowed_without(monkeypatch: pytest.MonkeyPatch, act: type, *codes: str) -> None:
    """Take guards of these codes away from an act of the walk."""
    guards = walk._ALLOWED[act]
    left = tuple(guard for guard in guards if guard[0] not in codes)
    assert len(left) == len(guards) - len(codes), f"{act} has no guard {codes}"
    monkeypatch.setitem(walk._ALLOWED, act, left)


class _Cut(ast.NodeTransformer):
    def __init__(self, code: str) -> None:
        self.code, self.cuts = code, 0

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        says_it = any(isinstance(one, ast.Constant) and one.value == self.code for one in ast.walk(node))
        refuses = any(isinstance(one, ast.Raise | ast.Return) for one in node.body)
        if not (says_it and refuses and len(node.body) <= 2):
            return node
        self.cuts += 1
        return ast.copy_location(ast.Pass(), node)


def _without(function: Callable[..., Any], code: str) -> FunctionType:
    assert isinstance(function, FunctionType)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    cut = _Cut(code)
    tree = ast.fix_missing_locations(cut.visit(tree))
    assert cut.cuts, f"{function.__name__} never says {code}"
    space: dict[str, Any] = {}
    exec(compile(tree, f"<{function.__name__} without {code}>", "exec"), function.__globals__, space)  # noqa: S102
    made = space[function.__name__]
    assert isinstance(made, FunctionType)
    return made

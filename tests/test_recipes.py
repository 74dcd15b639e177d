"""The recipes name files that exist, so that a newcomer never follows a dead lead."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RECIPES = sorted((ROOT / "docs" / "recipes").glob("*.md"))
NAMED = re.compile(r"`(?:python3 -m tests )?([\w.\-]+/[\w./\-]+)`")


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.stem)
def test_every_file_that_a_recipe_names_is_there(recipe):
    named = NAMED.findall(recipe.read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []

from __future__ import annotations

import re

import pytest

from tests.support import licences


def test_the_page_names_every_shipped_package_with_its_licence():
    missing = set(licences.rows(licences.shipped_packages())) - set(licences.rows_on_page())
    assert not missing, "run .venv/bin/python -m tests.support.licences"


def test_the_page_names_no_package_that_is_not_shipped():
    named = {line.split("|")[1].strip() for line in licences.rows_on_page()}
    expected = licences.shipped_packages() | licences.WINDOWS_ONLY.keys() | licences.CHOSEN_BY_SYSTEM
    assert named <= expected


def test_every_shipped_package_names_a_licence():
    assert all(licences.licence_of(name) for name in licences.shipped_packages())


def test_nothing_is_shipped_that_is_under_the_gpl_alone():
    lines = licences.rows_on_page()
    assert not [line for line in lines if re.search(r"(?<!L)GPL", line) and "LGPL" not in line]


@pytest.mark.parametrize(
    "font", sorted((licences.ROOT / "resources" / "fonts").glob("*.ttf")), ids=lambda f: f.name
)
def test_each_font_is_named_with_its_licence(font):
    assert font.name in (font.parent / "LICENCES.md").read_text(encoding="utf-8")

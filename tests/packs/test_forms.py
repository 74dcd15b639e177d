"""A foreign form is written as a pack and read again just as it was."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.foreign_form import Amount, Coded, Condition, Day, Form, FormItem
from donor_room.packs.fhir.reader import read_questionnaire
from donor_room.packs.forms import HEAD, form_text, read_form
from tests.packs.fhir.forms import PUBLISHED
from tests.support.desks import refused

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CODES = st.builds(Coded, system=st.none() | WORDS, code=st.none() | WORDS, display=WORDS)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-9999, max_value=9999)
VALUES = st.one_of(
    st.booleans(),
    st.integers(-(2**31), 2**31),
    NUMBERS,
    WORDS,
    CODES,
    st.builds(Day, WORDS),
    st.builds(Amount, value=NUMBERS, unit=st.none() | WORDS, system=st.none(), code=st.none() | WORDS),
)
CONDITIONS = st.builds(
    Condition,
    question=st.just("q0"),
    operator=st.sampled_from(["exists", "=", "!=", ">", "<", ">=", "<="]),
    answer=VALUES,
    void=st.booleans(),
)


@st.composite
def forms(draw):
    count = draw(st.integers(1, 4))
    items = [
        FormItem(
            link_id=f"q{place}",
            kind=draw(st.sampled_from(["boolean", "choice", "quantity", "string"])),
            text=draw(WORDS),
            prefix=draw(WORDS),
            parent=None if place == 0 else f"q{place - 1}",
            level=place,
            conditions=tuple(draw(st.lists(CONDITIONS, max_size=2))),
            all_must_hold=draw(st.booleans()),
            required=draw(st.booleans()),
            repeats=draw(st.booleans()),
            max_length=draw(st.none() | st.integers(1, 99)),
            options=tuple(draw(st.lists(VALUES, max_size=3))),
            units=tuple(draw(st.lists(CODES, max_size=2))),
            codes=tuple(draw(st.lists(CODES, max_size=2))),
        )
        for place in range(count)
    ]
    return Form(id="f", url=draw(st.none() | WORDS), version=None, title=draw(WORDS), items=tuple(items))


@given(forms())
def test_a_form_comes_back_as_it_was(form):
    assert read_form(form_text(form).encode("utf-8"), "f.toml") == form


@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.stem)
def test_published_forms_come_back_as_they_were(file):
    form = read_questionnaire(file.read_bytes()).form
    assert read_form(form_text(form).encode("utf-8"), file.name) == form


def test_the_same_form_gives_the_same_bytes():
    form = Form(
        id="f",
        url=None,
        version=None,
        title='"\\\x7f\n',
        items=(FormItem(link_id="q", kind="text", text=""),),
    )
    assert form_text(form) == form_text(form)
    assert form_text(form).startswith(HEAD)


GOOD = form_text(
    Form(
        id="f",
        url=None,
        version=None,
        title="F",
        items=(
            FormItem(link_id="a", kind="choice", text="A", options=(Decimal("1.5"), Coded(code="x"))),
            FormItem(
                link_id="b",
                kind="text",
                text="B",
                conditions=(Condition(question="a", operator="=", answer=Amount(value=Decimal(1))),),
            ),
        ),
    )
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('form = "donor-room-form-1"', 'form = "donor-room-form-9"'),
        ('link_id = "b"', 'link_id = "a"'),
        ('question = "a"', 'question = "z"'),
        ('kind = "text"', 'kind = "time"'),
        ('text = "B"', 'text = "B"\nparent = "z"'),
        ('text = "B"', 'text = "B"\nlevel = 3'),
        ('text = "B"', 'text = "B"\ncolour = 3'),
        ('decimal = "1.5"', 'decimal = "one"'),
        ('decimal = "1.5"', "decimal = 1.5"),
        ('decimal = "1.5"', 'number = "1.5"'),
        ('value = "1"', "value = []"),
        ('id = "f"', "id = f"),
    ],
)
def test_a_pack_that_no_import_wrote_is_refused(before, after):
    assert before in GOOD
    with refused("questionnaire.pack_unreadable"):
        read_form(GOOD.replace(before, after, 1).encode("utf-8"), "f.toml")


def test_a_pack_that_is_no_text_is_refused():
    with refused("questionnaire.pack_unreadable"):
        read_form(b"\xff", "f.toml")

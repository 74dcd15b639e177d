from __future__ import annotations

from datetime import date

import msgspec
import pytest

from donor_room.domain.donation_number import ISBT128, NUMERIC_CODE128
from donor_room.domain.isbt128 import GROUPS, read_code
from donor_room.printing.codes import code_texts
from tests.printing.samples import content


def texts(**facts):
    more = {name: facts.pop(name) for name in ("product", "expires_on") if name in facts}
    return code_texts(msgspec.structs.replace(content("bag1", **facts), **more))


@pytest.mark.parametrize(
    ("group", "code"),
    [("A", "=%6600"), ("B", "=%7700"), ("AB", "=%8800"), ("O", "=%5500"), ("A+", "=%6200"), ("O-", "=%9500")],
)
def test_a_group_without_its_rhd_has_the_code_that_says_so(group, code):
    assert texts(group=group)["group"] == code


def test_what_is_not_known_has_no_code():
    assert set(texts(group=None)) == {"donation", "collected", "compound"}


def test_dates_are_century_year_and_day_of_the_year():
    known = texts(product="E0330V00", expires_on=date(2028, 12, 31))
    assert (known["expiry"], known["collected"]) == ("&>0283662359", "=*026325")


def test_the_compound_holds_what_stands_on_the_label_and_counts_it():
    assert texts(group="A+")["compound"] == "=+02000=A99992601432701=%6200"
    assert texts(group=None)["compound"] == "=+01000=A99992601432701"


def test_a_plain_number_has_its_own_code_alone():
    assert code_texts(content("bag1", number="9901234567890", profile=NUMERIC_CODE128)) == {
        "donation": "9901234567890"
    }


@pytest.mark.parametrize("group", [None, *GROUPS.values()])
def test_each_code_is_read_as_what_it_is(group):
    known = texts(group=group, product="E0330V00", expires_on=date(2026, 12, 26))
    known.pop("compound")
    kinds = {carried: read_code(text, ISBT128).kind for carried, text in known.items()}
    assert kinds.pop("donation") == "bag1"
    assert all(kind == carried for carried, kind in kinds.items())

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.keys import Act, act_of, qt_key


@pytest.mark.parametrize("act", list(Act))
def test_every_act_is_found_by_its_own_key(act):
    assert act_of(qt_key(act).value) is act


def test_no_two_acts_share_a_key():
    assert len({act.chip for act in Act}) == len(Act)


def test_letters_are_never_keys():
    assert act_of(Qt.Key.Key_A.value) is None

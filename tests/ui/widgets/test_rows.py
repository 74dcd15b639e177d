"""Rows that are read: whole at every size, and never one that looks like another."""

from __future__ import annotations

import pytest

from donor_room.ui.theme import px
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.inspect import find_cut_texts
from donor_room.ui.widgets.rows import FactRow, ListRow, PairRow, ResultRow, Tag

STATES = ("open", "done", "here", "check", "physician")
LONG = "上次全血 2026-05-16，自 2026-11-16 起可献" * 4


# ---- facts and pairs ----


@pytest.mark.parametrize("tone", list(Tone))
def test_a_fact_is_readable_in_every_tone(put, tone, night):
    row = put(FactRow("clock", "献血间隔", "已满 6 个月", "上次全血 2026-05-16", tone=tone), 880)
    assert find_cut_texts(row) == []


def test_a_fact_is_readable_at_every_size(put, percent):
    assert (
        find_cut_texts(put(FactRow("clock", "献血间隔", "已满 6 个月", "上次全血 2026-05-16"), px(880))) == []
    )


def test_a_fact_without_an_icon_begins_at_the_edge(put):
    assert find_cut_texts(put(FactRow("", "年龄", "36 岁"), 400)) == []


def test_a_fact_can_change_its_tone(put):
    row = put(FactRow("clock", "年龄", "17 岁"))
    row.show_fact("年龄", "17 岁", "未满 18", Tone.CHECK)
    assert (row.value, row.reason, row.tone) == ("17 岁", "未满 18", Tone.CHECK)


def test_a_reason_beyond_two_lines_is_found_out(put):
    assert find_cut_texts(put(FactRow("clock", "间隔", "已满", LONG), 500))


@pytest.mark.parametrize("indent", [0, 80])
@pytest.mark.parametrize("note", ["", "上次 138"])
def test_a_pair_is_readable_with_and_without_a_note(put, indent, note):
    row = put(PairRow("血压", "118/76 mmHg", note, indent=indent), 384)
    assert find_cut_texts(row) == []


def test_a_pair_that_does_not_fit_is_found_out(put):
    assert find_cut_texts(put(PairRow("备注", LONG), 200)) == [LONG]


def test_a_pair_keeps_its_height_whatever_it_says(put):
    row = put(PairRow("备注", "", height=36), 384)
    before = row.height()
    row.show_pair("备注", LONG)
    assert row.height() == before == px(36)


# ---- lists ----


@pytest.mark.parametrize("state", STATES)
def test_a_line_of_a_list_is_readable_in_every_state(put, state, night):
    assert find_cut_texts(put(ListRow("近五天", "3 / 4", state=state, mark="2"), 384)) == []


@pytest.mark.parametrize("state", STATES)
def test_no_two_states_of_a_line_look_alike(put, state):
    pictures = {one: put(ListRow("近五天", "", state=one, mark="2"), 384).grab().toImage() for one in STATES}
    others = [other for other in STATES if other != state and pictures[other] == pictures[state]]
    assert others == []


def test_a_line_changes_its_state(put):
    row = put(ListRow("近五天", "0 / 4"), 384)
    row.show_row("近五天", "4", "done")
    assert (row.note, row.state, row.mark) == ("4", "done", "")


# ---- results and tags ----


@pytest.mark.parametrize("width", [880, 720])
def test_a_result_is_readable(put, width):
    assert (
        find_cut_texts(put(ResultRow(("血压", "118/76 mmHg", "90/60 至 139/89", "首次 146/92")), width)) == []
    )


@pytest.mark.parametrize("tone", list(Tone))
def test_a_tag_is_as_wide_as_its_word(put, tone, percent):
    tag = put(Tag("流速偏慢", tone), 1)
    tag.resize(tag.sizeHint())
    assert find_cut_texts(tag) == []


def test_a_tag_without_a_word_is_gone(put):
    tag = put(Tag("流速偏慢"), 120)
    tag.show_tag("", Tone.QUIET)
    assert tag.isHidden()
    tag.show_tag("已读出", Tone.QUIET)
    assert not tag.isHidden()


# ---- long names ----


SHORT, NAME, LONGEST = (
    "Neonatal",
    "Birth details - To be completed by a nurse",
    "Scenario 3: Comparator enable when with answeroption data",
)


@pytest.mark.parametrize(("text", "height"), [(SHORT, 36), (NAME, 52), (LONGEST, 52)])
def test_a_long_name_takes_a_second_line(put, text, height):
    row = put(ListRow(text, "0 / 2", wraps=True), 337)
    row.show_row(text, "0 / 2", "here")
    assert row.height() == px(height)
    assert find_cut_texts(row) == []


def test_a_name_that_became_short_gives_the_line_back(put):
    row = put(ListRow(NAME, "0 / 2", wraps=True), 337)
    row.show_row(SHORT, "2 / 2", "done")
    assert row.height() == px(36)

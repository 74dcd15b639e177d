from __future__ import annotations

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.labels import labels_in, shipped_labels
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.printing.proof import refuse_bad_templates, roles_that_fail
from donor_room.printing.sheet import DOTS_PER_MM
from tests.packs.test_labels import own

ZH = Texts("zh_CN")
BAG100 = '[code128]\nbag1 = "bag100"\nbag2 = "bag100"\nbag3 = "bag100"\nbag4 = "bag100"\n'


@pytest.mark.parametrize("dpi", DOTS_PER_MM)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chosen", ["", BAG100])
def test_the_shipped_templates_hold_the_longest_words_and_both_marks(tmp_path, chosen, language, dpi):
    assert roles_that_fail(labels_in(own(tmp_path, chosen=chosen)), Texts(language), dpi) == {}


def refusal(tmp_path, **files):
    with pytest.raises(Refusal) as caught:
        refuse_bad_templates(labels_in(own(tmp_path, **files)), ZH, 203)
    return caught.value


def test_a_bad_template_is_refused_before_any_donor_comes(tmp_path):
    refused = refusal(tmp_path, tube=("tube", "width = 43", "width = 41"))
    assert refused.code == "templates.symbol_does_not_fit"
    assert (refused.values["file"], refused.values["element"]) == ("tube.toml", "donation")
    assert (
        ZH.say(refused.code, **refused.values)
        == "模板 tube.toml 的 donation：条码连两侧留白宽 41.2 mm，放不下"
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "element"),
    [
        ("height = 10.8", "height = 5.2", "symbol_too_low", "donation"),
        ("height = 10.8", "height = 10.8\nx_mm = 0.12", "symbol_too_fine", "donation"),
        ("y = 25.9", "y = 21", "overlaps", "{number}"),
        ("y = 25.9", "y = 28", "outside", "{collected}"),
        ("y = 1.2", "y = 5.2", "symbol_crowded", "donation"),
        ("[practice]\nx = 45", "[practice]\nx = 49", "outside", "practice"),
        ("[copy]\nx = 45\ny = 14.6", "[copy]\nx = 45\ny = 11", "overlaps", "practice"),
        ("[check]\nx = 45", "[check]\nx = 38", "overlaps", "{number}"),
    ],
)
def test_what_stands_wrong_is_named_by_its_element(tmp_path, old, new, code, element):
    refused = refusal(tmp_path, tube=("tube", old, new))
    assert (refused.code, refused.values["element"]) == (f"templates.{code}", element)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('x = 51.2\ny = 11', 'x = 51.2\ny = 12', "pair_uneven"),
        ('x = 51.2\ny = 11\nwidth = 28.2', 'x = 56.1\ny = 11\nwidth = 28.2', "pair_gap"),
        ('[flag]', '[[line]]\nx = 49.5\ny = 5\nwidth = 0.3\nheight = 20\n\n[flag]', "pair_crossed"),
    ],
)  # fmt: skip
def test_a_pair_for_one_sweep_keeps_the_rule_of_the_gap(tmp_path, old, new, code):
    text = {"bag100": ("bag100", old, new), "chosen": BAG100}
    found = roles_that_fail(labels_in(own(tmp_path, **text)), ZH, 203)
    assert set(found) == {"bag1", "bag2", "bag3", "bag4"}
    assert found["bag1"].code == f"templates.{code}"


def test_only_the_roles_of_the_bad_template_fail(tmp_path):
    labels = labels_in(own(tmp_path, slip=("slip", "width = 43", "width = 30")))
    assert set(roles_that_fail(labels, ZH, 203)) == {"slip"}


def test_the_shipped_templates_pass():
    refuse_bad_templates(shipped_labels(), ZH, 203)

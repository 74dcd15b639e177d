from __future__ import annotations

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.label_templates import flaws_at_sight, frame_of, parse_template, read_template
from donor_room.packs.labels import label_folder


def changed(tmp_path, old, new, name="bag"):
    file = tmp_path / f"{name}.toml"
    text = (label_folder() / file.name).read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def refusal(file):
    with pytest.raises(Refusal) as caught:
        read_template(file)
    return caught.value


@pytest.mark.parametrize("name", ["bag", "bag100", "tube", "form", "slip", "wide", "wideform"])
def test_a_shipped_template_has_the_name_of_its_file_and_no_flaw(name):
    template = read_template(label_folder() / f"{name}.toml")
    assert (template.name, list(flaws_at_sight(template))) == (name, [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("height = 30", ""),
        ("height = 30", 'height = "tall"'),
        ("width = 60", "breadth = 60"),
        ("[[symbol]]", "[[sym"),
        ("[copy]", "[copies]"),
        ('carries = "donation"', 'carries = "name"'),
    ],
)
def test_a_template_of_another_shape_is_refused_by_its_file(tmp_path, old, new):
    refused = refusal(changed(tmp_path, old, new))
    assert (refused.code, refused.values["file"]) == ("templates.shape", "bag.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "bag.toml").write_bytes(b"\xff\xfe\x00")
    assert refusal(tmp_path / "bag.toml").code == "templates.shape"


@pytest.mark.parametrize(
    ("old", "new", "code", "element"),
    [
        ("least = 3.0", "least = 2.9", "type_too_small", "{role}"),
        ('show = "{station}"', 'show = "{hospital}"', "place_unknown", "{hospital}"),
        ('show = "{station}"', 'show = "{station"', "place_unknown", "{station"),
        ('show = "{station}"', 'show = "{station} {}"', "place_unknown", "{station} {}"),
        ('show = "{station}"', 'show = "{name}"', "name_not_here", "{name}"),
        ('show = "{number}"', 'show = "{volume}"', "number_missing", "{number}"),
        ('carries = "donation"', 'carries = "collected"', "donation_missing", "donation"),
        ("height = 4.0\nsize = 3.0", "height = 4.0\nsize = 2.5", "type_too_small", "practice"),
        ("direction", 'pair = [["donation", "group"]]\ndirection', "pair_missing", "donation + group"),
    ],
)
def test_what_is_wrong_at_sight_is_refused_by_file_and_element(tmp_path, old, new, code, element):
    refused = refusal(changed(tmp_path, old, new))
    assert (refused.code, refused.values["file"]) == (f"templates.{code}", "bag.toml")
    assert refused.values["element"] == element


def test_all_that_is_wrong_is_found_and_not_the_first_alone(tmp_path):
    file = changed(tmp_path, "least = 3.0", "least = 2.0")
    assert len(list(flaws_at_sight(parse_template(file)))) == 5


def test_a_form_may_show_a_name(tmp_path):
    assert read_template(changed(tmp_path, "size = 4.4", "size = 4.3", name="form")).name == "form"


def test_a_form_that_is_also_a_bag_may_not(tmp_path):
    file = changed(tmp_path, '["form"]', '["form", "bag1"]', name="form")
    assert refusal(file).code == "templates.name_not_here"


def test_every_place_says_what_it_covers():
    template = parse_template(label_folder() / "bag100.toml")
    assert frame_of(template.symbol[0]) == (6, 11, 42, 12)
    assert frame_of(template.check) == (44.2, 24.6, 5.0, 5.0)
    assert frame_of(template.line[0]) == (3, 52, 94, 0.25)
    assert frame_of(template.text[1])[3] == pytest.approx(4.2 * 1.15 * 2)

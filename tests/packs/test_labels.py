from __future__ import annotations

import tomllib

import pytest

from donor_room.domain.isbt128 import ROLE_FLAGS
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.labels import (
    label_folder,
    label_roles,
    read_profile,
    read_template,
    roles_of,
    shipped_templates,
)
from donor_room.packs.locate import resources_folder

PROFILE = """
name = "house"
pattern = "[0-9]{7}[0-9X]"
symbology = "code128"
is_isbt128 = false
has_flags = false
check = "mod11"
weights = [8, 7, 6, 5, 4, 3, 2]
serial_digits = 4
groups = [3, 4]
"""


def refusal(call, *args):
    with pytest.raises(Refusal) as caught:
        call(*args)
    return caught.value


def changed(tmp_path, old, new, name="bag.toml"):
    file = tmp_path / name
    text = (label_folder() / "bag.toml").read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_every_role_has_a_template():
    assert set(shipped_templates()) == set(ROLE_FLAGS)


@pytest.mark.parametrize("bag_kind", ["single", "double", "triple_400", "quadruple_400", "filter_400"])
def test_every_bag_system_has_bags_tubes_and_a_form(bag_kind):
    roles = roles_of(bag_kind)
    assert roles[0] == "bag1"
    assert roles[-3:] == ("nat", "tube", "form")


def test_the_bags_of_a_system_are_counted_right():
    bags = {kind: sum(role.startswith("bag") for role in roles) for kind, roles in label_roles().items()}
    assert bags == {"single": 1, "double": 2, "triple": 3, "quadruple": 4, "filter": 4}


def test_every_whole_blood_bag_of_the_code_list_has_its_labels():
    kinds = tomllib.loads((resources_folder() / "codes" / "bag_kind.toml").read_text(encoding="utf-8"))
    rows = next(rows for rows in kinds.values() if isinstance(rows, list))
    assert all(roles_of(row["code"]) for row in rows if row["group"] == "WB")


def test_an_unknown_bag_system_is_refused():
    assert refusal(roles_of, "bucket").code == "labels.bag_kind_unknown"


@pytest.mark.parametrize("role", ["bag1", "bag2", "bag3", "bag4", "nat", "tube", "pilot", "slip"])
def test_no_bag_and_no_tube_has_a_place_for_a_name(role):
    assert not any("{name}" in place.show for place in shipped_templates()[role].text)


@pytest.mark.parametrize("role", sorted(ROLE_FLAGS))
def test_every_label_is_printed_ladder_wise(role):
    assert shipped_templates()[role].direction == "ladder"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("height = 30", ""),
        ("height = 30", 'height = "tall"'),
        ("width = 60", "breadth = 60"),
        ("[symbol]", "[sym"),
    ],
)
def test_a_template_of_another_shape_is_refused_by_its_file(tmp_path, old, new):
    refused = refusal(read_template, changed(tmp_path, old, new))
    assert (refused.code, refused.values["file"]) == ("labels.template_shape", "bag.toml")


def test_type_too_small_to_read_is_refused(tmp_path):
    file = changed(tmp_path, "least = 3.0", "least = 2.9")
    assert refusal(read_template, file).code == "labels.template_type_too_small"


def test_a_station_can_bring_its_own_profile(tmp_path):
    file = tmp_path / "house.toml"
    file.write_text(PROFILE, encoding="utf-8")
    assert read_profile(file).weights == (8, 7, 6, 5, 4, 3, 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"mod11"', '"luhn"'), ("groups", "gruppen"), ("=", ""), ("[3, 4]", "[3, 4]\ncolour = 1"),
     ("serial_digits = 4", "serial_digits = " + "9" * 5000), ("serial_digits = 4", "serial_digits = 4.5"),
     ("serial_digits = 4", "serial_digits = " + "[" * 9000), ("house", "x" * 70_000)],
)  # fmt: skip
def test_a_profile_of_another_shape_is_refused_by_its_file(tmp_path, old, new):
    file = tmp_path / "house.toml"
    file.write_text(PROFILE.replace(old, new), encoding="utf-8")
    refused = refusal(read_profile, file)
    assert (refused.code, refused.values["file"]) == ("labels.profile_shape", "house.toml")
    assert refused.values["detail"]


def test_a_profile_that_is_no_text_is_refused_by_its_file(tmp_path):
    file = tmp_path / "house.toml"
    file.write_bytes(b"\xff\xfe")
    assert refusal(read_profile, file).code == "labels.profile_shape"


@pytest.mark.parametrize("name", ["nowhere.toml", "."])
def test_a_profile_that_cannot_be_opened_is_trouble(tmp_path, name):
    with pytest.raises(Trouble) as caught:
        read_profile(tmp_path / name)
    assert (caught.value.code, caught.value.values) == (
        "numbers.profile_file",
        {"path": str(tmp_path / name)},
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [("weights = [8, 7, 6, 5, 4, 3, 2]", "", "numbers.profile_weights", "weights"),
     ("[0-9]{7}", "([0-9]{7}", "numbers.profile_pattern", "pattern"),
     ("[0-9]{7}", "(?:[0-9]+)+", "numbers.profile_pattern", "pattern")],
)  # fmt: skip
def test_a_profile_that_contradicts_itself_is_refused_by_file_and_field(tmp_path, old, new, code, field):
    file = tmp_path / "own.toml"
    file.write_text(PROFILE.replace(old, new), encoding="utf-8")
    refused = refusal(read_profile, file)
    assert (refused.code, refused.values["file"], refused.values["field"]) == (code, "own.toml", field)

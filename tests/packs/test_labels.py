from __future__ import annotations

import tomllib
from datetime import date

import pytest

from donor_room.domain.isbt128 import ROLE_FLAGS
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.labels import (
    label_folder,
    label_roles,
    labels_in,
    read_choice,
    read_profile,
    roles_of,
    shipped_labels,
)
from donor_room.packs.locate import resources_folder
from donor_room.printing.specimen import specimen

SYMBOLOGIES = ("code128", "codabar")
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


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
@pytest.mark.parametrize("role", sorted(ROLE_FLAGS))
def test_every_role_has_a_template(role, symbology):
    assert role in shipped_labels().template_for(role, symbology).roles


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


def test_no_template_but_that_of_the_form_has_a_place_for_a_name():
    named = {
        name
        for name, template in shipped_labels().templates.items()
        if any("{name}" in place.show for place in template.text)
    }
    assert named == {"form", "wideform"}


def test_every_label_is_printed_ladder_wise():
    assert {template.direction for template in shipped_labels().templates.values()} == {"ladder"}


def test_a_role_that_nobody_knows_is_refused():
    assert refusal(shipped_labels().template_for, "plate", "code128").code == "labels.template_missing"


# ---- a station's own ----


def own(tmp_path, **files):
    """A station's folder: name=text, or name=(template, old, new) for one that was changed."""
    for name, told in files.items():
        text = told
        if isinstance(told, tuple):
            shipped, old, new = told
            text = (label_folder() / f"{shipped}.toml").read_text(encoding="utf-8")
            assert old in text
            text = text.replace(old, new)
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("folder", [None, "not there", "empty"])
def test_a_station_without_templates_has_the_shipped_ones(folder, tmp_path):
    (tmp_path / "empty").mkdir()
    assert labels_in(folder and tmp_path / folder) == shipped_labels()


def test_a_template_of_the_station_lies_over_the_shipped_one_of_its_name(tmp_path):
    labels = labels_in(own(tmp_path, tube=("tube", "width = 60", "width = 62")))
    assert labels.template_for("nat", "code128").width == 62
    assert labels.template_for("bag1", "code128") == shipped_labels().template_for("bag1", "code128")
    assert labels.files["tube"] == tmp_path / "tube.toml"


def test_which_template_serves_a_role_is_the_choice_of_the_station(tmp_path):
    labels = labels_in(own(tmp_path, chosen='[code128]\nbag1 = "bag100"\n'))
    assert labels.template_for("bag1", "code128").name == "bag100"
    assert labels.template_for("bag2", "code128").name == "bag"
    assert labels.template_for("bag1", "codabar").name == "wide"


@pytest.mark.parametrize("name", ["bag200", "form"])
def test_a_choice_that_cannot_serve_is_refused(tmp_path, name):
    labels = labels_in(own(tmp_path, chosen=f'[code128]\nbag1 = "{name}"\n'))
    refused = refusal(labels.template_for, "bag1", "code128")
    assert (refused.code, refused.values) == ("templates.chosen_missing", {"role": "bag1", "name": name})


def test_a_changed_file_is_read_again(tmp_path):
    labels_in(own(tmp_path, tube=("tube", "width = 60", "width = 62")))
    assert labels_in(own(tmp_path, tube=("tube", "width = 60", "width = 164"))).templates["tube"].width == 164


@pytest.mark.parametrize("text", ["[code128", "code39 = {}", "[code128]\nbag1 = 3", "\udcff"])
def test_a_choice_of_another_shape_is_refused_by_its_file(tmp_path, text):
    (tmp_path / "chosen.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    refused = refusal(labels_in, tmp_path)
    assert (refused.code, refused.values["file"]) == ("templates.shape", "chosen.toml")


def test_a_folder_without_a_choice_has_chosen_nothing(tmp_path):
    assert read_choice(tmp_path / "chosen.toml").code128 == {}


# ---- product codes of the station ----

PRODUCTS = """
[[product]]
role = "bag1"
volume_ml = 400
code = "E0001V00"
keeps_days = 35

[[product]]
role = "bag1"
volume_ml = 200
code = "E0002V00"
"""


def completed(tmp_path, role="bag1", **facts):
    import msgspec

    content = msgspec.structs.replace(specimen(role), **facts)
    done = labels_in(own(tmp_path, chosen=PRODUCTS)).completed(content)
    return done.product, done.expires_on


def test_a_product_code_comes_from_the_station_with_its_expiry(tmp_path):
    assert completed(tmp_path) == ("E0001V00", date(2026, 12, 26))


def test_a_product_that_is_said_to_keep_for_no_known_time_has_no_expiry(tmp_path):
    assert completed(tmp_path, volume_ml=200) == ("E0002V00", None)


@pytest.mark.parametrize("facts", [{"volume_ml": None}, {"volume_ml": 300}, {"role": "bag2"}])
def test_where_the_station_has_no_code_nothing_is_invented(tmp_path, facts):
    assert completed(tmp_path, **facts) == (None, None)


@pytest.mark.parametrize("code", ["E0001V0", "e0001V00", "=<E0001V0", "E0001V000", ""])
def test_what_is_no_product_code_is_refused_by_its_file(tmp_path, code):
    refused = refusal(labels_in, own(tmp_path, chosen=PRODUCTS.replace("E0002V00", code)))
    assert (refused.code, refused.values["file"]) == ("templates.shape", "chosen.toml")


def test_a_code_that_is_known_already_stays(tmp_path):
    assert completed(tmp_path, product="E0009V00") == ("E0009V00", None)


def test_the_shipped_templates_know_no_product():
    assert shipped_labels().completed(specimen("bag1")).product is None


# ---- profiles ----


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

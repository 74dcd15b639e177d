"""What the book says of each press at the labels, word for word, and what stands on each label."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain.label_set import LabelContent, PrinterState
from donor_room.domain.refusal import Trouble
from donor_room.simulation.paper import Printer
from donor_room.workflow import label_print
from tests.model.book import Event
from tests.model.invariants import check_sign
from tests.model.scene import Scene
from tests.model.world import World
from tests.support import desks as d


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(World(tmp_path))
    yield scene
    scene.world.close()
    assert scene.world.violations == []


def lines(scene: Scene, kind: str) -> list[Event]:
    return [one for one in scene.world.house.step.events if one.kind == kind]


def line(scene: Scene, kind: str, visit: str | None = None) -> dict[str, Any]:
    (found,) = [one for one in lines(scene, kind) if visit in (None, one.visit)]
    return found.body


def test_a_planned_set_names_number_range_bag_and_every_label(scene: Scene) -> None:
    one = scene.donor()
    scene.chair(one)
    scene.plan(one)
    told = line(scene, "labels.planned")
    assert (told["number"], told["range_id"], told["bag_kind"]) == ("A660126000001", "r1", "triple_400")
    assert [(label["role"], label["flag"], label["encoded"]) for label in told["labels"]] == [
        (role, flag, f"=A660126000001{flag}")
        for role, flag in zip(
            ("bag1", "bag2", "bag3", "nat", "tube", "form", "slip"),
            ("01", "02", "03", "09", "07", "08", "00"),
            strict=True,
        )
    ]


def test_a_print_is_on_record_before_and_after_with_a_hash_for_each_label(scene: Scene) -> None:
    scene.printed()
    before, after = (one.body for one in lines(scene, "labels.sent"))
    assert (before["uncertain"], after["uncertain"]) == (True, False)
    for told in (before, after):
        assert (told["number"], told["printer"]) == ("A660126000001", "model")
        assert len(set(told["rasters_sha256"])) == 7


def test_a_print_that_stops_in_the_middle_stays_uncertain(scene: Scene) -> None:
    one = scene.donor()
    scene.chair(one)
    scene.plan(one)
    scene.terminal.printer.stops_after = 3
    scene.send(one)
    assert [told.body["uncertain"] for told in lines(scene, "labels.sent")] == [True, True]
    assert len(scene.world.house.papers) == 3
    assert scene.send(one) == "labels.uncertain"


def test_a_name_stands_on_the_form_alone_and_the_rest_on_every_label(scene: Scene) -> None:
    one = scene.printed()
    desk = scene.terminal.desk
    told = desk.visits.get(one)
    shown: dict[str, LabelContent] = {each.role: each for each in label_print.contents(desk, told)}
    assert {role: each.name for role, each in shown.items() if each.name} == {"form": told.donor.name}
    for each in shown.values():
        assert (each.number, each.check) == ("A6601 26 000001", check_sign("A660126000001"))
        assert (each.volume_ml, each.group, each.copy) == (400, "A", 1)
        assert (each.flag, each.encoded) == (each.encoded[-2:], scene.set(one).labels[each.role])
        assert (each.practice, each.collected_on, each.symbology) == (True, desk.clock.today(), "code128")


def test_a_scan_says_which_label_was_read_as_what_in_which_phase(scene: Scene) -> None:
    one = scene.printed()
    scene.scan(one, "=A66012600000109")
    assert line(scene, "labels.scanned") == {
        "number": "A660126000001",
        "role": "nat",
        "text": "=A66012600000109",
        "phase": "before_needle",
        "typed": False,
    }


def test_typed_numbers_stand_for_the_next_label_each_and_say_so(scene: Scene) -> None:
    one, roles = scene.printed(), []
    for _label in sorted(scene.set(one).to_scan):
        scene.type(one, "A660126000001" + check_sign("A660126000001"))
        told = line(scene, "labels.scanned")
        assert (told["typed"], told["text"], told["phase"]) == (True, "A660126000001", "before_needle")
        roles.append(told["role"])
    assert set(roles) == scene.set(one).to_scan
    scene.type(one, "A660126000001" + check_sign("A660126000001"))
    assert lines(scene, "labels.scanned") == []


def test_a_foreign_label_is_told_at_both_visits_by_number_and_visit(scene: Scene) -> None:
    one, other = scene.printed(), scene.printed()
    scene.scan(one, "=A66012600000201")
    here, there = (line(scene, "labels.foreign_scanned", visit) for visit in (one, other))
    assert here == {"number": "A660126000001", "foreign_number": "A660126000002", "foreign_visit": other}
    assert there == {"number": "A660126000002", "foreign_number": "A660126000001", "foreign_visit": one}


def test_what_two_persons_did_says_why_and_who(scene: Scene) -> None:
    one = scene.printed()
    scene.void(one, reason=" 不清 ")
    told = line(scene, "labels.voided")
    assert (told["number"], told["reason"], told["witness"]) == ("A660126000001", "不清", d.NURSE)
    scene.plan(one)
    scene.scan(one, "=A66012600000101")
    scene.clear(one)
    told = line(scene, "labels.foreign_cleared")
    assert (told["reason"], told["witness"]) == ("取走", d.NURSE)


def test_the_identity_heard_at_the_chair_says_what_was_said(scene: Scene) -> None:
    scene.chair(scene.donor())
    told = line(scene, "visit.identity_confirmed")
    assert (told["at"], told["said"]) == ("chair", ["name", "birth_on"])


def test_a_label_names_the_station_that_was_enrolled_at_last(scene: Scene) -> None:
    one, desk = scene.printed(), scene.terminal.desk
    assert label_print.station_name(desk) == ""
    for name in ("旧血站", "新血站"):
        enrolled = e.TerminalEnrolled(station_code="66001", station_name=name, terminal="t", public_key="")
        desk.record_as_terminal(enrolled)
        assert {each.station for each in label_print.contents(desk, desk.visits.get(one))} == {name}


def test_labels_of_a_plain_profile_have_no_flags(tmp_path: Path) -> None:
    plain = Scene(World(tmp_path, profile="numeric-code128"))
    one = plain.donor()
    plain.chair(one)
    plain.plan(one)
    told = line(plain, "labels.planned")
    assert {(label["flag"], label["encoded"]) for label in told["labels"]} == {(None, "6600126000001")}
    plain.world.close()


@pytest.mark.parametrize(("faults", "named"), [(("head_open", "paper_out"), "head_open"), ((), "silent")])
def test_a_printer_that_is_not_ready_is_named_with_its_first_fault(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, faults: tuple[str, ...], named: str
) -> None:
    one = scene.donor()
    scene.chair(one)
    scene.plan(one)
    monkeypatch.setattr(Printer, "state", lambda printer: PrinterState(ready=False, faults=faults))
    with pytest.raises(Trouble) as said:
        label_print.send(scene.terminal.desk, one)
    assert said.value.code.rpartition(".")[2] == named
    assert said.value.values == {"printer": "model"}
    assert not scene.set(one).sent

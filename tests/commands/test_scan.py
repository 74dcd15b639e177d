"""`scan`: one line for each text, and no text that it stumbles over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donor_room.commands.scan import main
from donor_room.domain.own_codes import chair_code, command_code, visit_code

DIN = "A999926014327"
FIELDS = ["text", "kind", "value", "flags", "check", "ok", "refusal"]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def scanned(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict]]:
    status = main(list(words))
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def one(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    _status, lines = scanned(capsys, *words)
    assert len(lines) == 1
    assert list(lines[0]) == FIELDS
    return lines[0]


def test_a_number_says_its_label_its_flag_and_its_check_character(capsys):
    status, lines = scanned(capsys, f"={DIN}01")
    assert status == 0
    assert lines == [
        {
            "text": f"={DIN}01",
            "kind": "donation",
            "value": DIN,
            "flags": "01",
            "check": "G",
            "ok": True,
            "refusal": None,
        }
    ]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("=%6200", "group", "A+"),
        ("=%02S0", "group", "A- (directed) K-"),
        ("=%Mq00", "group", "quarantine"),
        ("&>0260422359", "expiry", "2026-02-11T23:59"),
        ("=*026042", "collected", "2026-02-11"),
        ("=\\620000000000000000", "antigens", "620000000000000000"),
        ("=<E1234V00", "product",
         {"product": "E1234", "coded_by": "standard", "collection": "volunteer", "division": "00"}),
        ("=)1XX00AB123", "container", {"part": "primary", "maker": "XX", "catalogue": "AB123"}),
        ("&)00001234rZ", "container_lot", "00001234rZ"),
        ("&!1", "confidential", "1"),
        (f"=+02000={DIN}00=%6200", "compound",
         [{"kind": "donation", "value": DIN}, {"kind": "group", "value": "A+"}]),
        (visit_code("01jd3kq8"), "visit", "01jd3kq8"),
        (chair_code(3), "chair", "3"),
        (command_code("stop"), "act", "stop"),
    ],
)  # fmt: skip
def test_a_value_is_told_for_people_and_machines(capsys, text, kind, value):
    line = one(capsys, text)
    assert (line["kind"], line["value"], line["ok"], line["refusal"]) == (kind, value, True, None)


def test_each_text_has_its_line_and_one_refused_makes_status_1(capsys):
    status, lines = scanned(capsys, "=%6200", "=%9900", "=%5100")
    assert (status, [line["ok"] for line in lines]) == (1, [True, False, True])
    assert (
        lines[1]["refusal"]
        == "The code was read, but 9900 has no meaning in it. Scan it again or take another one."
    )


def test_any_label_is_the_donation_number_that_was_expected(capsys):
    assert one(capsys, "--expect", "donation", f"={DIN}07")["ok"]


def test_another_label_is_named_and_not_taken(capsys):
    line = one(capsys, "--expect", "bag1", f"={DIN}02")
    assert (line["kind"], line["value"], line["ok"]) == ("donation", DIN, False)
    assert line["refusal"] == "Main bag was expected, this is Bag 2."


def test_an_antigen_code_is_no_group(capsys):
    line = one(capsys, "--expect", "group", "=\\620000000000000000")
    assert line["refusal"] == "blood group code was expected, this is antigen code."


def test_a_code_of_nothing_is_told_unless_it_was_expected(capsys):
    assert not one(capsys, "6901234567892")["ok"]
    assert one(capsys, "--expect", "unknown", "6901234567892")["ok"]


def test_a_pair_is_taken_where_it_was_asked_for_alone(capsys):
    text = f"={DIN}01=%6200"
    line = one(capsys, "--expect", "donation+group", text)
    assert (line["kind"], line["flags"], line["check"], line["ok"]) == ("donation+group", "01", "G", True)
    assert line["value"] == [{"kind": "donation", "value": DIN}, {"kind": "group", "value": "A+"}]
    for words in ([text], ["--expect", "donation", text], ["--expect", "product+expiry", text]):
        line = one(capsys, *words)
        assert (line["kind"], line["value"], line["ok"]) == ("unknown", None, False)


def test_one_code_is_not_the_pair_that_was_asked_for(capsys):
    line = one(capsys, "--expect", "donation+group", "=%6200")
    assert (line["kind"], line["ok"]) == ("group", False)
    assert line["refusal"].startswith("These are not the two codes")


def test_a_plain_number_is_read_by_its_profile(capsys):
    assert one(capsys, "--profile", "numeric-code128", "9901234567890")["check"] == "K"
    assert not one(capsys, "9901234567890")["ok"]


def test_a_station_of_its_own_is_read_by_its_file(capsys, tmp_path: Path):
    file = tmp_path / "own.toml"
    file.write_text(
        'name="own"\npattern="66[0-9]{6}"\nsymbology="code128"\nis_isbt128=false\nhas_flags=false\ncheck="none"\n'
        "serial_digits=4\ngroups=[4,4]\n",
        encoding="utf-8",
    )
    line = one(capsys, "--profile", str(file), "66001234")
    assert (line["kind"], line["value"], line["check"], line["ok"]) == ("donation", "66001234", None, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is nothing in the code."),
        ("\x01", "signs that no label has"),
        ("=%62\n00", "signs that no label has"),
        ("献血码", "signs that no label has"),
        ("=A9999260143٢701", "signs that no label has"),
        ("\udcff=%6200", "signs that no label has"),
        ("A" * 10_000, "The code has 10,000 signs"),
    ],
)
def test_strange_input_is_a_line_and_never_a_fall(capsys, text, said):
    line = one(capsys, text)
    assert (line["text"], line["kind"], line["value"], line["ok"]) == (text, "unknown", None, False)
    assert said in line["refusal"]


def test_the_answer_is_chinese_where_the_shell_is(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert one(capsys, "--expect", "group", f"={DIN}01")["refusal"] == "应扫血型码，这是主袋"


@pytest.mark.parametrize("words", [[], ["--expect", "moon", "x"], ["--profile", "", "x"]])
def test_bad_use_is_status_2(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("named", ["lunar", ".", "a\0b"])
def test_a_profile_that_cannot_be_read_ends_before_any_line(named, capsys):
    from donor_room import cli

    assert cli.obeyed(["scan", "--profile", named, "=%6200"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.lists(
        st.text(max_size=30) | st.text("=&%<>*}\\)+,;!DRV0123456789Aa", max_size=40), min_size=1, max_size=3
    )
)
def test_every_text_has_one_line(capsys, texts):
    _status, lines = scanned(capsys, "--", *texts)
    assert [line["text"] for line in lines] == texts
    assert all((line["refusal"] is None) == line["ok"] for line in lines)

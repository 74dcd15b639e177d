"""`questionnaire` takes in the forms of others, judges their conditions and gives out our own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from donor_room import cli
from donor_room.commands import questionnaire
from donor_room.commands.shell import DONE, NOT_DONE
from donor_room.packs.compiled import compiled_file
from donor_room.packs.forms import HEAD
from donor_room.packs.questionnaires import questionnaire_file
from tests.packs.fhir.forms import ENABLE_WHEN, PUBLISHED, ZIKA, item, raw, when
from tests.support.practice import json_lines


@pytest.fixture
def zika(tmp_path: Path) -> Path:
    file = tmp_path / "zika.json"
    file.write_bytes(ZIKA.read_bytes())
    return file


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, list, str]:
    status = cli.run(["questionnaire", *map(str, words)])
    said = capsys.readouterr()
    return status, json_lines(said.out), said.err


def refused_with_one_sentence(status: int, err: str) -> bool:
    return status == NOT_DONE and len(err.strip().splitlines()) == 1


def test_an_import_writes_the_pack_beside_the_file_and_names_what_it_leaves(zika, capsys):
    status, lines, err = run(capsys, "import", zika)
    assert (status, err) == (DONE, "")
    assert (lines[0]["pack"], lines[0]["items"], lines[0]["not_carried"]) == (
        str(zika.with_suffix(".toml")),
        6,
        4,
    )
    assert [line["linkId"] for line in lines[1:]] == ["1", "2", "4", "6"]
    assert zika.with_suffix(".toml").read_text(encoding="utf-8").startswith(HEAD)


def test_an_import_may_be_done_again(zika, capsys):
    assert run(capsys, "import", zika)[:2] == run(capsys, "import", zika)[:2]


def test_an_import_writes_over_nothing_of_others(zika, tmp_path, capsys):
    out = tmp_path / "notes.toml"
    out.write_text("mine = true")
    status, lines, err = run(capsys, "import", zika, "--out", out)
    assert refused_with_one_sentence(status, err)
    assert (lines, out.read_text()) == ([], "mine = true")


@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.stem)
def test_published_forms_are_imported_and_asked_from_the_pack_as_from_the_file(file, tmp_path, capsys):
    pack = tmp_path / "form.toml"
    assert run(capsys, "import", file, "--out", pack)[0] == DONE
    told = [run(capsys, "enabled", one, "--answers", "{}")[1] for one in (file, pack)]
    assert told[0] == told[1]


def test_what_is_asked_is_told_in_the_order_of_the_form(zika, capsys):
    answers = json.dumps({"1": False, "2": False, "4": True})
    assert run(capsys, "enabled", zika, "--answers", answers)[1] == [{"enabled": ["1", "2", "4", "5"]}]


def test_answers_come_from_a_file_or_from_standard_input(zika, tmp_path, capsys, monkeypatch):
    given = tmp_path / "answers.json"
    given.write_text('{"1": false}')
    assert run(capsys, "enabled", zika, "--answers", given)[1] == [{"enabled": ["1", "2"]}]
    with given.open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert run(capsys, "enabled", zika, "--answers", "-")[1] == [{"enabled": ["1", "2"]}]


def test_a_choice_compared_with_a_number_is_named_and_not_asked(capsys, tmp_path):
    status, lines, _ = run(capsys, "import", ENABLE_WHEN, "--out", tmp_path / "f.toml")
    named = {line["linkId"] for line in lines[1:] if line["not_carried"] == "condition_compares"}
    enabled = run(capsys, "enabled", ENABLE_WHEN, "--answers", '{"s4-radio": "2"}')[1][0]["enabled"]
    assert status == DONE
    assert len(named) == 9
    assert not named & set(enabled)


def test_a_file_that_is_not_valid_is_refused_with_each_of_its_faults(tmp_path, capsys):
    file = tmp_path / "bad.json"
    file.write_bytes(raw(item("a"), item("a", enableWhen=[when("z", "=", answerBoolean=True)])))
    status, lines, err = run(capsys, "import", file)
    assert refused_with_one_sentence(status, err)
    assert [line["not_valid"] for line in lines] == ["link_id_twice", "condition_elsewhere"]
    assert all(line["says"] for line in lines)
    assert not file.with_suffix(".toml").exists()


@pytest.mark.parametrize(
    "answers", ['{"9": true}', '{"1": 3}', '{"1": [true, false]}', "{", "[]", "nowhere.json", '{"1": NaN}']
)
def test_answers_that_are_none_are_refused(zika, answers, capsys):
    status, lines, err = run(capsys, "enabled", zika, "--answers", answers)
    assert refused_with_one_sentence(status, err.splitlines()[-1])
    assert lines == []


@pytest.mark.parametrize("words", [(), ("sing",), ("import",), ("enabled", "x.json"), ("import", "a", "b")])
def test_bad_use_is_one_sentence(words, capsys):
    with pytest.raises(SystemExit) as ended:
        run(capsys, *words)
    assert ended.value.code == NOT_DONE
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_what_is_not_there_or_too_large_is_refused(tmp_path, capsys, monkeypatch):
    assert refused_with_one_sentence(*run(capsys, "import", tmp_path / "none.json")[::2])
    assert refused_with_one_sentence(*run(capsys, "import", tmp_path)[::2])
    monkeypatch.setattr(questionnaire, "MOST_BYTES", 10)
    assert refused_with_one_sentence(*run(capsys, "import", ZIKA, "--out", tmp_path / "f.toml")[::2])


def test_what_cannot_be_written_is_said(tmp_path, capsys):
    assert refused_with_one_sentence(*run(capsys, "import", ZIKA, "--out", tmp_path / "no" / "f.toml")[::2])
    assert refused_with_one_sentence(*run(capsys, "export", "--out", tmp_path / "no" / "f.json")[::2])


def test_our_own_interview_comes_out_as_one_line_and_goes_in_again(tmp_path, capsys):
    status, lines, _ = run(capsys, "export")
    assert (status, len(lines), lines[0]["resourceType"]) == (DONE, 1, "Questionnaire")
    ours = tmp_path / "ours.json"
    assert run(capsys, "export", "--out", ours)[1] == []
    assert json.loads(ours.read_text(encoding="utf-8")) == lines[0]
    assert run(capsys, "import", ours)[0] == DONE


def test_a_form_without_questions_is_not_run(tmp_path, capsys):
    file = tmp_path / "f.json"
    file.write_bytes(raw(item("words", "display")))
    assert refused_with_one_sentence(*run(capsys, "run", file)[::2])


@pytest.mark.parametrize("response", [None, {"resourceType": "QuestionnaireResponse"}])
def test_a_run_gives_the_answers_away_only_when_it_was_finished(
    response, zika, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("donor_room.ui.form_window.ask", lambda form, language: response)
    pack = tmp_path / "zika.toml"
    run(capsys, "import", zika)
    status, lines, _ = run(capsys, "run", pack)
    assert (status, lines) == ((NOT_DONE, []) if response is None else (DONE, [response]))


def test_nothing_of_fhir_is_imported_to_start_the_terminal():
    code = "import sys, donor_room.app, donor_room.ui.steps.interview.presenter; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not [name for name in done.stdout.split() if "fhir" in name or "foreign" in name]


def test_compile_writes_the_second_form_of_a_questionnaire_of_ours(tmp_path, capsys):
    ours = tmp_path / "ours.toml"
    ours.write_bytes(questionnaire_file().read_bytes())
    status, lines, _ = run(capsys, "compile", ours)
    made = compiled_file(questionnaire_file()).read_bytes()
    assert (status, lines) == (DONE, [{"compiled": f"{ours}.compiled"}])
    assert compiled_file(ours).read_bytes() == made


def test_compile_refuses_a_file_that_is_no_questionnaire_of_ours(tmp_path, capsys):
    ours = tmp_path / "ours.toml"
    ours.write_text("id = 1", encoding="utf-8")
    status, _, err = run(capsys, "compile", ours)
    assert refused_with_one_sentence(status, err)
    assert not compiled_file(ours).exists()


def test_compile_says_that_a_file_is_not_there(tmp_path, capsys):
    status, _, err = run(capsys, "compile", tmp_path / "none.toml")
    assert refused_with_one_sentence(status, err)

"""`verify-proof` believes what a station's terminal signed, and names by one sentence what it does not."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pypdfium2
import pytest

from donor_room import cli
from donor_room.commands import station_works, verify_proof
from donor_room.domain.refusal import Refusal
from donor_room.packs.texts import Texts
from donor_room.printing.documents import Claim, draw_document
from donor_room.wire.donation_proof import write_proof
from donor_room.wire.signature import new_key, public_text
from tests.printing.samples import aftercare_slip
from tests.wire.test_donation_proof import GIVEN, STATION, TERMINAL, member

PROOF = write_proof(GIVEN, TERMINAL, member())
KEY = public_text(STATION)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    status = verify_proof.main([*words])
    return status, json.loads(capsys.readouterr().out)


def test_what_was_given_is_told_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    status, line = said(capsys, PROOF, "--key", KEY, "--station", "66001")
    assert (status, line) == (
        0,
        {
            "ok": True, "name": "李*国", "number": "A999926014327", "on": "2026-11-21", "kind": "WB",
            "volume_ml": 400, "station_code": "66001", "station_name": "滨江市中心血站", "practice": False,
        },
    )  # fmt: skip


def test_the_printed_page_is_read_as_a_picture_as_text_and_from_a_pipe(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = Claim(lines=(), entitled=(), proof=PROOF, masked_name="李*国")
    pdf = pypdfium2.PdfDocument(draw_document(aftercare_slip(claim=claim), Texts("zh_CN")))
    pdf[1].render(scale=2).to_pil().save(tmp_path / "photo.png")
    pdf.close()
    (tmp_path / "proof.txt").write_text(PROOF[:200] + "\n" + PROOF[200:])
    (tmp_path / "key.json").write_text(json.dumps({"station_code": "66001", "key": KEY}))
    (tmp_path / "key.txt").write_text(KEY + "\n")
    monkeypatch.setattr("sys.stdin", io.StringIO(PROOF))
    for proof in (str(tmp_path / "photo.png"), str(tmp_path / "proof.txt"), "-"):
        assert said(capsys, proof, "--key", str(tmp_path / "key.json"))[0] == 0
        monkeypatch.setattr("sys.stdin", io.StringIO(PROOF))
    assert said(capsys, PROOF, "--key", str(tmp_path / "key.txt"))[0] == 0


@pytest.mark.parametrize(
    ("proof", "key", "station", "reason"),
    [
        ("DRP1AAAA", KEY, "66001", "shape"),
        (PROOF, public_text(new_key()), "66001", "foreign"),
        (PROOF, KEY, "66002", "foreign"),
        (write_proof(GIVEN, new_key(), member()), KEY, "66001", "altered"),
    ],
    ids=("no proof", "another key", "another station", "signed by another"),
)
def test_what_is_no_proof_is_named_in_a_sentence(
    capsys: pytest.CaptureFixture[str], proof: str, key: str, station: str, reason: str
) -> None:
    status, line = said(capsys, proof, "--key", key, "--station", station)
    assert (status, line["ok"], line["reason"]) == (1, False, reason)
    assert str(line["words"]).endswith((".", "。"))


def test_a_key_or_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    for key in ("nonsense", "AAAA"):
        with pytest.raises(Refusal, match="no_key"):
            verify_proof.main([PROOF, "--key", key])
    with pytest.raises(Refusal, match="no_file"):
        verify_proof.main([str(tmp_path / "none.png"), "--key", KEY])


def test_a_picture_without_a_code_is_no_proof(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (40, 40), 255).save(tmp_path / "blank.png")
    assert said(capsys, str(tmp_path / "blank.png"), "--key", KEY)[1]["reason"] == "shape"


def test_the_command_is_known_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["verify-proof", PROOF, "--key", KEY]) == 0
    assert json.loads(capsys.readouterr().out)["ok"]
    assert "proof-key" in station_works.WORKS

"""What we write as FHIR R4 is accepted by the package fhir.resources, which is installed for this test only.

Edition 6 knows R4 itself, edition 8 R4B; neither belongs to the program.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from donor_room.domain.foreign_answers import read_answers
from donor_room.domain.foreign_form import Enabling
from donor_room.packs.fhir.interview import questionnaire_of
from donor_room.packs.fhir.reader import read_questionnaire
from donor_room.packs.fhir.response import response_of
from donor_room.packs.fhir.values import write_json
from donor_room.packs.fhir.visit import bundle_of
from donor_room.packs.questionnaires import load_questionnaire
from tests.packs.fhir.forms import item, raw
from tests.support.acts import BEGAN, OVER, WALK, drop, visit_of, with_a_release

pytestmark = pytest.mark.lab

EDITIONS = {"R4": ("fhir.resources==6.4.0", "pydantic<2"), "R4B": ("fhir.resources>=8.3,<9",)}
ACCEPT = """
import json, sys
try:
    from fhir.resources.R4B import get_fhir_model_class
except ImportError:
    from fhir.resources import get_fhir_model_class
for line in sys.stdin:
    told = json.loads(line)
    model = get_fhir_model_class(told["resourceType"])
    (model.model_validate if hasattr(model, "model_validate") else model.parse_obj)(told)
    print(told["resourceType"])
"""


@pytest.fixture(scope="module", params=sorted(EDITIONS))
def packages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fhir")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--target",
        str(folder),
        *EDITIONS[request.param],
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"fhir.resources cannot be had here: {done.stderr[-200:]}")
    return folder


def written() -> list[str]:
    """Everything that the program can write, one line each."""
    pack = load_questionnaire()
    walk = [*WALK.values()]
    kinds = ("boolean", "integer", "decimal", "date", "string", "text", "quantity", "choice")
    form = read_questionnaire(raw(*(item(kind, kind) for kind in kinds), url="http://example.org/q")).form
    answers = read_answers(
        form,
        {
            "boolean": True, "integer": 3, "decimal": "3.50", "date": "2026-11-21", "string": "a",
            "text": "b", "quantity": {"value": 3, "unit": "kg"}, "choice": "x",
        },
    )  # fmt: skip
    at = datetime(2026, 11, 21, 6, 32, tzinfo=UTC)
    response = response_of(form, Enabling(form).enabled(answers), answers, authored_at=at)
    drops = [walk[0], drop(), drop(sank=False)]
    runs = (walk, walk[:1], [*walk[:-1], BEGAN, OVER], drops, with_a_release())
    bundles = [bundle_of(visit_of(*acts), pack) for acts in runs]
    return [write_json(one) for one in (questionnaire_of(pack), response, *bundles)]


def test_the_package_accepts_all_that_we_write(packages: Path) -> None:
    lines = written()
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(packages)!r})\n{ACCEPT}"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.split() == [json.loads(line)["resourceType"] for line in lines]

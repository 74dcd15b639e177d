"""Small questionnaires of R4 for the tests, and the published ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "fhir"
ZIKA = VECTORS / "zika-virus-exposure-assessment.json"
RECORD = VECTORS / "personal-health-record.json"
ENABLE_WHEN = VECTORS / "sdc-enable-when.json"
PUBLISHED = (ZIKA, RECORD, ENABLE_WHEN)


def item(link_id: str, kind: str = "boolean", **parts: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": kind, "text": f"Text of {link_id}", **parts}


def when(question: str, operator: str, **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **answer}


def offered(*codes: str) -> list[dict[str, Any]]:
    return [
        {"valueCoding": {"system": "http://example.org", "code": code, "display": code.upper()}}
        for code in codes
    ]


def whole(*items: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "id": "f",
        "title": "A form",
        "item": list(items),
        **parts,
    }


def raw(*items: dict[str, Any], **parts: Any) -> bytes:
    return json.dumps(whole(*items, **parts)).encode()

"""Requests and answers that prove themselves (RFC 9421)."""

from __future__ import annotations

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from donor_room.wire import signature as s
from donor_room.wire.signature import Unproven

KEY = s.load_key(bytes(range(32)))
REQUEST = {"method": "POST", "path": "/v1/push", "query": "book=b", "body": b"lines"}


def signed(**changes: object) -> dict[str, str]:
    asked = REQUEST | changes
    return s.sign_request(KEY, **asked, keyid="66001.t", created=1_700_000_000, nonce="n" * 22)  # type: ignore[arg-type]


def check(headers: dict[str, str], **changes: object) -> None:
    s.check_request(KEY.public_key(), headers, **(REQUEST | changes))  # type: ignore[arg-type]


def answer(**changes: object) -> dict[str, str]:
    said = {"status": 200, "body": b"{}", "request_signature": signed()["signature"]} | changes
    return s.sign_answer(KEY, **said, keyid="66001", created=1)  # type: ignore[arg-type]


def check_answer(headers: dict[str, str], **changes: object) -> None:
    said = {"status": 200, "body": b"{}", "request_signature": signed()["signature"]} | changes
    s.check_answer(KEY.public_key(), headers, **said)  # type: ignore[arg-type]


def test_a_request_proves_itself() -> None:
    check(signed())


@pytest.mark.parametrize(
    ("field", "other", "reason"),
    [
        ("method", "GET", "signature"),
        ("path", "/v1/enrol", "signature"),
        ("query", "book=c", "signature"),
        ("body", b"other", "digest"),
    ],
)
def test_a_request_that_was_changed_on_its_way_is_found(field: str, other: object, reason: str) -> None:
    with pytest.raises(Unproven) as caught:
        check(signed(), **{field: other})
    assert caught.value.reason == reason


def test_a_request_signed_by_another_key_is_found() -> None:
    with pytest.raises(Unproven, match="signature"):
        s.check_request(s.new_key().public_key(), signed(), **REQUEST)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("signature-input", ""),
        (
            "signature-input",
            'terminal=("@method");created=1;keyid="t";nonce="nnnnnnnnnnnnnnnn";alg="ed25519"',
        ),
        ("signature", ""),
        ("signature", "terminal=:no:"),
        ("signature", f"terminal=:{'=' * 88}:"),
        ("signature", f"terminal=:{'A' * 87}=:"),
    ],
)
def test_a_signature_of_another_form_is_no_signature(name: str, value: str) -> None:
    with pytest.raises(Unproven):
        check(signed() | {name: value})


def test_a_request_without_a_digest_is_refused() -> None:
    headers = signed()
    del headers["content-digest"]
    with pytest.raises(Unproven, match="digest"):
        check(headers)


def test_who_signed_and_when_can_be_read_before_it_is_proven() -> None:
    assert (s.keyid_of(signed()), s.created_of(signed())) == ("66001.t", 1_700_000_000)


def test_an_answer_proves_itself() -> None:
    check_answer(answer())


@pytest.mark.parametrize(
    ("field", "other"),
    [("status", 409), ("body", b"[]"), ("request_signature", "terminal=:" + "A" * 86 + "==:")],
)
def test_an_answer_to_something_else_is_not_believed(field: str, other: object) -> None:
    with pytest.raises(Unproven):
        check_answer(answer(), **{field: other})


def test_an_unsigned_answer_is_not_believed() -> None:
    with pytest.raises(Unproven, match="unsigned"):
        check_answer({})


def test_a_public_key_comes_back_from_its_text() -> None:
    assert s.read_public(s.public_text(KEY)) == KEY.public_key()


@pytest.mark.parametrize("text", ["", "####", "AAAA", "面"])
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Unproven, match="key"):
        s.read_public(text)


def test_a_fingerprint_is_sixteen_signs_in_fours_and_of_one_key_only() -> None:
    one, other = (s.fingerprint(s.public_text(s.load_key(bytes([n] * 32)))) for n in (1, 2))
    assert one != other
    assert [len(part) for part in one.split()] == [4, 4, 4, 4]


def test_the_algorithm_is_that_of_the_standard() -> None:
    """RFC 9421 appendix B.2.6: the same key and base give the published signature."""
    pem = (
        b"-----BEGIN PRIVATE KEY-----\n"
        b"MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n"
        b"-----END PRIVATE KEY-----\n"
    )
    base = (
        b'"date": Tue, 20 Apr 2021 02:07:55 GMT\n"@method": POST\n"@path": /foo\n"@authority": example.com\n'
        b'"content-type": application/json\n"content-length": 18\n'
        b'"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length")'
        b';created=1618884473;keyid="test-key-ed25519"'
    )
    published = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    key = load_pem_private_key(pem, None)
    assert key.sign(base) == b64decode(published)  # type: ignore[call-arg, union-attr, arg-type]


def test_an_answer_tells_when_the_station_gave_it() -> None:
    assert s.answered_at(answer()) == 1
    with pytest.raises(Unproven):
        s.answered_at({})

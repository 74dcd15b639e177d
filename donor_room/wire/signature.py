"""How a terminal proves a request and the station its answer: HTTP message signatures (RFC 9421) by Ed25519.

A request is signed over its method, path, query and the digest of its body. An answer is signed over its
status, the digest of its body and the signature of the request that it answers: no old one is taken again.
Both ends are ours: exactly these components in exactly this order are taken, anything else is refused.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM = "ed25519"
ANSWERED = '"signature";req;key="terminal"'

_REQUEST = '("@method" "@path" "@query" "content-digest")'
_ANSWER = f'("@status" "content-digest" {ANSWERED})'
_TAIL = r';created=(?P<created>\d{1,12});keyid="(?P<keyid>[A-Za-z0-9._-]{1,64})"'
_REQUEST_INPUT = re.compile(
    r"terminal=(?P<all>" + re.escape(_REQUEST) + _TAIL + r';nonce="[A-Za-z0-9_-]{16,64}";alg="ed25519")'
)
_ANSWER_INPUT = re.compile(r"station=(?P<all>" + re.escape(_ANSWER) + _TAIL + r';alg="ed25519")')
_SIGNATURE = re.compile(r"(?:terminal|station)=:(?P<value>[A-Za-z0-9+/=]{88}):")


class Unproven(ValueError):
    """A signature that is missing, malformed or wrong; reason is a word for the machine."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def new_key() -> Ed25519PrivateKey:
    """Return a fresh signing key."""
    return Ed25519PrivateKey.generate()


def load_key(raw: bytes) -> Ed25519PrivateKey:
    """Return the signing key of 32 raw bytes; raises ValueError on any other length."""
    return Ed25519PrivateKey.from_private_bytes(raw)


def public_text(key: Ed25519PrivateKey) -> str:
    """Return the public half as base64 text, the form in which it travels."""
    return b64encode(key.public_key().public_bytes_raw()).decode()


def read_public(text: str) -> Ed25519PublicKey:
    """Return the public key of its base64 text; raises Unproven unless it is one."""
    try:
        return Ed25519PublicKey.from_public_bytes(b64decode(text, validate=True))
    except (Base64Error, ValueError) as problem:
        raise Unproven("key") from problem


def fingerprint(text: str) -> str:
    """Return what two people compare of a public key by eye or by phone: 16 signs in fours."""
    signs = sha256(b64decode(text)).hexdigest()[:16].upper()
    return " ".join(signs[place : place + 4] for place in range(0, 16, 4))


def digest_of(body: bytes) -> str:
    """Return the content-digest field of a body (RFC 9530)."""
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


def sign_request(
    key: Ed25519PrivateKey,
    *,
    method: str,
    path: str,
    query: str,
    body: bytes,
    keyid: str,
    created: int,
    nonce: str,
) -> dict[str, str]:
    """Return the header fields that prove a request; created is in seconds, path and query are as sent."""
    covered = f'{_REQUEST};created={created};keyid="{keyid}";nonce="{nonce}";alg="{ALGORITHM}"'
    base = _request_base(method, path, query, digest_of(body), covered)
    return _fields("terminal", covered, key.sign(base), body)


def keyid_of(headers: Mapping[str, str]) -> str:
    """Return who claims to have signed a request; raises Unproven when nobody does."""
    return _input(headers, _REQUEST_INPUT)["keyid"]


def created_of(headers: Mapping[str, str]) -> int:
    """Return the second at which the sender's clock stood, evidence only; raises Unproven without one."""
    return int(_input(headers, _REQUEST_INPUT)["created"])


def answered_at(headers: Mapping[str, str]) -> int:
    """Return the second at which the station's clock stood; to be asked of a proven answer."""
    return int(_input(headers, _ANSWER_INPUT)["created"])


def check_request(
    key: Ed25519PublicKey, headers: Mapping[str, str], *, method: str, path: str, query: str, body: bytes
) -> None:
    """Raise Unproven unless the holder of the key sent exactly this request."""
    covered = _input(headers, _REQUEST_INPUT)["all"]
    _check_digest(headers, body)
    _check(key, headers, _request_base(method, path, query, digest_of(body), covered))


def sign_answer(
    key: Ed25519PrivateKey, *, status: int, body: bytes, keyid: str, created: int, request_signature: str
) -> dict[str, str]:
    """Return the header fields that prove an answer to the request with this `signature` field."""
    covered = f'{_ANSWER};created={created};keyid="{keyid}";alg="{ALGORITHM}"'
    base = _answer_base(status, digest_of(body), request_signature, covered)
    return _fields("station", covered, key.sign(base), body)


def check_answer(
    key: Ed25519PublicKey, headers: Mapping[str, str], *, status: int, body: bytes, request_signature: str
) -> None:
    """Raise Unproven unless the station gave exactly this answer to exactly that request."""
    covered = _input(headers, _ANSWER_INPUT)["all"]
    _check_digest(headers, body)
    _check(key, headers, _answer_base(status, digest_of(body), request_signature, covered))


def _fields(label: str, covered: str, signature: bytes, body: bytes) -> dict[str, str]:
    return {
        "content-digest": digest_of(body),
        "signature-input": f"{label}={covered}",
        "signature": f"{label}=:{b64encode(signature).decode()}:",
    }


def _request_base(method: str, path: str, query: str, digest: str, covered: str) -> bytes:
    lines = (
        f'"@method": {method.upper()}',
        f'"@path": {path}',
        f'"@query": ?{query}',
        f'"content-digest": {digest}',
        f'"@signature-params": {covered}',
    )
    return "\n".join(lines).encode()


def _answer_base(status: int, digest: str, request_signature: str, covered: str) -> bytes:
    lines = (
        f'"@status": {status}',
        f'"content-digest": {digest}',
        f"{ANSWERED}: {request_signature.partition('=')[2]}",
        f'"@signature-params": {covered}',
    )
    return "\n".join(lines).encode()


def _input(headers: Mapping[str, str], shape: re.Pattern[str]) -> dict[str, str]:
    found = shape.fullmatch(headers.get("signature-input", ""))
    if found is None:
        raise Unproven("unsigned")
    return found.groupdict()


def _check_digest(headers: Mapping[str, str], body: bytes) -> None:
    if headers.get("content-digest") != digest_of(body):
        raise Unproven("digest")


def _check(key: Ed25519PublicKey, headers: Mapping[str, str], base: bytes) -> None:
    found = _SIGNATURE.fullmatch(headers.get("signature", ""))
    if found is None:
        raise Unproven("unsigned")
    try:
        key.verify(b64decode(found["value"]), base)
    except (InvalidSignature, Base64Error) as problem:
        raise Unproven("signature") from problem

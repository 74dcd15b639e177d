"""Whom TLS believes: the one authority that the joining code named, and nobody else."""

from __future__ import annotations

import ssl

import httpx
import msgspec

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.wire.joining import JoiningCode, Mistyped, mark_of, read_code
from donor_room.wire.messages import AuthorityTold

_EXPIRED, _NOT_YET = 10, 9
_OTHER_NAME, _OTHER_ADDRESS = 62, 64
_OK = 200
_LARGEST = 64 * 1024
_WORDS = {
    _EXPIRED: "sync.certificate_time",
    _NOT_YET: "sync.certificate_time",
    _OTHER_NAME: "sync.certificate_name",
    _OTHER_ADDRESS: "sync.certificate_name",
}
"""OpenSSL's numbers of what is wrong with a certificate, and our sentences; any other is somebody else's."""


class Unreachable(Trouble):
    """No answer of the station came: no line, no time, or something on the way answered in its place."""


def context_for(authority: str) -> ssl.SSLContext:
    """Return a context that believes this authority (PEM) only; raises Unreachable when it is none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(cadata=authority)
    except (ssl.SSLError, ValueError) as problem:
        raise Unreachable("sync.not_the_station") from problem
    return context


def believed_at(url: str, authority: str) -> ssl.SSLContext | bool:
    """Return whom a link to this address believes: the authority (PEM), or the system's where none is given.

    A plain address shows no certificate: whoever calls it believes nobody, and reads no list of hundreds.
    """
    if authority:
        return context_for(authority)
    return True if url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def read_typed(code: str, url: str) -> JoiningCode:
    """Read a joining code; refuses a mistyped one, and one for TLS that does not say whom to believe."""
    try:
        read = read_code(code)
    except Mistyped as problem:
        raise Refusal("sync.enrol.code_mistyped") from problem
    if read.authority is None and url.startswith("https:"):
        raise Refusal("sync.enrol.code_short")
    return read


def fetch_authority(url: str, mark: str, timeout: httpx.Timeout) -> str:
    """Ask who signs for the station and return that certificate, if it is the one that the code named.

    Nothing but this question is sent to whoever answers; raises Unreachable when it is another one.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            httpx.Client(base_url=url, verify=context, timeout=timeout, trust_env=False) as http,
            http.stream("GET", "/v1/authority") as response,
        ):
            told = _certificate(response)
    except httpx.HTTPError as problem:
        raise Unreachable(why(problem)) from problem
    if told is None or mark_of(told[1]) != mark:
        raise Unreachable("sync.not_the_station")
    return told[0]


def _certificate(response: httpx.Response) -> tuple[str, bytes] | None:
    """Return the certificate that was told, as text and as bytes; None where there is none."""
    body = b""
    for part in response.iter_raw():
        body += part
        if len(body) > _LARGEST:
            return None
    try:
        pem = msgspec.json.decode(body, type=AuthorityTold).certificate
        der = ssl.PEM_cert_to_DER_cert(pem)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return (ssl.DER_cert_to_PEM_cert(der), der) if response.status_code == _OK else None


def why(problem: httpx.HTTPError) -> str:
    """Return the key of what is said of a call that came to nothing."""
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _WORDS.get(cause.verify_code, "sync.not_the_station")
        if isinstance(cause, ssl.SSLError):
            return "sync.not_the_station"
        cause = cause.__cause__ or cause.__context__
    return "sync.unreachable"

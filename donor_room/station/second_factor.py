"""The second factor of a sign-in: six digits that change every 30 s (RFC 6238), and the key as a QR code."""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest
from secrets import token_bytes

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_S = 30
DIGITS = 6
_MODULE_PX = 5
_AROUND = (0, -1, 1)
"""A telephone's clock may be a step behind or ahead."""


def new_secret() -> bytes:
    """Return a new key, as long as RFC 4226 wants it."""
    return token_bytes(20)


def code_at(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """Return the code of a step; steps are counted from 1970."""
    return _totp(secret, digits).generate(step * STEP_S).decode()


def step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """Return the step whose code this is, or None when it is none of now."""
    here = int(now.timestamp()) // STEP_S
    given = code.replace(" ", "").encode()
    fitting = [here + by for by in _AROUND if compare_digest(code_at(secret, here + by).encode(), given)]
    return fitting[0] if fitting else None


def key_uri(secret: bytes, login: str, station_code: str) -> str:
    """Return what an authenticator reads from the QR code; the fewer signs, the larger its modules."""
    return _totp(secret, DIGITS).get_provisioning_uri(login, f"donor-room {station_code}")


def _totp(secret: bytes, digits: int) -> TOTP:
    """Authenticators know SHA-1 only; as a keyed code it is sound (RFC 6238, RFC 6194)."""
    return TOTP(secret, digits, SHA1(), STEP_S)  # noqa: S303


def qr_svg(text: str) -> str:
    """Return a QR code as an <svg> that needs no style and no script, each module whole pixels wide."""
    import zxingcpp

    made = zxingcpp.create_barcode(text, zxingcpp.QRCode, ec_level="M")
    drawn: str = zxingcpp.write_barcode_to_svg(made, add_quiet_zones=True)
    drawing = drawn[drawn.index("<svg") :]
    size = int(drawing.partition('width="')[2].partition('"')[0])
    whole = f'width="{size * _MODULE_PX}" height="{size * _MODULE_PX}" viewBox="0 0 {size} {size}"'
    return drawing.replace(f'width="{size}" height="{size}"', f'{whole} shape-rendering="crispEdges"', 1)

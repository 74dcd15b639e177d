"""The operating system's keyring, where there is one that keeps its secrets encrypted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "donor-room"

_SOUND = frozenset(
    f"keyring.backends.{name}" for name in ("Windows", "macOS", "SecretService", "libsecret", "kwallet")
)
_FOREIGN_ERRORS = (
    ("pywintypes", "error"),
    ("win32ctypes.pywin32.pywintypes", "error"),
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("dbus", "DBusException"),
    ("gi.repository.GLib", "Error"),
)


def recall(account: str) -> bytes | None:
    """The secret kept under this name; None when the keyring is absent, locked, or does not know it."""
    keyring = _sound_keyring()
    if keyring is None:
        return None
    try:
        kept = keyring.get_password(SERVICE, account)
        return bytes.fromhex(kept) if kept else None
    except _failures():
        return None


def remember(account: str, secret: bytes) -> bool:
    """Keep a secret and read it back; False when the keyring does not take it."""
    keyring = _sound_keyring()
    if keyring is None:
        return False
    try:
        keyring.set_password(SERVICE, account, secret.hex())
    except _failures():
        return False
    return recall(account) == secret


def _sound_keyring() -> KeyringBackend | None:
    """The system's own keyring; never a backend that writes secrets into a plain file."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = keyring.get_keyring()
    if isinstance(chosen, ChainerBackend):
        chosen = chosen.backends[0]
    return chosen if any(kind.__module__ in _SOUND for kind in type(chosen).__mro__) else None


def _failures() -> tuple[type[BaseException], ...]:
    """What a keyring may raise: its own errors, and those of the system libraries that it has loaded."""
    from keyring.errors import KeyringError

    loaded = [getattr(sys.modules.get(module), name, None) for module, name in _FOREIGN_ERRORS]
    return (KeyringError, OSError, ValueError, *[kind for kind in loaded if kind is not None])

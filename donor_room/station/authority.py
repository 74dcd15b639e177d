"""The station's own certificate authority, made once, and its server's certificate, renewed in time.

Certificates begin in the year 2000: a laptop whose clock fell back to its factory's year must still be heard.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from donor_room.station.founding import House
from donor_room.station.store import Connection, one
from donor_room.wire.joining import mark_of

SERVER_LASTS = timedelta(days=90)
RENEWED_BEFORE = timedelta(days=30)
_AUTHORITY_LASTS = timedelta(days=365 * 30)
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)


class Authority(NamedTuple):
    """The authority with its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        """The certificate as it travels."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def mark(self) -> str:
        """What a joining code says of it."""
        return mark_of(self.certificate.public_bytes(Encoding.DER))


class ServerCertificate(NamedTuple):
    """What the server shows, with its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def key_pem(self) -> bytes:
        """The key in the form that TLS loads."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def pem(self) -> bytes:
        """The certificate in the form that TLS loads."""
        return self.certificate.public_bytes(Encoding.PEM)


def authority_of(conn: Connection, house: House, now: datetime) -> Authority:
    """Return the authority of the station; the first call makes it."""
    if _row(conn, house) is None:
        made = new_authority(house.name, house.code, now)
        conn.execute(
            "INSERT INTO authority (station_code, key, certificate) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [house.code, _key_bytes(made.key), made.certificate.public_bytes(Encoding.DER)],
        )
    row = _row(conn, house)
    assert row is not None  # noqa: S101 - if it was not made here, then by another at the same moment
    return Authority(_read_key(row[0]), x509.load_der_x509_certificate(bytes(row[1])))


def server_certificate(
    conn: Connection, house: House, hosts: frozenset[str], now: datetime
) -> ServerCertificate:
    """Return the kept certificate, or a new one where it ends soon or does not name every host."""
    authority = authority_of(conn, house, now)
    row = _row(conn, house)
    if row is not None and row[2] is not None:
        kept = ServerCertificate(_read_key(row[2]), x509.load_der_x509_certificate(bytes(row[3])))
        if now < kept.certificate.not_valid_after_utc - RENEWED_BEFORE and hosts <= _hosts_of(kept):
            return kept
    made = new_server_certificate(authority, hosts, now)
    conn.execute(
        "UPDATE authority SET server_key = %s, server_certificate = %s WHERE station_code = %s",
        [_key_bytes(made.key), made.certificate.public_bytes(Encoding.DER), house.code],
    )
    return made


def _row(conn: Connection, house: House) -> tuple[bytes, ...] | None:
    return one(
        conn,
        "SELECT key, certificate, server_key, server_certificate FROM authority"
        " WHERE station_code = %(station)s",
        {"station": house.code},
    )


def new_authority(name: str, code: str, now: datetime) -> Authority:
    """Make an authority that signs certificates of servers and nothing below itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"donor-room {code}"),
        ]
    )
    certificate = (
        _blank(called, key, now + _AUTHORITY_LASTS)
        .issuer_name(called)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    return Authority(key, certificate)


def new_server_certificate(authority: Authority, hosts: frozenset[str], now: datetime) -> ServerCertificate:
    """Make a certificate that names these hosts, each by name or by address."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "donor-room station")])
    issuer = authority.key.public_key()
    certificate = (
        _blank(called, key, now + SERVER_LASTS)
        .issuer_name(authority.certificate.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_named(host) for host in sorted(hosts)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
        .sign(authority.key, SHA256())
    )
    return ServerCertificate(key, certificate)


def _blank(called: x509.Name, key: ec.EllipticCurvePrivateKey, ends_at: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGIN)
        .not_valid_after(ends_at)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _hosts_of(kept: ServerCertificate) -> set[str]:
    names = kept.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in names}


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _read_key(raw: bytes) -> ec.EllipticCurvePrivateKey:
    key = load_der_private_key(bytes(raw), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - nothing else was ever written there
    return key

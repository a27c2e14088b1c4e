"""Certificates for TLS servers of tests: an authority, and what it signed or should not have."""

from __future__ import annotations

import ipaddress
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.monitor import troubles

if TYPE_CHECKING:
    import socket
    import threading
    from collections.abc import Iterator
    from pathlib import Path

_DAY = timedelta(days=1)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs; `file` is what clients trust."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def new(cls, folder: Path) -> Authority:
        """An authority whose files lie in `folder`."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        usage = x509.KeyUsage(
            digital_signature=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        certificate = (
            x509.CertificateBuilder(_name("Tests"), _name("Tests"), key.public_key(), 1, now - _DAY, now + 365 * _DAY)
            .add_extension(constraints, critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        (folder / "authority.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return cls(folder, key, certificate)

    @property
    def file(self) -> Path:
        """The authority's own certificate."""
        return self.folder / "authority.pem"

    def server(self, name: str = "127.0.0.1", days: float = 90.0, *, trusted: bool = True) -> ssl.SSLContext:
        """How a server shakes hands with such a certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.issue(name, days, trusted=trusted))
        return context

    def issue(self, name: str = "127.0.0.1", days: float = 90.0, *, trusted: bool = True) -> Path:
        """A file with a key and its certificate for `name` that ends in so many days."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, signer = (self.certificate.subject, self.key) if trusted else (_name(name), key)
        now = datetime.now(UTC)
        alternative = x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdecimal() else x509.DNSName(name)
        certificate = (
            x509.CertificateBuilder(
                issuer, _name(name), key.public_key(), x509.random_serial_number(), now - 30 * _DAY, now + days * _DAY
            )
            .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
            .sign(signer, hashes.SHA256())
        )
        path = self.folder / f"server-{certificate.serial_number}.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
        return path


@contextmanager
def tls_server(context: ssl.SSLContext) -> Iterator[int]:
    """The port of a server that shakes hands and says nothing more."""

    def handle(connection: socket.socket, over: threading.Event) -> None:
        with context.wrap_socket(connection, server_side=True):
            over.wait()

    with troubles.serving(handle) as port:
        yield port

"""A message that was signed in one piece is read; one that is encrypted, or broken, is said to be unread."""

from __future__ import annotations

from base64 import encodebytes
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from tools.mail import parse_mail
from tools.mail.signed import signed_content

INSIDE = b"Content-Type: text/plain; charset=utf-8\r\n\r\nP00012 arrives on 15 December.\r\n"


@pytest.fixture(scope="module")
def signer() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "Ann")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    return made.sign(key, hashes.SHA256()), key


def signed(signer: tuple[x509.Certificate, rsa.RSAPrivateKey], inside: bytes = INSIDE) -> bytes:
    certificate, key = signer
    builder = pkcs7.PKCS7SignatureBuilder().set_data(inside).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])


def mail(content: bytes, kind: str = "application/pkcs7-mime; smime-type=signed-data") -> bytes:
    head = (
        f"From: Ann <ann@nordholz.example>\r\nSubject: Thank you\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: {kind}; name="smime.p7m"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    return head.encode() + encodebytes(content)


@pytest.mark.parametrize("kind", ["application/pkcs7-mime; smime-type=signed-data", "application/x-pkcs7-mime"])
def test_its_words_are_read(signer: tuple[x509.Certificate, rsa.RSAPrivateKey], kind: str) -> None:
    found = parse_mail(mail(signed(signer), kind))
    assert "P00012 arrives on 15 December." in found.text
    assert not found.attachments
    assert not found.problems


def test_one_in_another_is_read_and_many_are_too_deep(signer: tuple[x509.Certificate, rsa.RSAPrivateKey]) -> None:
    content = signed(signer)
    for depth in range(60):
        wrapped = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodebytes(
            content
        )
        if depth == 1:
            assert "15 December" in parse_mail(mail(content)).text
        if len(wrapped) > 300_000:
            break
        content = signed(signer, wrapped)
    found = parse_mail(mail(content))
    assert "15 December" in found.text or any("too deeply" in problem for problem in found.problems)


def test_what_is_encrypted_or_broken_is_kept_and_not_read(
    signer: tuple[x509.Certificate, rsa.RSAPrivateKey],
) -> None:
    certificate, _ = signer
    encrypted = pkcs7.PKCS7EnvelopeBuilder().set_data(INSIDE).add_recipient(certificate).encrypt(Encoding.DER, [])
    whole = signed(signer)
    for content in (encrypted, whole[: len(whole) // 2], b"", b"\x30\x80", b"no envelope at all", whole[::-1]):
        assert signed_content(content) is None
        found = parse_mail(mail(content))
        assert "December" not in found.text
        assert [one.name for one in found.attachments] == ["smime.p7m"]

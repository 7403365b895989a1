"""What a message that was signed in one piece holds (S/MIME, RFC 8551, opaque). Pure.

Who signed it is not judged here: its words are believed as far as those of any message that comes this way.
"""

from __future__ import annotations

from asn1crypto import cms

TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def signed_content(content: bytes) -> bytes | None:
    """The message inside, as it was before it was signed; none: it is encrypted, or cannot be taken out.

    Args:
        content: the part's bytes, as DER or BER.
    """
    try:
        envelope = cms.ContentInfo.load(content)
        if envelope["content_type"].native != "signed_data":
            return None
        found = envelope["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return found if isinstance(found, bytes) and found.strip() else None

"""What S/MIME signs in one piece (RFC 5652): the mail within, out of its frame. Not verified."""

from __future__ import annotations

from asn1crypto.cms import ContentInfo


def signed_within(data: bytes) -> bytes:
    """Return what was signed; nothing where it is something else, or broken."""
    try:
        frame = ContentInfo.load(data)
        if frame["content_type"].native != "signed_data":
            return b""
        content = frame["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, RecursionError):
        return b""
    return content if isinstance(content, bytes) else b""

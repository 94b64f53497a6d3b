"""The content that a page showed, carried in its form to say later what changed."""

import base64
import binascii
import json
import zlib
from typing import Any

from budgeting.contents import canonical, hash_of

LARGEST = 20 * 1024 * 1024  # bytes of a content, unpacked


def carry(content: dict[str, Any]) -> str:
    """A content as text for a hidden field, a tenth of its size."""
    return base64.b64encode(zlib.compress(canonical(content), 9)).decode()


def carried(text: str, content_hash: str) -> dict[str, Any] | None:
    """The content that a field brings back; None unless it is the one of this hash."""
    try:
        packed = base64.b64decode(text.encode(), validate=True)
        said = zlib.decompressobj().decompress(packed, LARGEST)
        content = json.loads(said)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return None
    is_content = isinstance(content, dict) and hash_of(content) == content_hash
    return content if is_content else None

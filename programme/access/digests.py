"""Digests of what is typed at the door, so that no name or code is kept as it is."""

import unicodedata

from django.utils.crypto import salted_hmac

LENGTH = 32


def digest_of(kind: str, text: str) -> str:
    """A keyed digest of a text of this kind."""
    made = salted_hmac(f"programme.access.{kind}", text, algorithm="sha256")
    return made.hexdigest()[:LENGTH]


def digest_of_name(username: str) -> str:
    """The digest of a username, one and the same for its capitals and its accents'
    ways of being written."""
    return digest_of("name", unicodedata.normalize("NFKC", username).casefold())

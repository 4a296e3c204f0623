"""The password of a publication: how it is chosen and kept, and never as it is."""

from datasette_auth_passwords.utils import hash_password

from schemas.errors import UsageError

SHORTEST, LONGEST = 8, 200
"""Characters. Guessing goes on at one a second (see `pipeline.publish.site.door`)."""


def hashed(password: str) -> str:
    """What is kept of a password: PBKDF2 with SHA-256, as datasette-auth-passwords makes it.

    Raises:
        UsageError: It is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(
            f"A password has between {SHORTEST} and {LONGEST} characters.",
            "Take some words that nobody would guess together.",
        )
    return str(hash_password(password))


def for_environment(password_hash: str) -> str:
    """A sum of a password as it may stand in an environment file, where `$` would begin a variable."""
    return password_hash.replace("$", ":")


def from_environment(text: str | None) -> str | None:
    """The sum of a password that stands in the environment, or None."""
    return text.strip().replace(":", "$") if text and text.strip() else None

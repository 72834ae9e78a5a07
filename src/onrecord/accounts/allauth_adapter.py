"""What allauth goes by here: the secret of an authenticator app never lies in the clear."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings


class Adapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth is untyped
    """Encrypts the secrets of second factors with a key made from the web server's own secret."""

    def encrypt(self, text: str) -> str:
        """Return a secret as the database may hold it."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret again."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.sha256(b"onrecord/second-factor/v1\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))

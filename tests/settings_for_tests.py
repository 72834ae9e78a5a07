"""Settings of the test run: the product's own, on a home in a fresh folder."""

import os
import tempfile

os.environ.setdefault("ONRECORD_HOME", tempfile.mkdtemp(prefix="onrecord-test-"))

from onrecord.config.settings import *  # noqa: F403 - the home must be named first
from onrecord.config.settings import DATABASES, HOME

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    HOME.root.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(HOME.root / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed; no real password

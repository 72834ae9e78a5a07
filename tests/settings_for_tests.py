"""Settings of the test run: the product's own, on a home in a fresh folder of each process."""

import atexit
import os
import shutil
import tempfile

# Never the home that the environment names: a test run would write into it.
os.environ["ONRECORD_HOME"] = tempfile.mkdtemp(prefix="onrecord-test-")
atexit.register(shutil.rmtree, os.environ["ONRECORD_HOME"], ignore_errors=True)

from onrecord.config.settings import *  # noqa: E402, F403 - the home must be named first
from onrecord.config.settings import DATABASES, HOME  # noqa: E402 - likewise

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(HOME.root / "test.sqlite3")}
TIME_ZONE = "America/Chicago"  # of the directive that the tests' homes carry out
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed; no real password

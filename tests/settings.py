"""The one settings file in test mode, with a data directory that no other run shares."""

import os
import tempfile

os.environ.pop("ESCALE_ENV_FILE", None)
os.environ["ESCALE_MODE"] = "test"
os.environ["ESCALE_DATA_DIR"] = tempfile.mkdtemp(prefix="escale-test-")

from config.settings import *  # noqa: F403

# The hash is not what these tests are about, and argon2 is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Static files come straight from their folders: nothing is collected before a test.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

# A file of its own, so that several threads may write to it; nothing here has to survive a power cut.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["ESCALE_DATA_DIR"], "test.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # noqa: F405

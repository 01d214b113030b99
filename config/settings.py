"""Every setting of Escale, read from the environment, safe by default.

The environment is completed by the file that ``ESCALE_ENV_FILE`` names (``KEY=value`` lines; what is already set wins).
``ESCALE_MODE`` is ``production`` unless it says ``demo`` or ``test``. See ``.env.example`` for every variable.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lib.clamd import Clamd

BASE_DIR = Path(__file__).resolve().parent.parent
RELEASE = "0.1.0"


def read_env_file(path: str) -> None:
    """Add the file's ``KEY=value`` lines to the environment; what is already set wins."""
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key, separator, value = line.partition("=")
        if not separator:
            raise ImproperlyConfigured(f"{path}, line {number}: expected KEY=value, found {line!r}.")
        os.environ.setdefault(key.strip(), value.strip().strip('"'))


if os.environ.get("ESCALE_ENV_FILE"):
    read_env_file(os.environ["ESCALE_ENV_FILE"])


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def env_int(name: str, default: int) -> int:
    value = env(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def env_list(name: str) -> list[str]:
    return [part.strip() for part in env(name).split(",") if part.strip()]


MODE = env("ESCALE_MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"ESCALE_MODE must be production, demo or test, not {MODE!r}.")
DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
DEBUG = False

DATA_DIR = Path(env("ESCALE_DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env("ESCALE_SECRET_KEY")
if not SECRET_KEY and not PRODUCTION:
    SECRET_KEY = "insecure-outside-production-" + "x" * 40
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured(
        "ESCALE_SECRET_KEY is missing or weak: give at least 50 random characters, "
        "for example from: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )

ALLOWED_HOSTS = env_list("ESCALE_HOSTS") if PRODUCTION else ["127.0.0.1", "localhost", "testserver"]
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ESCALE_HOSTS must name the host names of this site, separated by commas.")
SITE_URL = env("ESCALE_SITE_URL") or (f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "csp",
    "accounts",
    "records",
    "partners",
    "cycles",
    "deliverables",
    "capitalisation",
    "portal",
]

MIDDLEWARE = [
    "lib.clock.RequestClockMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.SignedInMiddleware",
    "records.uploads.limit.UploadLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.site",
            ],
            "libraries": {"escale": "lib.template_tags"},
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
DJANGO_TABLES2_TEMPLATE = "ui/table.html"

# Database: SQLite under the data directory unless DATABASE_URL names a PostgreSQL. The options are measured: only
# IMMEDIATE transactions lose nothing under concurrent writers, only synchronous FULL survives a power cut under WAL.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "escale.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    },
}


def postgres(url: str) -> dict:
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": True} if MODE != "test" else {},
    }


DATABASES = {"default": postgres(env("DATABASE_URL")) if env("DATABASE_URL") else SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Limits and keys live there: a cache that culls would forget them, whoever fills it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# People and sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Escale"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "access_request": "10/h/ip,3/h/key",
    "invite": "3/h/key",
    "upload": "300/h/user",
    "opinion": "60/h/key",
    "opinion_dead": "30/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("ESCALE_TRUSTED_PROXIES", 0)

# Work that an app hands to those left of it: what runs a job, what the worker does once a minute, what fills a mail.
# One line a kind, by dotted path.
JOB_HANDLERS = {
    "build_report": "capitalisation.jobs.build_report",
    "make_edition": "capitalisation.editions.make_edition",
    "page_pictures": "deliverables.previews.make_page_pictures",
}
DUE_WORK = {
    "due dates recalled": "deliverables.automatic.send_due",
    "follow-up asked and recalled": "deliverables.after.automatic.send_due",
    "mails of the day queued": "deliverables.thread.mails.send_digests",
    "uploads swept": "records.resumable.sweep",
    "orphans removed": "records.orphans.purge_daily",
}
# May put a mail off: a function of the mail, the moment when it may leave or None.
MAIL_HOLD = "cycles.planning.quiet.held_until"
# What a person just asked for, proves something, or was sent by hand by who knows that the period is quiet.
MAILS_AT_ONCE = {
    "access_request",
    "coordinator_added",
    "invitation",
    "opinion_asked",
    "opinion_reminder",
    "organisation_asked",
    "organisation_reminder",
    "receipt",
    "recorded",
    "reminder",
    "role_given",
    "session_moved",
}
MAIL_CONTEXTS = {
    "invitation": "cycles.people.mails.invitation",
    "coordinator_added": "partners.mails.coordinator_added",
    "role_given": "cycles.people.mails.role_given",
    "access_request": "cycles.people.mails.access_request",
    "session_moved": "cycles.planning.mails.session_moved",
    "receipt": "deliverables.mails.receipt",
    "recorded": "deliverables.mails.recorded",
    "recording_taken_back": "deliverables.mails.recording_taken_back",
    "delivered": "deliverables.mails.delivered",
    "delivery_taken_back": "deliverables.mails.delivery_taken_back",
    "feedback": "deliverables.mails.feedback",
    "settled": "deliverables.mails.settled",
    "reminder": "deliverables.mails.reminder",
    "due_soon": "deliverables.mails.due_soon",
    "message": "deliverables.thread.mails.message",
    "peer_reading": "deliverables.peers.mails.peer_reading",
    "digest": "deliverables.thread.mails.digest",
    "file_infected": "deliverables.quarantine.file_infected",
    "opinion_asked": "deliverables.opinion_mails.asked",
    "opinion_reminder": "deliverables.opinion_mails.asked",
    "opinion_answered": "deliverables.opinion_mails.answered",
    "organisation_asked": "deliverables.named.mails.asked",
    "organisation_reminder": "deliverables.named.mails.asked",
    "organisation_answered": "deliverables.named.mails.answered",
    "follow_up": "deliverables.after.mails.follow_up",
    "follow_up_reminder": "deliverables.after.mails.follow_up",
}

# The antivirus: tcp://host:port or the path of a local socket. Who follows its verdicts, by dotted path.
CLAMD = env("ESCALE_CLAMD")
if CLAMD:
    try:
        Clamd.at(CLAMD)
    except ValueError:
        raise ImproperlyConfigured("ESCALE_CLAMD must look like tcp://host:3310 or /run/clamav/clamd.ctl.") from None
SCAN_FOLLOWERS = ["deliverables.quarantine.follow"]

# Languages and time
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("ESCALE_TIME_ZONE", "Europe/Paris")

# Files. Uploads are streamed to temporary files beside the store, so that storing one is a rename.
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("ESCALE_STATIC_ROOT") or BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "tmp"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_MAX_BYTES = env_int("ESCALE_UPLOAD_MAX_MB", 100) * 1_000_000
# An upload that was cut waits so long for its sender; one that says nothing for so long counts as cut.
UPLOAD_KEPT_HOURS = env_int("ESCALE_UPLOAD_KEPT_HOURS", 48)
UPLOAD_STALL_SECONDS = 30
TEAM_QUOTA_BYTES = env_int("ESCALE_TEAM_QUOTA_MB", 2000) * 1_000_000
for folder in (MEDIA_ROOT, FILE_UPLOAD_TEMP_DIR):
    folder.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Mail: on the demonstration each message becomes a file that the mailbox page shows; nothing leaves the machine.
DEFAULT_FROM_EMAIL = env("ESCALE_MAIL_FROM", "Escale <escale@demo.test>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILBOX_DIR = DATA_DIR / "mailbox"
EMAIL_BACKEND = "records.mailbox.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env("ESCALE_SMTP_HOST", "localhost")
EMAIL_PORT = env_int("ESCALE_SMTP_PORT", 25)
EMAIL_HOST_USER = env("ESCALE_SMTP_USER")
EMAIL_HOST_PASSWORD = env("ESCALE_SMTP_PASSWORD")
EMAIL_USE_TLS = env("ESCALE_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 20

# Security
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"refusals": {"()": "lib.logs.RefusalsInOneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"escale": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}

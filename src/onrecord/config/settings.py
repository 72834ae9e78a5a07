"""Django's settings, made from the environment and the home; nothing is guessed."""

import os
import secrets

from csp.constants import NONE, SELF

from onrecord.config.database import database_settings
from onrecord.storage.directives import time_zone_of
from onrecord.storage.home import home_from_environment

HOME = home_from_environment()
HOME_RECORD = HOME.record() if HOME.is_set_up else None

DATABASES = {"default": database_settings(HOME, os.environ.get("ONRECORD_DATABASE_URL", ""))}
# Where the latest checkpoint is kept: a file of the home, or an object in S3.
CHECKPOINT_STORE = os.environ.get("ONRECORD_CHECKPOINT_STORE", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A home that is not set up serves nothing, so a passing secret does.
SECRET_KEY = HOME.secret.read_text("ascii").strip() if HOME.secret.exists() else secrets.token_hex()
DEBUG = False
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *filter(None, os.environ.get("ONRECORD_HOSTS", "").split(",")),
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "onrecord.ledger.apps.LedgerConfig",
    "onrecord.accounts.apps.AccountsConfig",
    "onrecord.incidents.apps.IncidentsConfig",
    "onrecord.evidence.apps.EvidenceConfig",
    "onrecord.reports.apps.ReportsConfig",
    "onrecord.referrals.apps.ReferralsConfig",
    "onrecord.releases.apps.ReleasesConfig",
    "onrecord.api.apps.ApiConfig",
    "onrecord.web.apps.WebConfig",
    "onrecord.cli.apps.CliConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "onrecord.web.gate.Gate",
]
ROOT_URLCONF = "onrecord.config.urls"
WSGI_APPLICATION = "onrecord.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "onrecord.web.page.page_context",
            ],
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# allauth keeps second factors; its own pages and its tables of e-mail addresses stand unused.
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "onrecord.accounts.allauth_adapter.Adapter"
MFA_TOTP_ISSUER = "OnRecord"
MFA_TOTP_TOLERANCE = 1
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
SESSION_END_SECONDS = 12 * 3600  # whatever was done meanwhile
SESSION_COOKIE_AGE = 13 * 3600  # so that the end is said, and what was typed then is kept
SESSION_LOCK_SECONDS = 60 * int(os.environ.get("ONRECORD_LOCK_MINUTES", "30"))  # CJIS: 30 at most
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
# Assets are served where they are installed: nothing to collect, nothing to copy.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

USE_TZ = True
TIME_ZONE = os.environ.get("ONRECORD_TIME_ZONE") or time_zone_of(HOME)
LANGUAGE_CODE = "en-us"
USE_I18N = True

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# A form field may be long; a file never passes through memory.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

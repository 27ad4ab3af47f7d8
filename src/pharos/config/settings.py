"""Settings, all from the environment; what is not set has the default for one machine."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pharos.config.settings_signin import *

ROOT = Path(__file__).resolve().parents[3]
HOME = Path(os.environ.get("PHAROS_HOME", ROOT / ".pharos"))
DEMO = os.environ.get("PHAROS_DEMO") == "1"
DEBUG = False
# Only tools that never serve anybody (type checker, tests) run without a key of their own: a
# process that serves refuses to start on this one (config/start.py).
NO_SECRET_KEY = "only-for-tools-that-serve-nobody"
SECRET_KEY = os.environ.get("PHAROS_SECRET_KEY") or NO_SECRET_KEY
# Below this much room on the disk nothing begins, and what runs says so.
MIN_FREE_MB = int(os.environ.get("PHAROS_MIN_FREE_MB", "512"))
BASE_URL = os.environ.get("PHAROS_BASE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = os.environ.get(
    "PHAROS_HOSTS", f"{urlsplit(BASE_URL).hostname},127.0.0.1,localhost"
).split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "pharos_session"
CSRF_COOKIE_NAME = "pharos_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "pharos.web.errors.csrf_failed"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"


def database(url: str, *, prepares: bool = False) -> dict[str, object]:
    """Read a PostgreSQL address. Safe behind a pool that hands out single transactions.

    A connection that prepares lets PostgreSQL plan a statement once and not each time, which is
    most of what our questions cost it. Behind a pool it may not: the next transaction is another's.
    """
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            "prepare_threshold": 3 if prepares else None,
            "server_side_binding": prepares,
            "connect_timeout": 5,
        },
    }


DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://pharos_app@127.0.0.1:5432/pharos")
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", DATABASE_URL)
# LISTEN needs a connection of its own, so not one behind a transaction pool.
LISTEN_URL = os.environ.get("PHAROS_LISTEN_URL", DATABASE_URL)
POOLED = os.environ.get("PHAROS_POOLED") == "1"
DATABASES = {
    "default": database(DATABASE_URL, prepares=not POOLED),
    "owner": database(DATABASE_OWNER_URL),
}
# The puzzle for browsers at a flooded door: altcha, or none.
CHALLENGE = os.environ.get("PHAROS_CHALLENGE", "altcha")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "pharos.web.design",
    "pharos.web.account",
    "pharos.web.admin",
    "pharos.web.desk",
    "pharos.web.portal",
    "pharos.web.reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *SIGN_IN_APPS,
    "pharos.kernel",
    "pharos.brands",
    "pharos.files",
    "pharos.letters",
    "pharos.people",
    "pharos.clocks",
    "pharos.knowledge",
    "pharos.exchange",
    "pharos.cases",
    "pharos.diagnosis",
    "pharos.routing",
    "pharos.reception",
    "pharos.incidents",
    "pharos.outlets",
    "pharos.insight",
    "pharos.health",
    "pharos.channels",
    "pharos.channels.widget",
]
MIDDLEWARE = [
    "pharos.web.watching.WatchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pharos.web.design.middleware.PageHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pharos.web.language.StaffLanguageMiddleware",
    *SIGN_IN_MIDDLEWARE,
    "pharos.web.account.enrolment.SecondFactorMiddleware",
    "pharos.web.errors.DomainErrorMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "pharos.config.urls"
WSGI_APPLICATION = "pharos.config.wsgi.application"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
# Where browsers may be told by web push: the services of the browsers' makers.
PUSH_HOSTS = os.environ.get(
    "PHAROS_PUSH_HOSTS",
    "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
).split(",")
PUSH_PLAIN_HTTP = False
# Whom a push service may write to if something is wrong with what we send.
PUSH_CONTACT = os.environ.get(
    "PHAROS_PUSH_CONTACT", f"mailto:postmaster@{urlsplit(BASE_URL).hostname or 'localhost'}"
)
# Whether webhooks to brands' systems may go to addresses of our own network, and without TLS.
OUTLETS_PRIVATE = os.environ.get("PHAROS_OUTLETS_PRIVATE") == "1"

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("ko", "한국어"), ("es", "Español")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Where the bytes of files lie: a folder (file:///...) or a bucket (s3://bucket/prefix?endpoint=...).
FILES_URL = os.environ.get("PHAROS_FILES_URL") or (HOME / "files").absolute().as_uri()
# A host of their own for files, so that nothing in them ever shares an origin with the desk.
FILES_BASE_URL = os.environ.get("PHAROS_FILES_BASE_URL", "").rstrip("/")
# How much room uploads leave on the disk, in MB.
FILES_RESERVE_MB = int(os.environ.get("PHAROS_FILES_RESERVE_MB", "200"))

# Where ClamAV's daemon listens: `unix:/run/clamav/clamd.ctl`, or `tcp:host:3310`. Empty: none.
CLAMD = os.environ.get("PHAROS_CLAMD", "")
# Words in pictures are read where Tesseract is installed, in its languages (`eng+kor`), unless off.
OCR = os.environ.get("PHAROS_OCR", "on")
OCR_LANGUAGES = os.environ.get("PHAROS_OCR_LANGUAGES", "")

# `line` is for people, `json` for machines. Neither holds what somebody wrote: kernel/logs.py.
LOG_FORMAT = "json" if os.environ.get("PHAROS_LOG_FORMAT") == "json" else "line"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "pharos.kernel.logs.LineFormatter"},
        "json": {"()": "pharos.kernel.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("PHAROS_LOG", "INFO")},
    # Each request is told once, by web/watching.py, and without its address.
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # What is said in each conversation of SMTP, line by line.
        "mail.log": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
LOGGING_CONFIG = "logging.config.dictConfig"

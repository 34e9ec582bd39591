"""Settings of Primio CRM: one file, read from the environment, safe for production as it stands.

`.env.example` describes every variable.
"""

import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from primio_crm import country_names
from primio_crm import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
TESTING = "pytest" in sys.modules
env.load(BASE_DIR / ".env")

# The one relaxation: plain http on this machine, as `make run` serves it.
LOCAL_HTTP = env.switch("LOCAL_HTTP") or TESTING

SECRET_KEY = "tests" * 20 if TESTING else env.secret_key(VAR / "secret-key")
DEBUG = env.switch("DEBUG")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if LOCAL_HTTP else "")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "history",
    "access",
    "jobs",
    "screens",
    "reference",
    "exchange",
    "counterparties",
    "bench",
    "primio_crm",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_countries",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "access.language.UserLanguage",
    "access.time_zones.UserTimeZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "counterparties.portal.gate.PortalGate",
    "reference.middleware.RememberConfiguration",
    "access.null_characters.RefuseNullCharacters",
    "history.middleware.RecordWrites",
]
ROOT_URLCONF = "primio_crm.urls"
WSGI_APPLICATION = "primio_crm.wsgi.application"
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
                "screens.context.page",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# What is drawn of a few texts alone, as menus are, is kept under these texts and never outlives them.
IN_PROCESS, NOWHERE = (f"django.core.cache.backends.{name}" for name in ("locmem.LocMemCache", "dummy.DummyCache"))
CACHES: dict[str, Any] = {
    "default": {"BACKEND": IN_PROCESS, "OPTIONS": {"MAX_ENTRIES": 10_000}},
    "template_fragments": {
        "BACKEND": NOWHERE if DEBUG else IN_PROCESS,  # who edits a template sees it
        "LOCATION": "fragments",
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}

# The database: DATABASE_URL, else the embedded PostgreSQL; tests have one of their own that need not be durable.
EMBEDDED_DATABASE: dict[str, Any] = {
    "ENGINE": "primio_crm.embedded_database",
    "NAME": "primio",
    "USER": "primio",
    "DATA": VAR / ("postgres-test" if TESTING else "postgres"),
    "DURABLE": not TESTING,
    "OPTIONS": {},
}
DATABASE_URL = env.text("DATABASE_URL")
DATABASES = {"default": env.database(DATABASE_URL) if DATABASE_URL else EMBEDDED_DATABASE}
DATABASES["default"]["CONN_MAX_AGE"] = 0 if TESTING else 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# To compile a plan takes longer than any page's query, on whatever server.
server_options = ["-c jit=off"]
if env.switch("SERVES_PAGES"):  # a web process: `primio_crm/wsgi.py` says so
    server_options.append(f"-c statement_timeout={env.text('STATEMENT_TIMEOUT', '30s')}")
if of_url := DATABASES["default"]["OPTIONS"].get("options"):
    server_options.append(of_url)
DATABASES["default"]["OPTIONS"]["options"] = " ".join(server_options)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who logs in, and how: by user name or e-mail; accounts are given, not taken.
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["counterparties.portal.admitting.Admitting"]
ACCOUNT_ADAPTER = "primio_crm.accounts.GivenAccounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = None
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"primio_crm.passwords.{name}"} for name in ("UnlikeTheUser", "LongEnough", "Uncommon")
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Safe by default. Behind a proxy that ends TLS it sets X-Forwarded-Proto, and BEHIND_PROXY says that it does.
SECURE_SSL_REDIRECT = not LOCAL_HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if LOCAL_HTTP else env.number("HSTS_SECONDS", 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL_HTTP
SECURE_HSTS_PRELOAD = env.switch("HSTS_PRELOAD")
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading binds the whole domain for years: its owner must choose it
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.switch("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL_HTTP
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_SAMESITE = not LOCAL_HTTP, "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-src": [SELF],  # a PDF in its preview; what it may do says its own answer
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Languages and time.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("bg", _("Bulgarian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "primio_crm.formats"
TIME_ZONE = env.text("TIME_ZONE", "Europe/Sofia")
COUNTRIES_OVERRIDE = country_names.NAMES
USE_TZ = True

# Files: static ones are hashed and compressed at set-up, uploaded ones stay below var/media.
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", VAR / "front-end"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What people keep with a counterparty: below the media, or in a bucket that speaks S3.
    "files": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    if TESTING
    else env.file_storage(MEDIA_ROOT / "files"),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING or DEBUG  # looked for when asked for, not all at each start
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_MAX_SIZE = env.number("UPLOAD_MAX_MEGABYTES", 500) * 1024 * 1024
FILE_MAX_SIZE = env.number("FILE_MAX_MEGABYTES", 100) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # without script all chosen files come in one request
KEEP_FILES_DAYS = env.number("KEEP_FILES_DAYS", 30)

# The worker: a few jobs at once; at Ctrl-C it gives each some seconds to come to the next commit.
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 3, "shutdown_graceful_timeout": 10, "delete_jobs": "successful"}

# E-mail: the server's, or the log when there is none.
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.switch("EMAIL_TLS", default=True)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
# The address of this site in e-mails that the worker sends, which sees no request; without it they hold no link.
SITE_URL = env.text("SITE_URL")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "Primio CRM <primio@localhost>")

# VIES, the Union's register of VAT numbers. Its own address unless a proxy or a test stands in for it.
VIES_URL = env.text("VIES_URL", "https://ec.europa.eu/taxation_customs/vies/services/checkVatService")
VIES_REQUESTER = env.text("VIES_REQUESTER")
VIES_SECONDS = env.number("VIES_SECONDS", 20)
VIES_PER_MINUTE = env.number("VIES_PER_MINUTE", 30)
if TESTING:
    VIES_URL = "http://127.0.0.1:9/nobody-asks-the-real-one-in-tests"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    "loggers": {
        # Django's own handlers speak only with DEBUG on, or by e-mail to ADMINS.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}

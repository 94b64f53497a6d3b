"""Settings of hrbudget: one file, deployment values from the environment.

`HRBUDGET_ENV=production` stops the start when a secret, the hosts or the database
is missing; development makes a throw-away key and answers loopback hosts only.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from hrbudget import __version__

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("HRBUDGET_DATA_DIR") or BASE_DIR / "var").resolve()
VERSION = __version__

ENVIRONMENT = os.environ.get("HRBUDGET_ENV", "development")
if ENVIRONMENT not in ("development", "production"):
    raise ImproperlyConfigured("HRBUDGET_ENV is development or production.")
PRODUCTION = ENVIRONMENT == "production"


def required(name: str, what: str) -> str:
    """The value of an environment variable that production cannot do without."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {what}.")
    return value


def throwaway_key() -> str:
    """A secret key for development, made once and kept in the data folder."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        fresh.rename(path)
    return path.read_text()


# Nothing can be saved, all can be read: for the time of a move or a repair
if os.environ.get("HRBUDGET_READ_ONLY", "") not in ("", "0", "1"):
    raise ImproperlyConfigured("HRBUDGET_READ_ONLY is 1, or 0 or unset.")
READ_ONLY = os.environ.get("HRBUDGET_READ_ONLY") == "1"

DEBUG = False
if PRODUCTION:
    SECRET_KEY = required("HRBUDGET_SECRET_KEY", "a long random text, kept secret")
    ALLOWED_HOSTS = required(
        "HRBUDGET_HOSTS", "the host names of the site, separated by commas"
    ).split(",")
    required("DATABASE_URL", "the PostgreSQL server, as the role that migrates")
else:
    SECRET_KEY = throwaway_key()
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


# Database: the application's role owns nothing (method.md, 9)
def database() -> dict:
    """The server of DATABASE_URL, or the project's own private PostgreSQL."""
    common = {"ENGINE": "hrbudget.database", "CONN_MAX_AGE": 60}
    common["CONN_HEALTH_CHECKS"] = True  # a server that came back is found at once
    if not (url := os.environ.get("DATABASE_URL")):
        folder = DATA_DIR / "pg18"
        return {**common, "NAME": "hrbudget", "EMBEDDED": str(folder)}
    login = {}
    if application := os.environ.get("DATABASE_APP_URL"):
        parts = urlsplit(application)
        login = {"user": parts.username, "password": parts.password or ""}
    return {**dj_database_url.parse(url), **common, "APPLICATION_LOGIN": login}


DATABASES = {"default": database()}
# Where backups are kept: named, the health page says when the last is too old
backups = os.environ.get("HRBUDGET_BACKUP_DIR")
BACKUP_DIR = Path(backups).resolve() if backups else None

INSTALLED_APPS = [
    "procrastinate.contrib.django",
    "pghistory",
    "pgtrigger",
    "hrbudget",
    "programme",
    "budgeting",
    "reporting",
    "import_export",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "hrbudget.admin_config.SiteConfig",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "hrbudget.middleware.KeptAnswers",
    "hrbudget.public.OpenData",
    "hrbudget.headers.AnswerHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "hrbudget.public.Preflight",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "hrbudget.public.Turns",
    "hrbudget.read_only.ReadOnlyMode",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hrbudget.middleware.Acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hrbudget.unsent.Unsent",
    "hrbudget.second_factor.SecondFactor",
    "hrbudget.second_factor.Patience",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hrbudget.middleware.ReadableAddress",
]

ROOT_URLCONF = "hrbudget.urls"
WSGI_APPLICATION = "hrbudget.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hrbudget.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "programme.templatetags.words",
            ],
        },
    },
]

# People
AUTH_USER_MODEL = "programme.User"
AUTHENTICATION_BACKENDS = ["hrbudget.backends.AccountsInUse"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "sign_in"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # an invitation's link
PASSWORDS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{PASSWORDS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{PASSWORDS}.CommonPasswordValidator"},
    {"NAME": f"{PASSWORDS}.NumericPasswordValidator"},
    {"NAME": f"{PASSWORDS}.UserAttributeSimilarityValidator"},  # names, e-mail
]

# The door: a second factor, asked again for what weighs, and patience with guessers
SECOND_FACTOR_REQUIRED = PRODUCTION
ACCOUNT_ADAPTER = "hrbudget.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # THROTTLE counts, in the database, for every worker
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "hrbudget.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "hrbudget.factor_forms.CodeForm",
    "activate_totp": "hrbudget.factor_forms.EnrolCodeForm",
    "add_webauthn": "hrbudget.factor_forms.NewPasskeyForm",
    "authenticate_webauthn": "hrbudget.factor_forms.PasskeyForm",
}
MFA_REAUTHENTICATION_REQUIRED = False  # programme.step_up asks
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "hrbudget"
MFA_TOTP_TOLERANCE = 1  # clocks differ by half a minute
DEVICE_COOKIE_NAME = "__Host-device" if PRODUCTION else "device"
TRUSTED_PROXIES = int(os.environ.get("HRBUDGET_TRUSTED_PROXIES") or 0)
THROTTLE = {  # failures let through, in how many seconds
    "password": {"name": (10, 900), "device": (10, 900), "address": (100, 900)},
    "code": {"name": (5, 900), "device": (5, 900), "address": (100, 900)},
    "link": {"address": (20, 900)},
}

# The public site: answers that have to be made may be under way for one client, per
# process, without end; beyond that the seconds lent, and the longest wait then told
FAIR_SHARE = {"at_once": 2, "credit": 120, "wait": 60}

# Letters: where none can be sent, the administrator hands the link over
DEFAULT_FROM_EMAIL = os.environ.get("HRBUDGET_EMAIL_FROM", "hrbudget@localhost")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 10
if PRODUCTION:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if email_url := os.environ.get("HRBUDGET_EMAIL_URL"):
    server = urlsplit(email_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = server.hostname, server.port or 587
    EMAIL_HOST_USER = unquote(server.username or "")
    EMAIL_HOST_PASSWORD = unquote(server.password or "")
    EMAIL_USE_SSL = server.scheme == "smtps"
    EMAIL_USE_TLS = server.scheme == "smtp+tls"
SENDS_MAIL = not EMAIL_BACKEND.endswith("dummy.EmailBackend")
SITE_ADDRESS = os.environ.get("HRBUDGET_SITE", "").rstrip("/")  # for their links

# Languages: the address of a page names its language
LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["hrbudget.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Mexico_City"

# Static files, uploads
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "hrbudget" / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = DATA_DIR / "uploads"
if PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {
            "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        },
    }

# What a browser may do with a page
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "hrbudget.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600  # a working day
SESSION_EXTENDED_BY = 20 * 60  # from when somebody says that they are still there
SESSION_AT_MOST = 12 * 3600  # whatever is said
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hrbudget.unsent.token_refused"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = os.environ.get("HRBUDGET_TLS_BY_PROXY") != "1"
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # whether a domain goes on the lists of browsers is for its owner to say
    SILENCED_SYSTEM_CHECKS = ["security.W021"]

# What fails is told where the server runs: Django alone tells it by mail, to nobody
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"told": {"class": "logging.StreamHandler", "level": "ERROR"}},
    "loggers": {
        "django": {"handlers": ["told"], "level": "INFO"},
        # who asks for another name than the site's could fill the log
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}

# The public, read-only API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    # an answer is one and the same for everybody: Accept and ?format= choose nothing
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "reporting.api.negotiation.OnlyJSON",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "hrbudget",
    "DESCRIPTION": "Published budgets by human rights: read-only, no account needed.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",  # its shapes are plain JSON Schema
    "SERVE_INCLUDE_SCHEMA": False,
}

# The trail: an entry says when it was written, not when its transaction began
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

IMPORT_EXPORT_IMPORT_IGNORE_BLANK_LINES = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # 300 lines save without JavaScript

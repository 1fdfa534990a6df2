"""The only settings file: the environment decides (every variable is explained in .env.example).

With DEBUG off, a weak profile refuses to start, with a sentence that names the variable to set.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

from ctg_portal import profile

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
HTTPS = env.bool("HTTPS", default=not DEBUG)
SECRET_KEY = env.str("SECRET_KEY", default="development-only" if DEBUG else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])
CSRF_FAILURE_VIEW = "ctg_portal.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = profile.whole_number(env, "TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "ctg_portal.admin_site.PortalAdminConfig",  # django.contrib.admin, in our order
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "simple_history",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "records",
    "letters",
    "partners",
    "conventions",
    "search",
    "actions",
    "voices",
    "reviews",
    "follow",
    "contact",
    "reporting",
    "demonstration",
    "ctg_portal",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",  # its redirect to https has the policy too
    "ctg_portal.typography.TypographyMiddleware",
    "ctg_portal.request_guard.RequestGuardMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partners.sign_in.sessions.TrustedSessionMiddleware",  # ends sessions that must not live on
    "allauth.account.middleware.AccountMiddleware",
    # Whom a personal link lets answer, for their pages alone.
    "reporting.answers.link_session.DeskMiddleware",
    "partners.staff_access.StaffDoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "records.editing.form_recovery.KeptFormMiddleware",  # nothing typed is lost with the session
    "simple_history.middleware.HistoryRequestMiddleware",  # history knows who asked
    "records.history.recording.OneChangeMiddleware",  # and what one request writes together
    "conventions.files.FilesMiddleware",  # no file without its row
    "records.editing.once_only.OnceOnlyMiddleware",  # a form sent twice counts once
]

ROOT_URLCONF = "ctg_portal.urls"
WSGI_APPLICATION = "ctg_portal.wsgi.application"

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
                "conventions.main_territory.site_context",
            ],
        },
    }
]

# --- Database: SQLite unless DATABASE_URL ------------------------------------------------------
DATABASES = {
    "default": profile.read_url(
        env.db_url,
        "DATABASE_URL",
        f"sqlite:///{VAR_DIR / 'ctg.sqlite3'}",
        "postgres://ctg:motdepasse@127.0.0.1:5432/ctg",
    )
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    if _database["NAME"] != ":memory:":
        Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    _database["ENGINE"] = "ctg_portal.sqlite"  # its writers queue, instead of starving one another
    _database["TEST"] = {"NAME": ":memory:"}  # runners know only the stock engine
    _database["CONN_MAX_AGE"] = None  # opening the file costs more than most queries
    # IMMEDIATE takes the write lock at BEGIN: without it two readers that turn writers fail at
    # once, whatever the busy timeout says.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        "pool": {
            "min_size": 1,
            "max_size": profile.whole_number(env, "DB_POOL_MAX", 8, 1),
            "timeout": 10,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache and letters -------------------------------------------------------------------------
CACHES = {
    # Counts who tries too often: every process must see the same (its table: partners 0004).
    "default": profile.read_url(
        env.cache_url,
        "CACHE_URL",
        "dbcache://portal_cache?max_entries=20000",
        "rediscache://127.0.0.1:6379/0",
    ),
}
PAGE_CACHE = env.bool("PAGE_CACHE", default=not DEBUG)

_email = profile.read_url(
    env.email_url,
    "EMAIL_URL",
    "consolemail://",
    "smtp+tls://utilisateur:motdepasse@smtp.exemple.fr:587",
)
if DEMO and _email["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend":
    _email["EMAIL_BACKEND"] = "demonstration.entrance.LetterBackend"  # on a page too
vars().update(_email)
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ne-pas-repondre@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where letters lead: the commands that write them answer no request that would tell.
SITE_URL = env.str("SITE_URL", default="").rstrip("/") or (
    f"https://{ALLOWED_HOSTS[0]}" if HTTPS and ALLOWED_HOSTS else "http://127.0.0.1:8000"
)
# What the rooms that write letters say of theirs as one leaves: letters/sources.py.
LETTER_SOURCES = {
    "account": "partners.sign_in.letters.AccountLetters",
    "contact": "contact.letters.ContactLetters",
    "contact-receipt": "contact.letters.ReceiptLetters",
    "follow": "follow.letters.FollowLetters",
    "reporting": "reporting.letters.source.ReportingLetters",
    "voices": "voices.thanks.ThanksLetters",
}
# What rooms know of the use of an account: see partners/account_use.py.
ACCOUNT_USES = ["reporting.people.account_use.uses"]
# A mailbox where letters that could not be delivered come back, « imaps://name:password@host ».
BOUNCES_URL = env.str("BOUNCES_URL", default="")

profile.refuse(
    profile.faults_of(
        debug=DEBUG,
        demo=DEMO,
        https=HTTPS,
        secret_key=SECRET_KEY,
        hosts=ALLOWED_HOSTS,
        site_url=SITE_URL,
        email=_email["EMAIL_BACKEND"],
        cache=CACHES["default"]["BACKEND"],
    )
)

# --- Accounts ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["partners.sign_in.backend.SignInBackend"]
LOGIN_URL = "sign-in"
SESSION_ENGINE = "partners.sign_in.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds from the sign-in to the end, whatever one does
SESSION_IDLE_AGE = 2 * 60 * 60  # seconds without a page
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
# django-allauth checks second factors; its own pages are not mounted, nobody signs up.
ACCOUNT_ADAPTER = "partners.sign_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_RATE_LIMITS = {
    # « 5/15m/key »: five in fifteen minutes for one address or account. A network has a higher
    # limit than a person: a whole town hall may stand behind one.
    "sign_in_letter": "5/15m/key,40/15m/ip",  # from one network
    "sign_in_letter_everywhere": "10/15m/key",  # but where the person has signed in before
    "sign_in_letter_known": "5/15m/key",
    "sign_in_code": "60/15m/ip",
    "second_factor": "10/15m/key,100/15m/ip",
    "passkey": "60/15m/ip",
    "new_address": "5/h/key",
    "invitation": "20/h/key",  # sent by one référent
}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ADAPTER = "partners.sign_in.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"

# --- Language and time -------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
FORMAT_MODULE_PATH = "ctg_portal.formats"
USE_TZ = True

# --- Files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
# A file that may be accepted never waits on the disk, which may be full: only the storage says so.
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Forms -------------------------------------------------------------------------------------
# Our own small template pack (templates/ctg/): error summary first, « (facultatif) », no asterisk.
CRISPY_ALLOWED_TEMPLATE_PACKS = ("ctg",)
CRISPY_TEMPLATE_PACK = "ctg"
CRISPY_FAIL_SILENTLY = False

# --- Security headers --------------------------------------------------------------------------
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
PERMISSIONS_POLICY = dict.fromkeys(
    ("camera", "display-capture", "geolocation", "microphone", "payment", "usb"), ()
)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]  # the supervisor asks over plain HTTP inside the machine
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Logs: one JSON line per event -------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "ctg_portal.logs.JsonFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
        }
    },
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "security": {"level": "INFO"},  # who signs in, always
        # Scanners ask for any host name all day: a 400 each, nothing to read.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

"""The embedded default: SQLite, in-process broker, every value overridable from the environment."""

import secrets
from pathlib import Path

import environ
from celery.schedules import crontab

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env("TIDU_DATA", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """A key of this installation, made once and kept in the data folder, readable by its owner only."""
    given = env("SECRET_KEY", default="")
    if given:
        return given
    path = DATA_DIR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_FAILURE_VIEW = "portal.web.views.errors.form_expired"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "template_partials",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "axes",
    "portal.web",
    "portal.workbooks",
    "portal.codes",
    "portal.regions",
    "portal.audit",
    "portal.accounts",
    "portal.notices",
    "portal.jobs",
    "enterprises",
    "policies",
    "cultivation.pools",
    "cultivation.targets",
    "cultivation.ledgers",
    "cultivation.rewards",
    "cultivation.cockpit",
    "cultivation.seed",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.web.middleware.RequestId",
    "portal.web.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.web.middleware.HtmxRedirect",
    "portal.accounts.middleware.ActingGrant",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

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
                "portal.web.context.appearance",
                "portal.accounts.context.shell",
            ],
        },
    }
]

# One connection string decides: SQLite in the data folder, or PostgreSQL 15+.
_default_database = f"sqlite:///{DATA_DIR / 'tidu.sqlite3'}"
DATABASES = {"default": env.db_url_config(env("DATABASE_URL", default="") or _default_database)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE and a long timeout: with them no "database is locked" under two writers; without, dozens.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    # A connection lost while idle (a database restart) is noticed before it is used.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Celery: the broker is only a hint; portal.jobs holds the truth.
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = env("JOB_QUEUE", default="tidu")
if REDIS_URL:
    # A page must not hang on a broker that is away: the reaper sends again what could not be sent.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 3, "socket_timeout": 10, "socket_keepalive": True}
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.1}

# Seconds, except the last two. A heart beats every HEARTBEAT; silent for STALE, a job is taken from its worker. REAP is how
# often that is looked for, RESEND how long a waiting job's message is trusted, PROGRESS the pause between two writes of
# progress, RETRY the first pause after a failure (it doubles). HELPERS is how many workers
# one job may call to its side at a time. FILE_DAYS is how long a result file is kept.
JOB_HEARTBEAT_SECONDS = env.float("JOB_HEARTBEAT_SECONDS", default=5)
JOB_STALE_SECONDS = env.float("JOB_STALE_SECONDS", default=60)
JOB_REAP_SECONDS = env.float("JOB_REAP_SECONDS", default=5)
JOB_RESEND_SECONDS = env.float("JOB_RESEND_SECONDS", default=30)
JOB_PROGRESS_SECONDS = env.float("JOB_PROGRESS_SECONDS", default=1)
JOB_RETRY_SECONDS = env.float("JOB_RETRY_SECONDS", default=15)
JOB_HELPERS = env.int("JOB_HELPERS", default=3)
JOB_FILE_DAYS = env.int("JOB_FILE_DAYS", default=7)

NOTICE_CHANNELS = ["portal.notices.channels.inbox"]

# The scheduler keeps nothing between two starts: what was done last is read from the jobs. A message that found no free
# worker expires before the next of its kind. Nightly work starts at two; the second entry catches up a night that the
# machine slept through, and starts nothing twice.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "reap": {"task": "jobs.reap", "schedule": JOB_REAP_SECONDS, "options": {"expires": JOB_REAP_SECONDS}},
    "nightly": {"task": "jobs.start_nightly", "schedule": crontab(hour=2, minute=0)},
    "nightly, caught up": {"task": "jobs.start_nightly", "schedule": 900, "options": {"expires": 900}},
    "verdicts, caught up": {"task": "pools.catch_up", "schedule": 600, "options": {"expires": 600}},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "portal.accounts.backends.People"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "cockpit:home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"

# Lockout: five wrong passwords for one account from one address, then fifteen minutes.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "portal.accounts.views.sign_in.locked_out"
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "portal.accounts.address.client_address"
# How many reverse proxies of ours write X-Forwarded-For; 0 reads the header never.
PROXY_COUNT = env.int("PROXY_COUNT", default=0)
# A try during the lockout does not prolong it: the minutes the page names are kept.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# Sign-ins stand in portal.audit; a second list of who came how often is not kept.
AXES_DISABLE_ACCESS_LOG = True

SESSION_COOKIE_AGE = env.int("SESSION_MINUTES", default=120) * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(DATA_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "private"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# Where the proxy in front serves the private files from, for answers that carry X-Accel-Redirect; empty: this process does.
PROTECTED_URL = env("PROTECTED_URL", default="")
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024
# The first one leaves out a file that is over the limit while it arrives; Django's own keep the rest.
FILE_UPLOAD_HANDLERS = [
    "portal.workbooks.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Printed in the foot of every page and on error pages; empty leaves it out.
SERVICE_PHONE = env("SERVICE_PHONE", default="")

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}

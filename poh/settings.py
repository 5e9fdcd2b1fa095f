"""Settings of POH. Everything that differs between machines comes from the environment (`env.py`)."""

import os
from pathlib import Path

import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF

import poh.celery  # noqa: F401 - the application through which every process sends its tasks
from poh import env
from poh.base.logging import logging_settings

BASE_DIR = env.BASE_DIR
DATA_DIR = env.data_dir()
PRODUCTION = env.choice("POH_ENV", ("development", "production")) == "production"
DEBUG = not PRODUCTION and env.choice("POH_DEBUG", ("off", "on")) == "on"

SECRET_KEY = env.secret_key(production=PRODUCTION)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

SERVERS = env.servers(SECRET_KEY)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "poh.base",
    "poh.accounts",
    "poh.audit",
    "poh.worklist",
    "patients",
    "protocols",
    "scheduling",
    "consultations",
    "exchange",
    "poh.home",
]

MIDDLEWARE = [
    "poh.base.middleware.RequestIdMiddleware",
    "poh.base.middleware.AccessLineMiddleware",
    "poh.base.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "poh.accounts.middleware.LoginRequiredMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "poh.accounts.middleware.SessionLockMiddleware",
    "poh.accounts.middleware.PracticeScopeMiddleware",
    "poh.accounts.middleware.RedisDownMiddleware",
]

ROOT_URLCONF = "poh.urls"
WSGI_APPLICATION = "poh.wsgi.application"

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
                "poh.home.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["poh"]
CRISPY_TEMPLATE_PACK = "poh"

# One alias; the process says whether it logs in as the owner of the tables (migrations, demo data)
# or as the application role behind the practice wall (everything else).
DATABASE_ROLE = env.choice("POH_DB_ROLE", ("app", "owner"))
DATABASES = {
    "default": env.database(url=SERVERS.owner_url if DATABASE_ROLE == "owner" else SERVERS.app_url)
    | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The context (who, in which practice) stands in the history row itself: a shared table of contexts would be
# one table that every practice can read.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()

# The access log: which installation wrote a line, where its chains are anchored (best on another disk or machine),
# and how long it is kept (the law asks five years).
AUDIT_SOURCE = env.text("POH_SOURCE", "poh")
AUDIT_ANCHOR_DIR = Path(env.text("POH_ANCHORS", str(DATA_DIR / "anchors")))
AUDIT_YEARS = env.whole("POH_AUDIT_YEARS", 5)

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": SERVERS.redis_url,
        "KEY_PREFIX": "poh",
    },
}

LANGUAGE_CODE = "nl"
FORMAT_MODULE_PATH = ["poh.formats"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "poh" / "locale"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "poh.accounts.passwords.GuessableWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:my_day"
LOGOUT_REDIRECT_URL = "account_login"
SECOND_FACTOR = env.choice("POH_SECOND_FACTOR", ("required", "demo-off"))
ACCOUNT_ADAPTER = "poh.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "poh.accounts.forms.login.LoginForm",
    "reset_password": "poh.accounts.forms.login.ResetPasswordForm",
    "reset_password_from_key": "poh.accounts.forms.login.ResetPasswordKeyForm",
    "change_password": "poh.accounts.forms.login.ChangePasswordForm",
    "reauthenticate": "poh.accounts.forms.login.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
# A practice logs in from one address, all at eight o'clock; guessing one account is what must be slow.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/300s/key"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("POH_PROXIES", 0)
MFA_ADAPTER = "poh.accounts.adapter.MFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "poh.accounts.forms.login.AuthenticateForm",
    "reauthenticate": "poh.accounts.forms.login.ReauthenticateCodeForm",
    "activate_totp": "poh.accounts.forms.login.ActivateTOTPForm",
    "add_webauthn": "poh.accounts.forms.login.AddPasskeyForm",
    "edit_webauthn": "poh.accounts.forms.login.EditPasskeyForm",
    "authenticate_webauthn": "poh.accounts.forms.login.AuthenticatePasskeyForm",
    "login_webauthn": "poh.accounts.forms.login.LoginPasskeyForm",
    "reauthenticate_webauthn": "poh.accounts.forms.login.ReauthenticatePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_TOTP_ISSUER = "POH"
MFA_TOTP_TOLERANCE = 0
MFA_TRUST_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# An idle session locks and one of twelve hours must be proven anew (`poh.accounts.sessions`); the row lives on, so that
# what stood in a form on Friday can still be sent on Monday, by the same person.
SESSION_IDLE_SECONDS = env.whole("POH_SESSION_SECONDS", 1200)
SESSION_ABSOLUTE_SECONDS = 12 * 3600
SESSION_COOKIE_AGE = 4 * 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# Headers

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
CSRF_FAILURE_VIEW = "poh.base.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    # Asked for by machines inside the network, past the proxy that speaks TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# Jobs: settings as measured in docs/adr (at most once per step whatever dies).

CELERY_BROKER_URL = SERVERS.celery_url
CELERY_TIMEZONE = TIME_ZONE
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 1140
CELERY_TASK_TIME_LIMIT = 1200
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
# Three places, because each part of Celery reads its own and the shortest wins.
CELERY_VISIBILITY_TIMEOUT = 3600
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# What runs by the clock. A practice_task goes through `fan_out`: one job for each practice.
CELERY_BEAT_SCHEDULE = {
    "forget-idempotency-keys": {
        "task": "poh.accounts.jobs.fan_out",
        "schedule": crontab(hour=3, minute=10),
        "args": ["poh.accounts.tasks.forget_idempotency_keys"],
    },
    "keep-agenda-ahead": {
        "task": "poh.accounts.jobs.fan_out",
        "schedule": crontab(hour=3, minute=40),
        "args": ["scheduling.tasks.keep_agenda_ahead"],
    },
    "cover-absent-staff": {
        "task": "poh.accounts.jobs.fan_out",
        "schedule": crontab(minute="*/30", hour="7-17"),
        "args": ["consultations.tasks.cover_absent_staff"],
    },
    "anchor-audit": {"task": "poh.audit.tasks.anchor_audit", "schedule": crontab(minute="*/15")},
    "verify-audit": {"task": "poh.audit.tasks.verify_audit", "schedule": crontab(hour=2, minute=30)},
    "propose-log-reviews": {
        "task": "poh.accounts.jobs.fan_out",
        "schedule": crontab(day_of_week=1, hour=4, minute=10),
        "args": ["poh.audit.tasks.propose_log_reviews"],
    },
    "make-audit-partitions": {"task": "poh.audit.tasks.make_audit_partitions", "schedule": crontab(hour=2, minute=10)},
    # Just after midnight: an age or a term passed.
    "check-next-controls": {
        "task": "poh.accounts.jobs.fan_out",
        "schedule": crontab(hour=0, minute=40),
        "args": ["protocols.tasks.check_next_controls"],
    },
    "clear-sessions": {"task": "poh.accounts.tasks.clear_sessions", "schedule": crontab(hour=3, minute=20)},
}

# Logs and metrics

LOGGING = logging_settings(production=PRODUCTION)
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
# Before anything counts: the counters choose at import where they live.
METRICS_DIR = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(DATA_DIR / "metrics")))
for folder in (METRICS_DIR, STATIC_ROOT):
    folder.mkdir(parents=True, exist_ok=True)

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if "EMAIL_HOST" in os.environ
    else ("django.core.mail.backends.console.EmailBackend")
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = env.whole("EMAIL_PORT", 25)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "poh@localhost")

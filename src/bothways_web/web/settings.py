"""The settings of the app: fixed ones here, the rest from the environment."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

import bothways.reports
from bothways_web.web.environment import read_environment

ENVIRONMENT = read_environment(os.environ)
HOME = ENVIRONMENT.home
WEB = Path(__file__).resolve().parent
DEMO = ENVIRONMENT.demo

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.earlier_keys)
BASE_URL = ENVIRONMENT.url.geturl()
ALLOWED_HOSTS = [ENVIRONMENT.url.hostname or "", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ROOT_URLCONF = "bothways_web.web.urls"
WSGI_APPLICATION = "bothways_web.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": ENVIRONMENT.database}

INSTALLED_APPS = [
    "bothways_web.people",
    "bothways_web.listen",
    "bothways_web.link",
    "bothways_web.act",
    "bothways_web.verify",
    "bothways_web.api",
    "bothways_web.connect",
    "bothways_web.keeping",
    "bothways_web.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bothways_web.listen.sealed.traces.WithoutTraces",  # those above write headers and read nothing
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "bothways_web.web.languages.LanguageInAddress",
    "django.middleware.common.CommonMiddleware",
    "bothways_web.people.bodies.BodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bothways_web.people.gate.ViewerMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "bothways_web.web.navigation.navigation",
            ],
            "builtins": ["bothways_web.web.templatetags.kit"],
        },
    }
]

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "bothways_web.people.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts come from an invitation to that very address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # else the host that a request names would stand there
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key",
}  # of second factors; of passwords axes locks out
SIGN_ON = ENVIRONMENT.sign_on
SOCIALACCOUNT_ADAPTER = "bothways_web.people.accounts.SocialAccountAdapter"
MFA_ADAPTER = "bothways_web.people.accounts.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Bothways"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "bothways_web.people.accounts.tried_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

CSRF_FAILURE_VIEW = "bothways_web.web.views.expired"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = ENVIRONMENT.url.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
BEHIND_PROXY = ENVIRONMENT.behind_proxy
AXES_CLIENT_IP_CALLABLE = "bothways_web.people.network.network_address"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if HTTPS:
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
CHAT_HOSTS = ENVIRONMENT.chat_hosts
WEBHOOK_HOSTS = ENVIRONMENT.webhook_hosts
ERASED_LIST = ENVIRONMENT.erased_list
METRICS_TOKEN = ENVIRONMENT.metrics_token
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LANGUAGE_CODE = ENVIRONMENT.languages[0]
_NAMES = {"en": _("English"), "de": _("German"), "es": _("Spanish"), "ar": _("Arabic"), "he": _("Hebrew")}
LANGUAGES = [(code, _NAMES.get(code, code)) for code in ENVIRONMENT.languages]
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [("reports", Path(bothways.reports.__file__).parent / "styles")]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "bothways_web.listen.sealed.client.BallotClient",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": True}}
for _name, _value in ENVIRONMENT.mail.items():
    globals()[_name] = _value
EMAIL_SUBJECT_PREFIX = ""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Paths of survey pages hold the right to answer, others open an account: no line of ours ever names one.
    "filters": {"without_tokens": {"()": "bothways_web.web.logs.WithoutTokens"}},
    "formatters": {
        "line": {"format": "%(levelname)s %(name)s %(message)s"},
        "json": {"()": "bothways_web.web.logs.AsJson"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": ENVIRONMENT.log_form,
            "filters": ["without_tokens"],
        },
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "bothways_web": {"level": "INFO"},
        "django_tasks": {"level": "WARNING"},
        # At DEBUG these write what pages and queries hold, answers too: they stay quiet whatever else is turned up.
        "django.template": {"level": "INFO"},
        "django.db.backends": {"level": "INFO"},
    },
}

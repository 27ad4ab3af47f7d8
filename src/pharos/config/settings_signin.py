"""How staff sign in: django-allauth, with an address and a password and no sign-up."""

from __future__ import annotations

import os

SIGN_IN_APPS = [
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
]
SIGN_IN_MIDDLEWARE = [
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/sign-in/"

ACCOUNT_ADAPTER = "pharos.people.sign_in.adapter.StaffAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "pharos.people.sign_in.adapter.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Whoever makes the account vouches for the address; nothing is mailed.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # Five wrong passwords an account in five minutes; a whole office behind one address has 20 a
    # minute between them.
    "login_failed": "20/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    # Guesses at the code of the first start, from one place and from everywhere.
    "first_start": "5/m/ip",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60

# Second factors. A passkey opens the door by itself: it is held and it is unlocked.
MFA_ADAPTER = "pharos.people.sign_in.adapter.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Pharos"
# A clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# Browsers themselves let passkeys work at https and at localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not os.environ.get("PHAROS_BASE_URL", "").startswith(
    "https://"
)

# A company's own sign-in (OpenID Connect). It opens accounts that are here and makes none.
OIDC_ISSUER = os.environ.get("PHAROS_OIDC_ISSUER", "")
SOCIALACCOUNT_ADAPTER = "pharos.people.sign_in.adapter.CompanySignIn"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
# A link, not a form: our pages let no form lead elsewhere.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "company",
                "name": os.environ.get("PHAROS_OIDC_NAME", "your company"),
                "client_id": os.environ.get("PHAROS_OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("PHAROS_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Proxies of ours in front, whose word on the client's address is believed. With 0 the address is
# the connection's own, and nobody can pretend another one to escape the limits above.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PHAROS_TRUSTED_PROXIES", "0"))

# Limits count for all processes together, so they cannot live in one process's memory.
CACHES = {"default": {"BACKEND": "pharos.people.sign_in.cache.SharedCache"}}

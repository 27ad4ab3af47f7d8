"""The doors for staff. No sign-up, and no password reset by mail."""

from __future__ import annotations

from allauth.account import views as sign_in
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as company
from django.urls import include, path

from pharos.web.account import first_start, joining, views

urlpatterns = [
    path("sign-in/", sign_in.login, name="account_login"),
    path("sign-in/factor/", factor.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/company/left/", company.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("sign-out/", sign_in.logout, name="account_logout"),
    path("setup/", first_start.show, name="first_start"),
    path("join/<slug:brand>/<str:secret>/", joining.show, name="account_join"),
    path("account/", views.show, name="mfa_index"),
    path("account/", views.show, name="mfa_list_webauthn"),
    path("account/profile/", views.profile, name="account_profile"),
    path("account/password/", sign_in.password_change, name="account_change_password"),
    path("account/password/first/", sign_in.password_set, name="account_set_password"),
    path("account/proof/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("account/proof/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/proof/passkey/",
        passkey.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/picture/", views.totp_picture, name="mfa_totp_picture"),
    path("account/app/removal/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/passkeys/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/removal/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path("account/sessions/", views.end_other_sessions, name="account_end_other_sessions"),
    path("account/sessions/<int:session_id>/", views.end_session, name="account_end_session"),
]

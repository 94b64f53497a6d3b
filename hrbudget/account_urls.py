"""Signing in and out, my account, and the desk where each role begins."""

from django.urls import path

from hrbudget import account, door, session, unsent, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/second-factor/", door.second_factor, name="mfa_authenticate"),
    path("sign-out/", session.SignOut.as_view(), name="sign_out"),
    path("invitation/<uidb64>/<token>/", door.Invited.as_view(), name="invitation"),
    path("once-more/<str:token>/", door.step_up, name="step_up"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("unsent/<str:token>/", unsent.kept_form, name="unsent"),
    path("session/", session.session_state, name="session_state"),
    path("session/extend/", session.session_extend, name="session_extend"),
    path("desk/", views.desk, name="desk"),
    path("account/", account.account, name="account"),
    path("account/language/", account.language_choose, name="language_choose"),
    path("account/second-factor/", account.factor_begin, name="factor_begin"),
    path("account/authenticator/", account.totp_add, name="totp_add"),
    path("account/authenticator/picture/", account.totp_picture, name="totp_picture"),
    path("account/passkey/", account.passkey_add, name="passkey_add"),
    path(
        "account/factors/<int:pk>/remove/", account.factor_remove, name="factor_remove"
    ),
    path("account/codes/", account.recovery_codes, name="recovery_codes"),
    path("account/codes/text/", account.recovery_codes_text, name="codes_text"),
    path("account/codes/kept/", account.recovery_codes_kept, name="codes_kept"),
    path("account/codes/new/", account.recovery_codes_new, name="codes_new"),
    path("account/sessions/end/", account.sessions_end, name="sessions_end"),
]

"""Who: signing in, and one's own account."""

from django.urls import path

from partners.sign_in import account, factor_views, profile, views

urlpatterns = [
    path("connexion/", views.sign_in, name="sign-in"),
    path("connexion/code/", views.sign_in_code, name="sign-in-code"),
    path("connexion/cle/", views.passkey, name="sign-in-passkey"),
    path("connexion/cle/defi/", views.passkey_challenge, name="passkey-challenge"),
    path("connexion/second-facteur/", views.second_factor, name="second-factor"),
    path("connexion/second-facteur/choisir/", account.factor_choice, name="factor-choice"),
    path("connexion/recommencer/", views.start_again, name="sign-in-again"),
    path("deconnexion/", views.sign_out, name="sign-out"),
    path("deconnexion/faite/", views.signed_out, name="signed-out"),
    path("compte/", account.account, name="account"),
    path("compte/confirmer/", account.confirm, name="confirm"),
    path("compte/deconnecter-partout/", account.leave_everywhere, name="sign-out-everywhere"),
    path("compte/nom/", profile.name, name="account-name"),
    path("compte/adresse/", profile.email, name="account-email"),
    path("compte/adresse/code/", profile.email_code, name="account-email-code"),
    path("compte/rappels/", profile.reminders, name="account-reminders"),
    path("compte/connexions/terminer/", profile.end_session, name="account-session-end"),
    path("compte/donnees/", profile.kept, name="account-kept"),
    path("compte/securite/application/", factor_views.add_app, name="add-app"),
    path("compte/securite/application/qr.svg", factor_views.app_picture, name="app-picture"),
    path("compte/securite/cle/", factor_views.add_passkey, name="add-passkey"),
    path(
        "compte/securite/cle/defi/",
        factor_views.new_passkey_challenge,
        name="new-passkey-challenge",
    ),
    path("compte/securite/codes-de-secours/", account.recovery_codes, name="recovery-codes"),
    path(
        "compte/securite/codes-de-secours.txt",
        account.recovery_codes_file,
        name="recovery-codes-file",
    ),
    path("compte/securite/<int:pk>/retirer/", account.remove_factor, name="remove-factor"),
]

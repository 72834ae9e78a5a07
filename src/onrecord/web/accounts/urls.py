"""Addresses of the account pages."""

from django.urls import path

from onrecord.web.accounts import factors, person, views

urlpatterns = [
    path("accounts/", views.accounts_page, name="accounts"),
    path("accounts/new/", views.new_account_page, name="account-new"),
    path("accounts/revoke-agency/", person.revoke_page, name="agency-revoke"),
    path("accounts/<uuid:account>/", person.person_page, name="account-person"),
    path("accounts/<uuid:account>/role/", person.role_page, name="role-give"),
    path(
        "accounts/<uuid:account>/roles/<uuid:assignment>/end/",
        person.end_role_page,
        name="role-end",
    ),
    path("accounts/<uuid:account>/disable/", person.disable_page, name="account-disable"),
    path("accounts/<uuid:account>/restore/", person.restore_page, name="account-restore"),
    path("accounts/<uuid:account>/second-factor/", person.reset_page, name="account-factor-reset"),
    path("account/", views.token_page, name="account"),
    path("account/second-factor/", factors.factors_page, name="factors"),
    path("account/second-factor/app/", factors.app_page, name="factor-app"),
    path("account/second-factor/passkey/", factors.passkey_page, name="factor-passkey"),
    path(
        "account/second-factor/passkey/options/",
        factors.passkey_options,
        name="factor-passkey-options",
    ),
    path("account/second-factor/codes/", factors.codes_page, name="factor-codes"),
    path("account/second-factor/<int:factor>/remove/", factors.remove_page, name="factor-remove"),
]

"""Addresses of the session pages."""

from django.urls import path

from onrecord.web.session import locked, second, views

urlpatterns = [
    path("sign-in/", views.sign_in_page, name="sign-in"),
    path("sign-in/second/", second.second_factor_page, name="sign-in-second"),
    path("sign-in/passkey/", second.passkey_sign_in, name="sign-in-passkey"),
    path("sign-in/passkey/options/", second.passkey_options, name="sign-in-passkey-options"),
    path("locked/", locked.locked_page, name="locked"),
    path("locked/now/", locked.lock_now, name="locked-now"),
    path("locked/stay/", locked.stay, name="locked-stay"),
    path("locked/held/", locked.held_page, name="locked-held"),
    path("locked/passkey/", locked.passkey_unlock, name="locked-passkey"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("set-up/", views.set_up_page, name="set-up"),
]

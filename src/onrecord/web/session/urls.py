"""Addresses of the session pages."""

from django.urls import path

from onrecord.web.session import views

urlpatterns = [
    path("sign-in/", views.sign_in_page, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("set-up/", views.set_up_page, name="set-up"),
]

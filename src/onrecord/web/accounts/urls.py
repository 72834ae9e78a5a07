"""Addresses of the account pages."""

from django.urls import path

from onrecord.web.accounts import views

urlpatterns = [
    path("accounts/", views.accounts_page, name="accounts"),
    path("accounts/new/", views.new_account_page, name="account-new"),
    path("account/", views.token_page, name="account"),
]

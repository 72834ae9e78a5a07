"""Addresses of referral pages."""

from django.urls import path

from onrecord.web.referrals import views

ONE = "referrals/<str:number>/"

urlpatterns = [
    path("referrals/", views.referrals_page, name="referrals"),
    path("incidents/<str:number>/referral/new/", views.new_referral_page, name="referral-new"),
    path(ONE, views.referral_page, name="referral"),
    path(f"{ONE}approve/", views.approve_page, name="referral-approve"),
    path(f"{ONE}seal/", views.seal_page, name="referral-seal"),
    path(f"{ONE}sealing/", views.sealing_fragment, name="referral-sealing"),
]

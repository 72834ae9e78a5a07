"""Addresses of the pages of destruction."""

from django.urls import path

from onrecord.web.destruction import views

ONE = "destructions/<str:destruction>/"

urlpatterns = [
    path("destructions/", views.destructions_page, name="destructions"),
    path("destructions/new/", views.request_page, name="destruction-new"),
    path(ONE, views.destruction_page, name="destruction"),
    path(f"{ONE}approve/", views.approve_page, name="destruction-approve"),
    path(f"{ONE}refuse/", views.refuse_page, name="destruction-refuse"),
]

"""Addresses of the desk."""

from django.urls import path

from onrecord.web.desk import views

urlpatterns = [path("desk/", views.desk_page, name="desk")]

"""Addresses of the public pages."""

from django.urls import path

from onrecord.web.public import views

urlpatterns = [
    path("", views.home_page, name="home"),
    path("order/", views.order_page, name="order"),
    path("data/", views.data_page, name="data"),
    path("data/figures.json", views.data_json, name="data-json"),
    path("data/figures.csv", views.data_csv, name="data-csv"),
    path("data/dispatch.json", views.dispatch_json, name="data-dispatch"),
    path("log/", views.log_page, name="log"),
    path("log/<path:name>", views.log_file, name="log-file"),
    path("verify/", views.verify_page, name="verify"),
    path("verify/trusted.txt", views.policy_file, name="verify-policy"),
]

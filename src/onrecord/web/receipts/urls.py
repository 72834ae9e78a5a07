"""Addresses of receipts."""

from django.urls import path

from onrecord.web.receipts import views

urlpatterns = [
    path("receipts/<int:entry>/", views.receipt_page, name="receipt"),
    path("receipts/<int:entry>/save/", views.save_receipt, name="receipt-save"),
]

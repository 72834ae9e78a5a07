"""Addresses of draws of closures."""

from django.urls import path

from onrecord.web.closures import views

urlpatterns = [
    path("closures/", views.draws_page, name="closures"),
    path("closures/new/", views.new_draw_page, name="closures-new"),
    path("closures/<str:draw>/", views.draw_page, name="closure-draw"),
    path("closures/<str:draw>/<str:statement>/", views.review_page, name="closure-review"),
]

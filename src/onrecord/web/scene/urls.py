"""Addresses of the scene record, all below the one path that its service worker may touch."""

from django.urls import path

from onrecord.web.scene import app, views

urlpatterns = [
    path("scene/", views.scene_page, name="scene"),
    path("scene/session/", views.scene_session, name="scene-session"),
    path("scene/key/", views.scene_key, name="scene-key"),
    path("scene/stamps/", views.scene_stamps, name="scene-stamps"),
    path("scene/shell/", app.shell, name="scene-shell"),
    path("scene/worker.js", app.worker, name="scene-worker"),
    path("scene/app.webmanifest", app.manifest, name="scene-manifest"),
    path("incidents/<str:number>/scene/", views.incident_stamps, name="incident-stamps"),
]

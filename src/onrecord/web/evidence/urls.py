"""Addresses of the evidence pages."""

from django.urls import include, path

from onrecord.web.evidence import exhibits, intake, proof, viewing

one = [
    path("", exhibits.exhibit_page, name="exhibit"),
    path("custody.json", exhibits.custody_json, name="exhibit-custody-json"),
    path("custody.csv", exhibits.custody_csv, name="exhibit-custody-csv"),
    path("proof/", proof.proof_file, name="exhibit-proof"),
    path("download/", viewing.download_page, name="exhibit-download"),
    path("play/", viewing.play_page, name="exhibit-play"),
    path("play/<str:token>/", viewing.player_page, name="exhibit-player"),
    path("play/<str:token>/bytes/", viewing.viewing_bytes, name="exhibit-bytes"),
    path("play/<str:token>/close/", viewing.close_page, name="exhibit-close"),
]

urlpatterns = [
    path(
        "incidents/<str:number>/exhibits/",
        include(
            [
                path("", exhibits.exhibits_page, name="exhibits"),
                path("new/", intake.new_exhibit_page, name="exhibit-new"),
                path("point/", intake.point_page, name="exhibit-point"),
                path("<str:exhibit_number>/", include(one)),
            ]
        ),
    ),
]

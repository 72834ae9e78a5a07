"""Addresses of the report pages."""

from django.urls import include, path

from onrecord.web.reports import duties, exporting, returned, review, whole, writing

urlpatterns = [
    path(
        "incidents/<str:number>/report/",
        include(
            [
                path("", whole.report_page, name="report"),
                path("paper/", whole.paper_page, name="report-paper"),
                path("export/", exporting.export_page, name="report-export"),
                path("export/report.txt", exporting.export_text, name="report-export-text"),
                path("export/report.pdf", exporting.export_pdf, name="report-export-pdf"),
                path("export/report.json", exporting.export_json, name="report-export-json"),
                path("narrative/", writing.narrative_page, name="report-narrative"),
                path("draft/", writing.draft, name="report-draft"),
                path("lock/", writing.lock_page, name="report-lock"),
                path("duties/<str:duty>/", duties.duty_page, name="report-duty"),
                path("submit/", duties.submit_page, name="report-submit"),
                path("return/", review.return_page, name="report-return"),
                path("approve/", review.approve_page, name="report-approve"),
                path("reasons/<str:reason>/", returned.answer_page, name="report-answer"),
                path("changes/", returned.changes_page, name="report-changes"),
                path("amend/", review.amend_page, name="report-amend"),
            ]
        ),
    ),
]

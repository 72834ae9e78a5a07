"""Taking an exhibit in, and pointing to a recording that is held elsewhere."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from onrecord.accounts.queries import officers
from onrecord.authority import Actor, Permission, Refused
from onrecord.evidence import queries
from onrecord.evidence.actions import (
    Upload,
    add_exhibit,
    held_upload,
    hold_upload,
    point_to_recording,
)
from onrecord.evidence.errors import EvidenceError, InvalidExhibit
from onrecord.evidence.states import ExhibitKind
from onrecord.incidents.actions import Choices, Receipt
from onrecord.incidents.errors import IncidentError, StatusTextFound, UnknownIncident
from onrecord.incidents.queries import authority_facts, incident_id
from onrecord.ledger.act import demand
from onrecord.storage.blobs import StorageError
from onrecord.storage.directives import load_directive
from onrecord.web.acting import perform, place_fault
from onrecord.web.evidence.finding import address, decision, or_404
from onrecord.web.evidence.forms import ExhibitForm, PointerForm
from onrecord.web.evidence.words import KIND_HINTS, size_words
from onrecord.web.incidents.opening import opened, strip_of
from onrecord.web.incidents.views.page import form_page
from onrecord.web.receipts.given import done_before, remember
from onrecord.web.rule import StaffRequest, needs
from onrecord.web.status_text import ask, choices_in, short_name, wants_to_change
from onrecord.web.upload import staged_file, streams_uploads, upload_refusal

ABOUT_THE_EXHIBIT = frozenset(
    {"body-worn-custodian-only", "no-recording-officer", "recorded-by-you", "recording-chain"}
)
"""Codes of refusals that depend on what the form says; the page shows them beside the form."""


PREFILLED = ("evidence_source", "holder", "holder_evidence_number", "recorded_at", "shows")
"""Fields of the form that points which another page may fill in; a fact is typed once."""


class Arrived(NamedTuple):
    """An upload, and the reference under which it waits where it was held before."""

    upload: Upload
    reference: str


@needs(Permission.EXHIBIT_ADD)
@require_http_methods(["GET", "HEAD", "POST"])
@or_404()
@streams_uploads
def new_exhibit_page(request: StaffRequest, number: str) -> HttpResponse:
    """Take a file in as an exhibit; what cannot stand is said, and the bytes wait for the rest."""
    posted = request.method == "POST"
    form = ExhibitForm(
        request.POST if posted else None,
        officers=[(p.username, _officer(p.name, p.unit)) for p in officers(actor=request.actor)],
        exhibits=[
            (row.number, f"{row.number} {row.title}")
            for row in queries.exhibits(actor=request.actor, number=number)
        ],
    )
    if not posted:
        _ask_whether_intake_is_open(request.actor, number)
        return _intake_page(request, number, form, None)
    if earlier := done_before(request):
        return HttpResponseRedirect(earlier)
    return _try(request, number, form)


def _try(request: StaffRequest, number: str, form: ExhibitForm) -> HttpResponse:
    """Take in what was posted, or show the form again with what to mend; the bytes wait."""
    arrived = _arrived(request, form)
    if arrived is None or not form.is_valid() or wants_to_change(request):
        return _intake_page(request, number, form, _held(request, arrived))
    refusal = None
    try:
        receipt = _take_in(request, number, form, arrived.upload)
    except StatusTextFound as found:
        return _ask_for_a_choice(request, form, arrived, found)
    except Refused as refused:
        if refused.code not in ABOUT_THE_EXHIBIT:
            raise
        refusal = refused
    except UnknownIncident:
        raise
    except (EvidenceError, IncidentError, StorageError) as error:
        place_fault(form, error)
    else:
        return HttpResponseRedirect(remember(request, receipt, address(number, receipt.reference)))
    return _intake_page(request, number, form, _held(request, arrived), refusal)


def _officer(name: str, unit: str) -> str:
    return f"{name}, {unit}" if unit else name


def _ask_whether_intake_is_open(actor: Actor, number: str) -> None:
    """Refuse the form to those whom no answer in it would let in."""
    if decision(actor, Permission.EXHIBIT_ADD_BODY_WORN, number).code != "no-recording-officer":
        demand(actor, Permission.EXHIBIT_ADD, authority_facts(incident_id(number), actor))


def _arrived(request: StaffRequest, form: ExhibitForm) -> Arrived | None:
    """Return the bytes that came now, or those that wait; say at the form what is missing."""
    refusal = upload_refusal(request)
    file = staged_file(request, "file")
    reference = request.POST.get("held", "")
    if refusal is not None:
        form.add_error(None, str(refusal))
    elif file is not None:
        return Arrived(Upload(file.staged, file.name or ""), "")
    elif reference:
        try:
            return Arrived(held_upload(actor=request.actor, reference=reference), reference)
        except InvalidExhibit as error:
            form.add_error(None, f"File: {error}")
    else:
        form.add_error(None, "File: choose the file to take in.")
    return None


def _held(request: StaffRequest, arrived: Arrived | None) -> Arrived | None:
    """Leave the bytes that came now in staging, so that none is sent twice."""
    if arrived is None or arrived.reference:
        return arrived
    file = staged_file(request, "file")
    if file is None:
        return None
    upload = arrived.upload
    reference = hold_upload(
        actor=request.actor, staged=file.leave_staged(), original_name=upload.original_name
    )
    return Arrived(upload, reference)


def _take_in(request: StaffRequest, number: str, form: ExhibitForm, upload: Upload) -> Receipt:
    said = form.cleaned_data
    return add_exhibit(
        actor=request.actor,
        number=number,
        staged=upload.staged,
        kind=said["kind"],
        title=said["title"],
        source=said["source"],
        original_name=upload.original_name,
        holder_evidence_number=said["holder_evidence_number"],
        recorded_at=said["recorded_at"],
        recorded_by=said["recorded_by"],
        derived_from=said["derived_from"],
        choices=choices_in(request.POST),
    )


def _ask_for_a_choice(
    request: StaffRequest, form: ExhibitForm, arrived: Arrived, found: StatusTextFound
) -> HttpResponse:
    """Ask what becomes of the words (G7); the bytes wait, and their reference travels along."""
    kept = _held(request, arrived)
    posted = request.POST.copy()
    posted["held"] = kept.reference if kept else ""
    request.POST = posted  # type: ignore[assignment] # the page carries it along, hidden
    field = short_name(found.field)
    texts = {**form.cleaned_data, "original_name": arrived.upload.original_name}
    label = str(form.fields[field].label) if field in form.fields else "Name of the file"
    return ask(request, found, text=str(texts[field]), label=label, button="Take in with these")


def _intake_page(
    request: StaffRequest,
    number: str,
    form: ExhibitForm,
    held: Arrived | None,
    refusal: Refused | None = None,
) -> HttpResponse:
    status = 403 if refusal else 422 if form.is_bound and not form.is_valid() else 200
    context = {
        "strip": strip_of(request.actor, opened(request, number)),
        "title": "Add an exhibit",
        "number": number,
        "form": form,
        "hints": KIND_HINTS,
        "refusal": refusal,
        "point_url": f"{address(number, rest='point/')}?{_pointer_query(request.POST)}",
        "may_point": decision(request.actor, Permission.EXHIBIT_POINT, number).allowed,
        "held": held
        and {
            "reference": held.reference,
            "name": held.upload.original_name,
            "size": size_words(held.upload.staged.size),
        },
    }
    return render(request, "onrecord/evidence/new.html", context, status=status)


def _pointer_query(posted: QueryDict) -> str:
    """Carry what was typed over to the form that points."""
    named = {
        "evidence_source": ExhibitKind.BODY_WORN.value,
        "holder": posted.get("source", ""),
        "holder_evidence_number": posted.get("holder_evidence_number", ""),
        "recorded_at": posted.get("recorded_at", ""),
        "shows": posted.get("title", ""),
    }
    return urlencode({name: value for name, value in named.items() if value})


@needs(Permission.EXHIBIT_POINT)
@require_http_methods(["GET", "HEAD", "POST"])
def point_page(request: StaffRequest, number: str) -> HttpResponse:
    """Name a recording that somebody else holds, so that its clock is seen (G1, G3)."""
    view = opened(request, number)
    sources = load_directive(view.directive).evidence
    posted = request.method == "POST"
    if not posted:
        demand(request.actor, Permission.EXHIBIT_POINT, authority_facts(view.id, request.actor))
    form = PointerForm(
        request.POST if posted else None,
        sources=[(source.id, source.title) for source in sources],
        initial={
            name: request.GET[name] for name in PointerForm.base_fields if name in request.GET
        },
    )

    def point(choices: Choices) -> Receipt:
        said = form.cleaned_data
        return point_to_recording(
            actor=request.actor,
            number=number,
            evidence_source=said["evidence_source"],
            holder=said["holder"],
            holder_evidence_number=said["holder_evidence_number"],
            recorded_at=said["recorded_at"],
            position_ms=said["position"],
            shows=said["shows"],
            choices=choices,
        )

    answer = perform(
        request,
        form,
        point,
        done=address(number),
        names={"position_ms": "position"},
        errors=(IncidentError, EvidenceError),
    )
    return answer or form_page(
        request,
        view,
        form,
        title="Point to a recording",
        button="Record where it is held",
        template="onrecord/evidence/point.html",
        back_url=address(number),
    )

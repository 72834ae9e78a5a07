"""The scene record: its page, who is signed in, the key of a phone, and the stamps it sends."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onrecord.authority import Actor, Facts, Permission, Refused
from onrecord.incidents.actions import Choices, Scene, StampReceipt, record_stamp
from onrecord.incidents.errors import IncidentError, StatusTextFound
from onrecord.incidents.queries import StampView, own_scene, stamps
from onrecord.ledger.act import demand
from onrecord.ledger.errors import UnfitField
from onrecord.ledger.queries import receipts
from onrecord.ledger.times import now
from onrecord.web import moments
from onrecord.web.acting import perform
from onrecord.web.incidents.opening import opened, strip_of
from onrecord.web.rule import StaffRequest, needs
from onrecord.web.scene.app import kept_nowhere
from onrecord.web.scene.forms import SceneForm
from onrecord.web.scene.parsing import BadStamp, Batch, batch_of, stamp_of

WRAPPING = "onrecord.scene.wrapping/1"
COLUMNS = (
    "Stamp",
    ("By the server's clock", "time"),
    ("By the phone's clock", "time"),
    "Phone's clock",
    ("Came in", "time"),
    "Recorded as",
    ("Entry", "number"),
)


@needs(Permission.SCENE_STAMP)
@require_http_methods(["GET", "HEAD", "POST"])
def scene_page(request: StaffRequest) -> HttpResponse:
    """Show the pad; to a browser without script, the minimum as a plain form."""
    demand(request.actor, Permission.SCENE_STAMP, Facts())
    form = SceneForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: _record_form(request.actor, form, choices),
        done=lambda receipt: f"/incidents/{receipt.reference}/",
        names={"words": "place"},
    )
    context = {"form": form, "is_shell": False}
    status = 422 if form.is_bound and form.errors else 200
    return answer or kept_nowhere(
        render(request, "onrecord/scene/page.html", context, status=status)
    )


def _record_form(actor: Actor, form: SceneForm, choices: Choices) -> StampReceipt:
    """Record the form's answers as stamps of one scene; sent again, they are there already."""
    at = timezone.localtime(now())
    scene = Scene(id=form.cleaned_data["seed"], origin=form.cleaned_data["origin"])
    made = [
        record_stamp(actor=actor, scene=scene, stamp=stamp, sent=stamp.moment, choices=choices)
        for stamp in form.stamps(at)
    ]
    return made[-1]


@needs(Permission.SCENE_STAMP)
@require_safe
def scene_session(request: StaffRequest) -> HttpResponse:
    """Say who is signed in, and what the server's clock reads."""
    demand(request.actor, Permission.SCENE_STAMP, Facts())
    said = {
        "person": str(request.actor.id),
        "name": request.actor.name,
        "district": request.actor.unit,
        "zone": settings.TIME_ZONE,
        "now_ms": int(now().timestamp() * 1000),
        "csrf": get_token(request),
    }
    return _json(said)


@needs(Permission.SCENE_STAMP)
@require_POST
def scene_key(request: StaffRequest) -> HttpResponse:
    """Hand out the key that opens what this person sealed on this phone, while signed in.

    It is derived from the home's secret, the person and the phone's random name; neither the
    server nor the phone keeps it.
    """
    demand(request.actor, Permission.SCENE_STAMP, Facts())
    try:
        device = UUID(str(json.loads(request.body).get("device")))
    except (ValueError, AttributeError):
        return _json({"error": "device: give a random identifier (UUID)."}, 400)
    about = f"{request.actor.id}/{device}"
    return _json({"key": salted_hmac(WRAPPING, about, algorithm="sha256").hexdigest()})


@needs(Permission.SCENE_STAMP)
@require_http_methods(["GET", "HEAD", "POST"])
def scene_stamps(request: StaffRequest) -> HttpResponse:
    """Record the stamps that a phone sends, each by itself; or list those of its scene."""
    demand(request.actor, Permission.SCENE_STAMP, Facts())
    if request.method != "POST":
        return _listed(request)
    try:
        batch = batch_of(json.loads(request.body))
    except (ValueError, RecursionError):
        return _json({"error": "The request is no JSON. Every stamp stays on the phone."}, 400)
    except BadStamp as bad:
        return _json({"error": str(bad)}, 400)
    results = [_recorded(request, batch, said) for said in batch.stamps]
    return _json({"now_ms": int(now().timestamp() * 1000), "results": results})


def _listed(request: StaffRequest) -> HttpResponse:
    try:
        scene = UUID(request.GET.get("scene", ""))
    except ValueError:
        return _json({"error": "scene: give its identifier (UUID)."}, 404)
    return _json({"stamps": [_shown(v) for v in own_scene(actor=request.actor, scene=scene)]})


def _recorded(request: StaffRequest, batch: Batch, said: Mapping[str, Any]) -> dict[str, object]:
    """Record one stamp; answer with its entry, or with the reason why the phone keeps it."""
    answer: dict[str, object] = {"id": said.get("id")}
    try:
        receipt = record_stamp(
            actor=request.actor, scene=batch.scene, stamp=stamp_of(said), sent=batch.sent
        )
    except BadStamp as bad:
        return answer | {"result": "refused", "code": "bad-stamp", "reason": str(bad)}
    except Refused as refusal:
        return answer | {"result": "refused", "code": refusal.code, "reason": refusal.reason}
    except StatusTextFound as found:
        marked = [[span.start, span.end] for span in found.spans]
        refused = {"result": "refused", "code": found.code, "reason": str(found), "marked": marked}
        return answer | refused
    except (IncidentError, UnfitField) as fault:
        code = getattr(fault, "code", "unfit-field")
        return answer | {"result": "refused", "code": code, "reason": str(fault)}
    place = receipts([receipt.entry_id])[receipt.entry_id]
    return answer | {
        "result": "recorded",
        "incident": receipt.reference,
        "entry": place.index,
        "stage": place.stage,
        "received_at": receipt.received_at.isoformat(),
        "happened_at": receipt.happened_at.isoformat(),
        "skew_ms": receipt.skew_ms,
    }


def _shown(view: StampView) -> dict[str, object]:
    return {
        "id": str(view.id),
        "incident": view.number,
        "what": view.what,
        "answer": view.answer,
        "words": view.words,
        "device_time": view.device_time.isoformat(),
        "happened_at": view.happened_at.isoformat(),
        "received_at": view.received_at.isoformat(),
        "clock": view.clock,
        "entry": view.entry,
        "stage": view.stage,
    }


@needs(Permission.INCIDENT_READ)
@require_safe
def incident_stamps(request: StaffRequest, number: str) -> HttpResponse:
    """Show the stamps of an incident: what the phone's clock said, and what the server's."""
    view = opened(request, number)
    rows = [_row(stamp) for stamp in stamps(actor=request.actor, number=number)]
    context = {"strip": strip_of(request.actor, view), "columns": COLUMNS, "rows": rows}
    return render(request, "onrecord/scene/stamps.html", context)


def _row(stamp: StampView) -> tuple[object, ...]:
    zone = timezone.get_current_timezone()
    return (
        ": ".join(text for text in (stamp.label, stamp.words) if text),
        moments.staff(stamp.happened_at, zone),
        moments.staff(stamp.device_time, zone),
        f"{stamp.clock}; both times are kept" if stamp.clock else "right",
        moments.staff(stamp.received_at, zone),
        _became(stamp.became),
        stamp.entry,
    )


def _became(name: str) -> str:
    """Name what a stamp recorded: `aid 1`, or an act of the scene by its words."""
    if not name:
        return "The stamp itself"
    return name if name[-1].isdigit() else f"act: {name.replace('-', ' ')}"


def _json(said: Mapping[str, object], status: int = 200) -> HttpResponse:
    response = JsonResponse(said, status=status)
    response["Cache-Control"] = "no-store"
    return response

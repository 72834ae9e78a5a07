"""Draws of closures: what is to be drawn, one draw, and the review of a closure (G13)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from onrecord.authority import Facts, Permission
from onrecord.incidents import queries
from onrecord.incidents.actions import draw_closures, review_closure
from onrecord.incidents.errors import UnknownPart
from onrecord.incidents.queries import DrawView
from onrecord.incidents.states import ReviewResult
from onrecord.ledger.act import demand
from onrecord.web.acting import perform
from onrecord.web.closures.forms import RESULTS, DrawForm, ReviewForm
from onrecord.web.pieces import digest, link, moment
from onrecord.web.receipts.given import shown as receipt_shown
from onrecord.web.rule import StaffRequest, needs

LIST = "/closures/"
FORM = "onrecord/closures/form.html"
STATED = {
    "not-corroborated": "Not corroborated",
    "unfounded": "Unfounded",
    "without-allegation": "Without allegation",
}
DRAWS = ("Draw", "Period", ("Closures", "number"), ("Drawn", "number"), ("To review", "number"))
CLOSURES = ("Incident", "Closed as", ("Closed", "time"), "By", "Review")


@needs(Permission.CLOSURE_READ)
@require_safe
def draws_page(request: StaffRequest) -> HttpResponse:
    """List every draw, and what no draw has had a chance at yet."""
    draws = queries.closure_draws(actor=request.actor)
    context = {
        "receipt_given": receipt_shown(request),
        "undrawn": queries.closures_undrawn(actor=request.actor),
        "columns": DRAWS,
        "rows": [
            (
                link(f"{LIST}{d.number}/", d.number),
                f"{d.first:%Y-%m-%d} to {d.last:%Y-%m-%d}",
                len(d.candidates),
                len(d.closures),
                d.waiting,
            )
            for d in draws
        ],
    }
    return render(request, "onrecord/closures/list.html", context)


@needs(Permission.CLOSURE_DRAW)
@require_http_methods(["GET", "HEAD", "POST"])
def new_draw_page(request: StaffRequest) -> HttpResponse:
    """Draw closures of a period; nobody chooses which."""
    demand(request.actor, Permission.CLOSURE_DRAW, Facts())
    form = DrawForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda _choices: draw_closures(
            actor=request.actor,
            first=form.cleaned_data["first"],
            last=form.cleaned_data["last"],
            size=form.cleaned_data["size"],
        ),
        done=lambda made: f"{LIST}{made.reference}/",
    )
    context = {
        "form": form,
        "title": "Draw closures",
        "lead": "By the root of the checkpoint that was published last. A period is drawn once.",
        "button": "Draw them",
        "back_url": LIST,
    }
    status = 422 if form.is_bound and form.errors else 200
    return answer or render(request, FORM, context, status=status)


@needs(Permission.CLOSURE_READ)
@require_safe
def draw_page(request: StaffRequest, draw: str) -> HttpResponse:
    """Show one draw: its closures, and what anybody needs to draw it again."""
    found = _found(request, draw)
    context = {
        "draw": found,
        "receipt_given": receipt_shown(request),
        "facts": (
            ("Period", f"{found.first:%Y-%m-%d} to {found.last:%Y-%m-%d}"),
            ("Closures in it", len(found.candidates)),
            ("Asked for", found.size),
            ("Drawn by", found.drawn_by),
            ("Drawn", moment(found.drawn_at)),
            ("Checkpoint of", f"{found.checkpoint_size:,} entries"),
            ("Root of the checkpoint", digest(found.checkpoint_root)),
        ),
        "columns": CLOSURES,
        "rows": [
            (
                link(f"/incidents/{one.number}/?for=oversight", one.number)
                if one.number
                else "Destroyed by law",
                STATED.get(one.stated, one.stated),
                moment(one.closed_at),
                f"{one.stated_by} and {one.confirmed_by}" if one.number else "",
                f"{RESULTS[one.result]}: {one.result_reason}"
                if one.result
                else link(f"{LIST}{found.number}/{one.closure}/", "Review")
                if one.number
                else "Nothing is left to review",
            )
            for one in found.closures
        ],
    }
    return render(request, "onrecord/closures/draw.html", context)


@needs(Permission.CLOSURE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def review_page(request: StaffRequest, draw: str, statement: str) -> HttpResponse:
    """Record what the review of a closure came to."""
    demand(request.actor, Permission.CLOSURE_REVIEW, Facts())
    found = _found(request, draw)
    closure = next((one for one in found.closures if one.closure == statement), None)
    if closure is None or not closure.number:
        raise Http404
    form = ReviewForm(request.POST or None)
    answer = perform(
        request,
        form,
        lambda choices: review_closure(
            actor=request.actor,
            draw=found.number,
            closure=statement,
            result=ReviewResult(form.cleaned_data["result"]),
            reason=form.cleaned_data["reason"],
            choices=choices,
        ),
        done=f"{LIST}{found.number}/",
    )
    context = {
        "form": form,
        "title": f"Review the closure of {closure.number}",
        "lead": f"{STATED.get(closure.stated, closure.stated)}. {closure.stated_by}: "
        f"{closure.reason} {closure.confirmed_by}: {closure.confirmed_reason}",
        "guide": "Read the incident first. Its people do not see this review; an incident that is "
        "opened again shows your reason.",
        "button": "Record the review",
        "back_url": f"{LIST}{found.number}/",
    }
    status = 422 if form.is_bound and form.errors else 200
    return answer or render(request, FORM, context, status=status)


def _found(request: StaffRequest, number: str) -> DrawView:
    try:
        return queries.closure_draw(actor=request.actor, number=number)
    except UnknownPart:
        raise Http404 from None

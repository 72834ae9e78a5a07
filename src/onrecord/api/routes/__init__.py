"""Every row of the interface, noun by noun; a new action or query needs one row here."""

from onrecord.api.routes import incidents, receipts

ROUTES = (*incidents.ROUTES, *receipts.ROUTES)

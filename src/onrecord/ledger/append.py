"""Appending one entry: statement, disclosures and chain, in the act's transaction."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from onrecord.authority import Actor, Role
from onrecord.ledger.errors import FieldTooLarge, UnfitField
from onrecord.ledger.kinds import Kind
from onrecord.ledger.models import Chain, Disclosure, Entry, Json
from onrecord.ledger.times import now, salt, utc_text
from onrecord_proof import disclosure, merkle, statement
from onrecord_proof.errors import ProofError


@dataclass(frozen=True)
class Context:
    """Who appends, within which act."""

    act: UUID
    actor: Actor
    role: Role | None


def append(
    context: Context,
    kind: Kind,
    *,
    subject: str,
    chain: str,
    month: str | None,
    area: str | None,
    fields: Mapping[str, Json],
) -> Entry:
    """Append one entry and move its chain's head; the transaction holds the turn."""
    kind.check(fields)
    head, _ = Chain.objects.select_related("head").get_or_create(key=chain)
    last = (
        Entry.objects.filter(chain=chain, subject=subject)
        .order_by("-subject_version")
        .values_list("subject_version", flat=True)
        .first()
    )
    version = (last or 0) + 1
    moment = now()
    actor = context.actor
    values: dict[str, Json] = {
        "subject": subject,
        "subject_version": version,
        "actor": str(actor.id) if actor.id else actor.username,
        "role": context.role.value if context.role else None,
        "grant": None,
        "channel": actor.channel.value
        if actor.operating_account is None
        else f"{actor.channel.value}:{actor.operating_account}",
        "time": utc_text(moment),
        "prev": base64.b64encode(bytes(head.head.leaf_hash)).decode() if head.head else None,
        "month": month,
        "area": area,
        **fields,
    }
    texts = {name: _disclose(kind, name, values[name]) for name in kind.names}
    stated = statement.encode(
        kind.id, salt(), kind.names, [disclosure.digest(text) for text in texts.values()]
    )
    entry = Entry.objects.create(
        act=context.act,
        kind=kind.id,
        subject=subject,
        subject_version=version,
        chain=chain,
        previous=head.head,
        statement=stated,
        leaf_hash=merkle.leaf_hash(statement.leaf(stated)),
        recorded_at=moment,
    )
    Disclosure.objects.bulk_create(
        Disclosure(entry=entry, position=position, name=name, text=text)
        for position, (name, text) in enumerate(texts.items())
    )
    head.head = entry
    head.save(update_fields=["head"])
    return entry


def _disclose(kind: Kind, name: str, value: Json) -> str:
    try:
        return disclosure.encode(salt(), value)
    except ProofError as error:
        if error.code == "disclosure-size":
            raise FieldTooLarge(
                f"{name}: over 64 KiB, more than a field holds. Shorten it, or take the rest in "
                "as an exhibit.",
                field=name,
            ) from error
        raise UnfitField(f"{name}: {error.message} ({kind.id}).", field=name) from error

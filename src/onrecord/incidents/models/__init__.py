"""Tables of incidents, split by noun."""

from onrecord.incidents.models.aid import AidRecord
from onrecord.incidents.models.contact import ContactRecord, IncidentAccess, WalledPassage
from onrecord.incidents.models.dispatch import (
    DispatchEvent,
    DispatchExplanation,
    DispatchImport,
)
from onrecord.incidents.models.event import EventStatement, SceneAct
from onrecord.incidents.models.identification import IdentificationAttempt, IdentityConfirmation
from onrecord.incidents.models.incident import Incident, NumberSeries
from onrecord.incidents.models.later import AgeAssertion, BasisAssertion, BodyDecision
from onrecord.incidents.models.link import IncidentLink
from onrecord.incidents.models.matter import Matter, MatterOpening, MatterReader
from onrecord.incidents.models.oversight import ClosureDraw, ClosureReview
from onrecord.incidents.models.party import Allegation, InvolvedParty
from onrecord.incidents.models.preservation import PreservationRecord, PreservationTask
from onrecord.incidents.models.reply import AgencyReply
from onrecord.incidents.models.reporting import ContactUse, ReportingPerson
from onrecord.incidents.models.search import SearchText
from onrecord.incidents.models.stamp import SceneStamp

__all__ = [
    "AgeAssertion",
    "AgencyReply",
    "AidRecord",
    "Allegation",
    "BasisAssertion",
    "BodyDecision",
    "ClosureDraw",
    "ClosureReview",
    "ContactRecord",
    "ContactUse",
    "DispatchEvent",
    "DispatchExplanation",
    "DispatchImport",
    "EventStatement",
    "IdentificationAttempt",
    "IdentityConfirmation",
    "Incident",
    "IncidentAccess",
    "IncidentLink",
    "InvolvedParty",
    "Matter",
    "MatterOpening",
    "MatterReader",
    "NumberSeries",
    "PreservationRecord",
    "PreservationTask",
    "ReportingPerson",
    "SceneAct",
    "SceneStamp",
    "SearchText",
    "WalledPassage",
]

"""Every permission, as `resource:action`. A permission that the reference lacks fails the build."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that may be allowed or refused."""

    HOME_SET_UP = "home:set-up"
    ACCOUNT_CREATE = "account:create"
    ACCOUNT_LIST = "account:list"
    TOKEN_ISSUE = "token:issue"  # noqa: S105 - a permission's name, not a secret
    SESSION_OPEN = "session:open"

    INCIDENT_OPEN = "incident:open"
    INCIDENT_READ = "incident:read"
    INCIDENT_LIST = "incident:list"
    INCIDENT_CORRECT = "incident:correct"
    INCIDENT_REOPEN = "incident:reopen"
    SCENE_RECORD = "scene:record"
    EVENT_STATE = "event:state"
    EVENT_CONFIRM = "event:confirm"
    PARTY_ADD = "party:add"
    ALLEGATION_ADD = "allegation:add"
    ALLEGATION_CLASSIFY = "allegation:classify"
    IDENTIFICATION_RECORD = "identification:record"
    AID_RECORD = "aid:record"
    REPLY_RECORD = "reply:record"
    CONTACT_RECORD = "contact:record"
    STEERING_RECORD = "steering:record"
    STEERING_READ = "steering:read"
    WALLED_READ = "walled:read"

    EXHIBIT_ADD = "exhibit:add"
    EXHIBIT_ADD_BODY_WORN = "exhibit:add-body-worn"
    EXHIBIT_READ = "exhibit:read"
    EXHIBIT_VIEW = "exhibit:view"
    EXHIBIT_VIEWING_CLOSE = "exhibit:close-viewing"
    EXHIBIT_DOWNLOAD = "exhibit:download"
    EXHIBIT_POINT = "exhibit:point"
    EXHIBIT_PROBE = "exhibit:probe"
    EXHIBIT_LOCATION_READ = "exhibit:location-read"

    REPORT_WRITE = "report:write"
    REPORT_LOCK = "report:lock"
    REPORT_READ = "report:read"
    REPORT_STATE_GAP = "report:state-gap"
    REPORT_SUBMIT = "report:submit"
    REPORT_DECIDE = "report:decide"
    DUTIES_READ = "duties:read"

    REFERRAL_PREPARE = "referral:prepare"
    REFERRAL_APPROVE = "referral:approve"
    REFERRAL_SEAL = "referral:seal"
    REFERRAL_READ = "referral:read"
    REFERRAL_RECORD_OUTCOME = "referral:record-outcome"

    FIGURES_SNAPSHOT = "figures:snapshot"
    LOG_PUBLISH = "log:publish"
    LOG_CONFIGURE = "log:configure"
    LOG_KEYS = "log:keys"
    LOG_ADOPT_LOSS = "log:adopt-loss"
    CLOCK_NOTICE = "clock:notice"
    AUDIT_RUN = "audit:run"
    REFUSALS_READ = "refusals:read"

    DESTRUCTION_REQUEST = "destruction:request"
    DESTRUCTION_APPROVE = "destruction:approve"

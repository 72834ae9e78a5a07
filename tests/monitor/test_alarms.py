"""People are told once when something begins, daily while it lasts, and once when it is over."""

from collections.abc import Iterator

import pytest

from monitor.conftest import SILENCE, Looking
from monitor.listeners import Hook, MailServer, mail_server, webhook
from monitor.logs_for_tests import DAY, Log, leaves
from onrecord.monitor.alarms import SHOWS, Mail, Webhook
from onrecord.monitor.follow import Round
from onrecord_proof.report import MEANING

HONEST = leaves(30)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def hook() -> Iterator[Hook]:
    with webhook() as made:
        yield made


@pytest.fixture
def round_told(round_: Looking, mail: MailServer, hook: Hook) -> Looking:
    """Make a round that tells both the mailbox and the webhook."""

    def looking(after: int) -> Round:
        sent = Mail("127.0.0.1", mail.port, "monitor@example.org", "editor@example.org")
        return round_(after, channels=(sent, Webhook(hook.url)))

    return looking


def events(hook: Hook) -> list[tuple[str, str]]:
    return [(one["event"], one["kind"]) for one in hook.told]


def test_once_then_daily_then_over(
    round_told: Looking, log: Log, mail: MailServer, hook: Hook
) -> None:
    log.publish(HONEST[:9])
    round_told(0)
    log.publish(HONEST[:4])
    for after in (60, 120, 3_600, DAY + 59):
        round_told(after)
    assert events(hook) == [("raised", "rollback")]
    round_told(DAY + 60)
    assert len(events(hook)) == 2
    round_told(DAY + 120)
    assert events(hook)[1:] == [("lasts", "rollback")]
    log.publish(HONEST[:10])
    round_told(DAY + 180)
    round_told(DAY + 240)
    assert events(hook)[2:] == [("over", "rollback")]
    assert [one["Subject"] for one in mail.mails] == [
        "OnRecord monitor: rollback: demo.invalid/watched-city",
        "OnRecord monitor: still rollback: demo.invalid/watched-city",
        "OnRecord monitor: over: rollback: demo.invalid/watched-city",
    ]
    assert mail.recipients == ["rcpt TO:<editor@example.org>"] * 3


def test_an_event_that_comes_again_is_told_again(round_told: Looking, log: Log, hook: Hook) -> None:
    for number, size in enumerate([9, 4, 9, 4]):
        log.publish(HONEST[:size])
        round_told(60 * number)
    assert [event for event, _ in events(hook)] == ["raised", "over", "raised"]


def test_an_event_that_comes_again_before_its_end_was_told_is_told_anew(
    round_told: Looking, log: Log, mail: MailServer
) -> None:
    for number, size in enumerate([9, 4, 9, 4]):
        mail.refuses = number == 2
        log.publish(HONEST[:size])
        done = round_told(60 * number)
    assert [one.kind for one in done.alarms] == ["rollback"]
    assert [one["Subject"].split(": ")[1] for one in mail.mails] == ["rollback", "rollback"]


def test_what_begins_and_ends_in_one_second_is_told_both_times(
    round_told: Looking, log: Log, hook: Hook
) -> None:
    for size in (9, 4, 9):
        log.publish(HONEST[:size])
        round_told(0)
    assert [event for event, _ in events(hook)] == ["raised", "over"]


def test_a_fork_is_told_daily_and_never_over(round_told: Looking, log: Log, hook: Hook) -> None:
    log.publish(HONEST[:9])
    round_told(0)
    log.publish(leaves(12, "another"), anew=True)
    round_told(60)
    log.publish(HONEST[:20], anew=True)
    round_told(120)
    round_told(DAY + 120)
    told = [event for event in events(hook) if event[1] == "inconsistent"]
    assert told == [("raised", "inconsistent"), ("lasts", "inconsistent")]
    assert hook.told[0]["wrong"] is True
    assert hook.told[0]["evidence"].startswith("evidence/inconsistent-9-")


def test_what_is_not_delivered_is_said_and_tried_again(
    round_told: Looking, log: Log, mail: MailServer, hook: Hook
) -> None:
    log.publish(HONEST[:9])
    round_told(0)
    log.publish(HONEST[:4])
    mail.refuses, hook.status = True, "500 Out Of Order"
    done = round_told(60)
    assert len(done.undelivered) == 2
    assert "451" in done.undelivered[0]
    assert "status 500" in done.undelivered[1]
    assert "secret-path" not in " ".join(done.undelivered)
    hook.status = "200 OK"
    assert len(round_told(120).undelivered) == 1
    assert events(hook) == [("raised", "rollback")]
    mail.refuses = False
    assert round_told(180).undelivered == ()
    assert len(mail.mails) == 1
    assert events(hook) == [("raised", "rollback")]


def test_what_ended_before_it_could_be_told_is_told_as_over(
    round_told: Looking, log: Log, mail: MailServer, hook: Hook
) -> None:
    log.publish(HONEST[:9])
    round_told(0)
    mail.refuses = True
    log.publish(HONEST[:4])
    round_told(60)
    log.publish(HONEST[:9])
    assert round_told(120).undelivered
    assert events(hook) == [("raised", "rollback"), ("over", "rollback")]
    mail.refuses = False
    assert round_told(180).state.alarms == ()
    (only,) = mail.mails
    assert "over: rollback" in only["Subject"]
    assert "Since:" in only.get_content()
    assert "Over since:" in only.get_content()


@pytest.mark.parametrize("server", ["127.0.0.1", "no-such-host.invalid"])
def test_a_server_that_is_away_is_no_fault(round_: Looking, log: Log, server: str) -> None:
    sent = Mail(server, 1, "monitor@example.org", "editor@example.org")
    hooked = Webhook("http://127.0.0.1:1/secret-path")
    log.publish(HONEST[:9])
    round_(channels=(sent, hooked))
    log.publish(HONEST[:4])
    done = round_(60, channels=(sent, hooked))
    assert len(done.undelivered) == 2
    assert "secret-path" not in " ".join(done.undelivered)
    assert [one.kind for one in done.alarms] == ["rollback"]


def test_every_message_says_what_it_shows_and_what_it_never_shows(
    round_told: Looking, log: Log, mail: MailServer, hook: Hook
) -> None:
    log.publish(HONEST[:9])
    round_told(0)
    round_told(SILENCE + 1)
    (posted,), (mailed,) = hook.told, mail.mails
    assert MEANING in SHOWS
    assert posted["meaning"] == SHOWS
    assert posted["wrong"] is False
    assert MEANING in mailed.get_content().replace("\n", " ")
    assert mailed["Auto-Submitted"] == "auto-generated"


def test_words_from_a_log_or_a_witness_cannot_write_headers_or_escapes(
    round_told: Looking, log: Log, mail: MailServer
) -> None:
    """An origin may hold anything but control characters below U+0020."""
    strange = Log(log.root.parent / "strange", "demo.invalid/\u202eBcc:victim@example.org\x9b")
    log.publish(HONEST[:9])
    round_told(0)
    log.checkpoint.write_bytes(strange.note(HONEST[:9]))
    done = round_told(60)
    assert [one.kind for one in done.alarms] == ["untrusted"]
    (only,) = mail.mails
    assert only["Bcc"] is None
    assert "\x9b" not in only.get_content()

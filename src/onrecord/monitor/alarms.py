"""Telling people: by e-mail, by a webhook, once when something begins, daily, and when it is over.

A message that cannot be delivered stays due, and is tried again in the next round. Where the power
goes between sending and remembering, it is sent twice rather than never. No message holds anything
of an incident: a log holds digests alone.
"""

import json
import smtplib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from onrecord.monitor.kinds import FORKS, WRONG, moment, plain, plain_lines
from onrecord.monitor.state import Alarm, State
from onrecord_proof import http
from onrecord_proof.report import MEANING

DAY_SECONDS = 86_400
_WAIT_SECONDS = 20.0
_GOOD = range(200, 300)


class Event(StrEnum):
    """Which message of an alarm this is."""

    RAISED = "raised"
    LASTS = "lasts"
    OVER = "over"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True)
class Message:
    """One message about one alarm."""

    event: Event
    alarm: Alarm
    origin: str
    source: str

    @property
    def title(self) -> str:
        """Return the line that a mailbox lists."""
        event = {Event.LASTS: "still ", Event.OVER: "over: "}.get(self.event, "")
        return f"OnRecord monitor: {event}{self.alarm.kind}: {self.origin or self.source}"

    @property
    def text(self) -> str:
        """Return the whole message for people."""
        alarm = self.alarm
        ended = "" if alarm.ended is None else f"\nOver since: {moment(alarm.ended)}"
        proof = f"\nEvidence: {alarm.evidence}, in the monitor's folder" if alarm.evidence else ""
        lasting = "\nThis never ends by itself: the notes prove it." if alarm.kind in FORKS else ""
        return (
            f"{alarm.words}.\n\nKind: {alarm.kind}\nLog: {self.origin or '(not known yet)'}\n"
            f"Read from: {self.source}\nSince: {moment(alarm.since)}{ended}{proof}{lasting}\n\n"
            f"{SHOWS}\n"
        )

    def value(self) -> dict[str, object]:
        """Return the whole message for programs."""
        alarm = self.alarm
        return {
            "event": self.event.value,
            "kind": alarm.kind,
            "wrong": alarm.kind in WRONG,
            "log": self.origin,
            "source": self.source,
            "words": alarm.words,
            "since": moment(alarm.since),
            "over": None if alarm.ended is None else moment(alarm.ended),
            "evidence": alarm.evidence,
            "meaning": SHOWS,
        }


SHOWS = (
    "A monitor compares what a log shows here with all that it showed before, and with what the "
    "witnesses that it asks hold. "
    f"{MEANING} Nor does it show that nothing was left out."
)


class Undelivered(OSError):  # noqa: N818 - named for what happened
    """A message was not taken; the text says by whom, and why."""


class Channel(Protocol):
    """A way to tell people; `name` is what the state remembers it by."""

    name: str

    def send(self, message: Message) -> None:
        """Deliver, or raise Undelivered."""


class Mail:
    """E-mail through a given server, without sign-in: a relay that takes mail of this machine."""

    name = "mail"

    def __init__(self, server: str, port: int, sender: str, recipient: str) -> None:
        self._server, self._port = server, port
        self._sender, self._recipient = sender, recipient

    def send(self, message: Message) -> None:
        """Hand one message to the server."""
        mail = EmailMessage()
        mail["From"], mail["To"] = self._sender, self._recipient
        mail["Subject"] = plain(message.title)
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(plain_lines(message.text))
        try:
            with smtplib.SMTP(self._server, self._port, timeout=_WAIT_SECONDS) as server:
                server.send_message(mail)
        except (OSError, smtplib.SMTPException, MessageError, ValueError) as error:
            raise Undelivered(
                f"the mail server {self._server}:{self._port} did not take it: {error}"
            ) from error


class Webhook:
    """A POST of JSON to a URL, which is not printed: it may itself be a secret."""

    name = "webhook"

    def __init__(self, url: str) -> None:
        http.check_url(url)
        self._url = url

    def send(self, message: Message) -> None:
        """Post one message; any answer from 200 to 299 is its receipt."""
        host = urlsplit(self._url).hostname
        data = json.dumps(message.value()).encode()
        try:
            answer = http.request(
                self._url, data=data, content_type="application/json", timeout=_WAIT_SECONDS
            )
        except OSError as error:
            reason = str(error).replace(self._url, f"the webhook at {host}")
            raise Undelivered(reason) from error
        if answer.status not in _GOOD:
            raise Undelivered(f"the webhook at {host} answers with status {answer.status}")


def rehearse(source: str, channels: Iterable[Channel], at: int) -> tuple[str, ...]:
    """Send a message that says that nothing is wrong; return what was not delivered."""
    words = "this is a rehearsal: nothing is wrong, and this is how an alarm comes to you"
    alarm = Alarm("rehearsal", "rehearsal", words, at)
    failed: list[str] = []
    for channel in channels:
        try:
            channel.send(Message(Event.REHEARSAL, alarm, "", source))
        except Undelivered as error:
            failed.append(str(error))
    return tuple(failed)


def due(state: State, source: str, channel: str) -> Iterator[Message]:
    """Yield what a channel has not heard yet, as of the state's last round."""
    for alarm in state.alarms:
        last = alarm.sent.get(channel)
        if alarm.ended is not None:
            if _over(channel) not in alarm.sent:
                yield Message(Event.OVER, alarm, state.origin, source)
        elif last is None:
            yield Message(Event.RAISED, alarm, state.origin, source)
        elif state.at - last >= DAY_SECONDS:
            yield Message(Event.LASTS, alarm, state.origin, source)


def deliver(
    state: State, source: str, channels: Iterable[Channel]
) -> tuple[State, tuple[str, ...]]:
    """Send what is due; return the state that remembers it, and what was not delivered.

    Alarms that are over, and that nobody has to hear of any more, are gone from that state.
    """
    wanted = tuple(channels)
    failed: list[str] = []
    for channel in wanted:
        for message in tuple(due(state, source, channel.name)):
            try:
                channel.send(message)
            except Undelivered as error:
                failed.append(f"{message.alarm.kind} ({message.event}) not delivered: {error}")
                continue
            is_over = message.event is Event.OVER
            name = _over(channel.name) if is_over else channel.name
            state = state.sent(message.alarm.key, name, state.at)
    owed = {message.alarm.key for channel in wanted for message in due(state, source, channel.name)}
    over = {one.key for one in state.alarms if one.ended is not None}
    return state.without(frozenset(over - owed)), tuple(failed)


def _over(channel: str) -> str:
    """Return the name under which the state remembers that a channel heard of the end."""
    return f"{channel}, over"

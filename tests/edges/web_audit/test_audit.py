"""The audit's page: who sees which list, and an audit that the worker runs."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from conftest import People
from onrecord.accounts.models import User
from onrecord.authority import SYSTEM, Refused
from onrecord.directive import Origin
from onrecord.incidents.actions import open_incident, record_steering
from onrecord.ledger import times, triggers, witness_memory
from onrecord.ledger.actions.clock import record_skew
from onrecord.ledger.disk import Disk
from onrecord.ledger.models import AuditRun, Entry
from onrecord.ledger.tasks import audit_record
from onrecord.ledger.witness_memory import Remembered
from onrecord.releases.actions import snapshot_figures
from onrecord.storage.home import Home
from record.ledger.witnesses_for_tests import SECONDS, Network

pytestmark = pytest.mark.usefixtures("home")


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def page(username: str) -> str:
    response = signed_in(username).get("/audit/")
    assert response.status_code == 200
    return response.content.decode()


def worked() -> None:
    """Do what the worker would."""
    (task,) = DBTaskResult.objects.filter(
        task_path="onrecord.ledger.tasks.audit_record", status="READY"
    )
    audit_record.call(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
    DBTaskResult.objects.filter(id=task.id).update(status="SUCCESSFUL")


def test_each_watcher_sees_their_lists(people: People) -> None:
    with pytest.raises(Refused):
        snapshot_figures(actor=people.jordan)
    record_steering(actor=people.avery, office="An office", words="Drop it.")
    auditor, inspector, administrator = page("gray"), page("hollis"), page("indigo")
    for words in (auditor, inspector):
        assert "Jordan Example" in words
        assert "figures:snapshot" in words
    assert "Drop it." in inspector
    assert "Drop it." not in auditor
    assert "Jordan Example" not in administrator
    assert "Refused attempts" not in administrator
    assert "Drop it." not in administrator


@pytest.mark.parametrize("who", ["avery", "blake", "casey", "ellis", "frankie", "jordan"])
def test_others_are_refused_and_the_attempt_recorded(people: People, who: str) -> None:
    assert getattr(people, who)
    client = signed_in(who)
    assert client.get("/audit/").status_code == 403
    assert client.post("/audit/run/").status_code == 403
    assert Entry.objects.filter(kind="act.refused/1").count() == 2
    assert not AuditRun.objects.exists()


def test_an_audit_runs_once_at_a_time_and_says_that_all_holds(people: People) -> None:
    open_incident(actor=people.avery, origin=Origin.SEEN, district="District 1", summary="A van.")
    client = signed_in("gray")
    assert "No audit was run" in client.get("/audit/").content.decode()
    for _ in range(2):
        assert client.post("/audit/run/").headers["Location"] == "/audit/"
    assert AuditRun.objects.count() == 1
    waiting = client.get("/audit/").content.decode()
    assert "The audit is under way" in waiting
    assert 'action="/audit/run/"' not in waiting
    fragment = client.get("/audit/progress/", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in fragment.headers
    assert client.get("/audit/progress/").headers["Location"] == "/audit/"
    worked()
    done = client.get("/audit/progress/", headers={"HX-Request": "true"})
    assert done.headers["HX-Refresh"] == "true"
    assert "Everything holds" in client.get("/audit/").content.decode()


def test_what_differs_is_named(people: People) -> None:
    open_incident(actor=people.avery, origin=Origin.SEEN, district="District 1", summary="A van.")
    if connection.vendor != "sqlite":
        pytest.skip("the row is altered past the guard on SQLite alone")
    raw = connection.connection
    raw.execute("UPDATE incidents_incident SET district = 'District 9'")
    client = signed_in("gray")
    client.post("/audit/run/")
    worked()
    words = client.get("/audit/").content.decode()
    assert "1 difference" in words
    assert "incidents_incident" in words
    assert "district" in words
    assert "Everything holds" not in words
    triggers.check()


def test_each_witness_has_its_line(people: People, home: Home) -> None:
    del people
    assert "Witnesses" not in page("gray")
    network = Network.of("paper", "bar", "court")
    home.witness_policy.write_bytes(network.policy("quorum paper"))
    vkeys = [one.key.vkey() for one in network.witnesses.values()]
    known = {
        vkeys[0]: Remembered(1_234, SECONDS),
        vkeys[1]: Remembered(7, SECONDS, "it answers with status 503"),
        vkeys[2]: Remembered(trouble="no answer within 6 s"),
    }
    witness_memory.remember(home, known, Disk())
    words = page("hollis")
    assert '<h2 id="witnesses">Witnesses</h2>' in words
    assert "Cosigned 1,234 entries.</span>" in words
    assert "Cosigned 7 entries. Since then: it answers with status 503." in words
    assert "<dt>court</dt><dd>Never" in words
    assert "no answer within 6 s" in words
    assert (
        words.count(f"{datetime.fromtimestamp(SECONDS, UTC):%M:%S}") == 4
    )  # for machines, for people
    home.witness_memory.unlink()
    assert page("gray").count("Not asked yet.") == 3
    home.witness_policy.write_text("damaged")
    assert "Witnesses" not in page("gray")


def test_an_audit_that_broke_off_says_so(people: People) -> None:
    del people
    client = signed_in("gray")
    client.post("/audit/run/")
    DBTaskResult.objects.update(status="FAILED")
    words = client.get("/audit/").content.decode()
    assert "broke off" in words
    assert 'action="/audit/run/"' in words


def test_a_clock_that_differs_is_shown(people: People) -> None:
    assert people.gray
    record_skew(
        actor=SYSTEM.SEQUENCER, reference="the witness <w>", offset_ms=-2500, at=times.now()
    )
    shown = page("gray")
    assert "2.5 s behind the witness &lt;w&gt;" in shown


def test_an_audit_that_broke_off_is_taken_up(people: People) -> None:
    del people
    client = signed_in("gray")
    assert "Take it up" not in client.get("/audit/").content.decode()
    client.post("/audit/run/")
    DBTaskResult.objects.update(status="FAILED")
    assert "Take it up" in client.get("/audit/").content.decode()
    client.post("/audit/run/", {"scope": "resume"})
    assert AuditRun.objects.count() == 1
    assert "The audit is under way" in client.get("/audit/").content.decode()
    worked()
    words = client.get("/audit/").content.decode()
    assert "Everything holds" in words
    client.post("/audit/run/", {"scope": "resume"})  # nothing broke off
    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_what_is_new_is_audited_alone_once_something_was_audited(people: People) -> None:
    client = signed_in("gray")
    assert "Audit what is new" not in client.get("/audit/").content.decode()
    client.post("/audit/run/", {"scope": "incremental"})  # nothing to go on from: all of it
    worked()
    words = client.get("/audit/").content.decode()
    assert "everything" in words
    assert "Audit what is new" in words
    open_incident(actor=people.avery, origin=Origin.SEEN, district="District 1", summary="A van.")
    client.post("/audit/run/", {"scope": "incremental"})
    worked()
    words = client.get("/audit/").content.decode()
    assert "Everything holds" in words
    assert "only a full audit finds" in words


def test_what_was_destroyed_and_lost_is_listed(people: People) -> None:
    del people
    client = signed_in("gray")
    client.post("/audit/run/")
    worked()
    run = AuditRun.objects.get()
    assert run.result is not None
    run.result |= {
        "destroyed": 12,
        "destructions": [
            {
                "month": "2026-03",
                "authority": "Local Records Commission: 26-1",
                "decided_in": 7,
                "fields": 12,
                "statements": 1,
            }
        ],
        "lost": 3,
        "losses": [{"first": 5, "last": 7, "leaves": 3, "confessed_in": 9}],
    }
    run.save()
    words = client.get("/audit/").content.decode()
    for said in ("2026-03", "Local Records Commission: 26-1", "entry 7", "5 to 7", "entry 9"):
        assert said in words

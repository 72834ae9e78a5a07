"""What real cameras say of their files, read apart; what cannot be read is a result."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import av
import pytest

from onrecord.authority import Actor
from onrecord.evidence import tasks
from onrecord.evidence.media import probe
from onrecord.evidence.media.probe import look
from onrecord.evidence.queries import ExhibitView, exhibit, exhibits
from onrecord.ledger.models import Entry
from record.evidence.scene_for_tests import Scene

MEDIA = Path(__file__).parents[4] / "shared" / "media"

# name: media type, playable, some of what it says of itself, where it was made (rounded degrees)
CAMERAS: dict[str, tuple[str, str, dict[str, str | int], tuple[float, float] | None]] = {
    "100_0306.AVI": (
        "video/x-msvideo",
        "no",
        {"width": 320, "height": 240, "video_codec": "mjpeg", "duration_ms": 2733},
        None,
    ),
    "DSCN0010.jpg": (
        "image/jpeg",
        "yes",
        {"width": 640, "height": 480, "make": "NIKON", "taken_at": "2008:10:22 16:28:39"},
        (43.467, 11.885),
    ),
    "DSCN0012.jpg": ("image/jpeg", "yes", {"model": "COOLPIX P6000"}, (43.467, 11.885)),
    "iphone_13_pro_max.HEIC": (
        "image/heic",
        "no",
        {"width": 4032, "height": 3024, "model": "iPhone 13 Pro Max", "taken_at_offset": "+01:00"},
        None,
    ),
    "iphone_hdr_YES.jpg": ("image/jpeg", "yes", {"model": "iPhone 6"}, (40.447, -3.725)),
    "sample_mpeg4.mp4": ("video/mp4", "no", {"video_codec": "mpeg4", "width": 190}, None),
    "with-gps.mov": (
        "video/quicktime",
        "unknown",
        {"make": "Apple", "video_codec": "h264", "audio_codec": "aac", "duration_ms": 4002},
        (32.093, 34.862),
    ),
    "with-gps.mp4": ("video/mp4", "yes", {"width": 1920, "height": 1080}, (51.417, -0.081)),
}


def view(scene: Scene, actor: Actor, number: str = "E-1") -> ExhibitView:
    return exhibit(actor=actor, number=scene.number, exhibit_number=number)


@pytest.mark.parametrize("name", CAMERAS)
def test_a_real_camera_s_file_goes_in_whole_with_what_it_says(scene: Scene, name: str) -> None:
    path = MEDIA / name
    if not path.exists():
        pytest.skip(f"the real cameras' files are not here: no {path.name} in ../shared/media")
    media_type, playable, said, place = CAMERAS[name]
    people, data = scene.people, path.read_bytes()
    kind = "photo" if media_type.startswith("image/") else "phone-video"
    scene.take_in(people.casey, data, kind=kind, original_name=name)
    row = scene.row("E-1")
    assert scene.store.path(row.blob).read_bytes() == data
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    tasks.probe_exhibit.call(str(row.id))
    seen = view(scene, people.ellis)
    assert (seen.row.media_type, seen.row.playable, seen.row.unread) == (media_type, playable, "")
    assert seen.media is not None
    assert said.items() <= seen.media.items()
    assert not {"latitude", "location"} & {*seen.media}
    if place is None:
        assert seen.location is None
    else:
        found = (float(seen.location["latitude"]), float(seen.location["longitude"]))
        assert found == pytest.approx(place, abs=0.001)
    for_avery = view(scene, people.avery)
    assert for_avery.location is None
    assert for_avery.location_withheld
    assert for_avery.media == seen.media


def film(path: Path, container: str = "webm", codec: str = "libvpx-vp9") -> Path:
    """Write half a second of grey, growing lighter, at 10 frames a second."""
    with av.open(str(path), "w", format=container) as made:
        stream = made.add_stream(codec, rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in range(5):
            frame = av.VideoFrame(64, 48, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([40 * shade + 20]) * plane.buffer_size)
            made.mux(stream.encode(frame))
        made.mux(stream.encode())
    return path


def test_generated_film_plays_in_a_browser(tmp_path: Path) -> None:
    found = look(film(tmp_path / "film"))
    assert (found.playable, found.unread, found.location) == ("yes", "", None)
    assert found.media["video_codec"] in {"vp9", "libvpx-vp9"}
    assert (found.media["width"], found.media["height"]) == (64, 48)
    assert found.media["duration_ms"] == 500


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x00\x00\x18ftypmp42" + b"\xff" * 5000,
        b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 40,
        b"RIFF\xff\xff\xff\xffAVI LIST" + b"\xff" * 4000,
        b"\xff\xd8\xff\xe1\xff\xffExif\0\0II*\0" + b"\xff" * 300,
        b"OggS" + b"\0" * 100,
        b"II*\0" + b"\x08" * 40,
    ],
)
def test_a_file_that_cannot_be_read_is_taken_in_and_says_so(scene: Scene, data: bytes) -> None:
    scene.take_in(scene.people.casey, data)
    tasks.probe_exhibit.call(str(scene.row("E-1").id))
    (row,) = exhibits(actor=scene.people.casey, number=scene.number)
    assert row.unread.startswith("could not be read: ")
    assert Entry.objects.filter(kind="exhibit.probed/1").count() == 1


# Stands in for the media process: does one harm each, as a parser that was broken into would.
HARM = {
    "crash": "import os; os.kill(os.getpid(), 11)",
    "memory": "from onrecord.evidence.media import probe; probe.limit(); x = bytearray(3 * 2**30)",
    "files": (
        "import sys; from onrecord.evidence.media import probe; probe.limit();"
        "sys.stdout.write('x' * 10**6); sys.stdout.flush()"
    ),
    "processor": "from onrecord.evidence.media import probe; probe.limit()\nwhile True: pass",
    "hang": "import time; time.sleep(60)",
    "lies": "print('[' * 5000)",
    "silence": "",
}
REASONS = {
    "crash": "SIGSEGV",
    "memory": "exit 1",
    "files": "exit 1",
    "processor": "SIGKILL",
    "hang": "more than 2 seconds",
    "lies": "malformed",
    "silence": "malformed",
}


@pytest.mark.parametrize("harm", HARM)
def test_harm_done_in_the_media_process_is_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    script = tmp_path / "harm.py"
    limits = "from onrecord.evidence.media import probe; probe.CPU_SECONDS = 1\n"
    script.write_text(limits + HARM[harm])
    start = probe.subprocess.Popen

    def instead(command: list[str], **named: Any) -> Any:  # noqa: ANN401 - as Popen
        assert command[1:4] == ["-I", "-m", "onrecord.evidence.media.probe"]
        assert named["env"] == {}
        assert named["start_new_session"]
        return start([command[0], "-I", str(script)], **named)

    monkeypatch.setattr(probe.subprocess, "Popen", instead)
    begun = time.monotonic()
    found = look(tmp_path / "film", seconds=2 if harm == "hang" else 20)
    assert REASONS[harm] in found.unread
    assert found.unread.startswith("could not be read: ")
    assert (found.media, found.location) == ({}, None)
    assert time.monotonic() - begun < 15


def test_the_server_itself_loads_no_codec() -> None:
    loaded = (
        "import sys, django; django.setup(); import onrecord.evidence.tasks;"
        "sys.exit('av' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", loaded],
        env={"DJANGO_SETTINGS_MODULE": "onrecord.config.settings", "HOME": "/nowhere"},
        check=False,
    )
    assert done.returncode == 0


def test_a_playlist_leads_to_no_other_file(tmp_path: Path) -> None:
    secret = film(tmp_path / "secret.mp4", "mp4", "mpeg4")
    playlist = tmp_path / "list.m3u8"
    playlist.write_text(f"#EXTM3U\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n")
    concat = tmp_path / "list.ffconcat"
    concat.write_text(f"ffconcat version 1.0\nfile {secret}\n")
    for path in (playlist, concat):
        found = look(path)
        assert (found.media, found.playable) == ({}, "yes")  # plain text, shown as such

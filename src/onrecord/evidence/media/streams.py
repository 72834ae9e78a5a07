"""Video, audio and pictures through PyAV; loaded only by the media process (`probe`)."""

import re
from fractions import Fraction
from typing import BinaryIO

import av
import av.error
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from onrecord.evidence.media import exif
from onrecord.evidence.media.result import ProbeResult

# Containers that hold their own data. None is a playlist: those name other files.
_FORMATS = {
    "audio/flac": "flac",
    "audio/mp4": "mov",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "image/gif": "gif",
    "image/jpeg": "jpeg_pipe",
    "image/png": "png_pipe",
    "image/webp": "webp_pipe",
    "video/3gpp": "mov",
    "video/mp2t": "mpegts",
    "video/mp4": "mov",
    "video/mpeg": "mpeg",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "video/x-msvideo": "avi",
}
_PLACES = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")
_ISO_6709 = re.compile(r"([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")
_NAMED = {
    "make": ("com.apple.quicktime.make", "make", "com.android.manufacturer"),
    "model": ("com.apple.quicktime.model", "model", "com.android.model"),
    "software": ("com.apple.quicktime.software", "encoder"),
    "created_at": ("com.apple.quicktime.creationdate", "creation_time", "date"),
}

# Codecs that browsers decode, by media type; quicktime plays in some.
_BROWSER_VIDEO = {
    "video/mp4": frozenset({"h264", "av1", "vp9"}),
    "video/webm": frozenset({"vp8", "vp9", "av1"}),
    "video/quicktime": frozenset({"h264"}),
}
_BROWSER_AUDIO = frozenset({"aac", "mp3", "mp3float", "opus", "vorbis", "flac", "pcm_s16le"})
_SHOWN_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


def read(file: BinaryIO, kind: str, head: bytes) -> ProbeResult:
    """Read an open file of a media type; what its parser refuses is said in `unread`."""
    told = exif.from_jpeg(head) if kind == "image/jpeg" else exif.Exif({}, {})
    media: dict[str, str | int] = dict(told.media)
    location, playable, unread = told.location or None, "unknown", ""
    name = _FORMATS.get(kind)
    if name is None:
        return ProbeResult(media, location, "no", f"could not be read: {kind} has no reader here")
    file.seek(0)
    try:
        with av.open(file, mode="r", format=name, metadata_errors="replace") as container:
            media |= _media(container, kind)
            location = location or _place(container.metadata)
            playable = _playable(container, kind)
            if _is_empty(container):
                playable, unread = "no", "could not be read: no picture and no sound was found"
    except (av.error.FFmpegError, ValueError, MemoryError) as error:
        unread = f"could not be read: {type(error).__name__}: {error}"
    return ProbeResult(media, location, playable, unread)


def _media(container: InputContainer, kind: str) -> dict[str, str | int]:
    found: dict[str, str | int] = {"container": container.format.name.split(",")[0]}
    for name, keys in _NAMED.items():
        told = next((container.metadata[key] for key in keys if container.metadata.get(key)), None)
        if told:
            found[name] = told
    video, audio = _streams(container)
    if video is not None:
        found |= {"width": video.width, "height": video.height, "video_codec": _codec(video)}
    if audio is not None:
        found |= {"audio_codec": _codec(audio), "audio_sample_rate": audio.sample_rate}
    if kind.startswith("image/"):
        return found
    if container.duration is not None:
        found["duration_ms"] = round(Fraction(container.duration * 1000, av.time_base))
    if video is not None and video.average_rate:
        found["frame_rate"] = f"{float(video.average_rate):.3f}"
    return found


def _streams(container: InputContainer) -> tuple[VideoStream | None, AudioStream | None]:
    return next(iter(container.streams.video), None), next(iter(container.streams.audio), None)


def _is_empty(container: InputContainer) -> bool:
    video, audio = _streams(container)
    return audio is None and (video is None or not video.width)


def _codec(stream: VideoStream | AudioStream) -> str:
    context = stream.codec_context
    return "unknown" if context is None else context.name


def _place(metadata: dict[str, str]) -> dict[str, str] | None:
    """Return the place in a recording's metadata (ISO 6709), in degrees and metres."""
    for key in _PLACES:
        told = _ISO_6709.match(metadata.get(key, ""))
        if told is None:
            continue
        latitude, longitude, altitude = told.groups()
        found = {
            "latitude": f"{float(latitude):.6f}",
            "longitude": f"{float(longitude):.6f}",
            "stated_by": key,
        }
        return found if altitude is None else {**found, "altitude_m": f"{float(altitude):.1f}"}
    return None


def _playable(container: InputContainer, kind: str) -> str:
    if kind.startswith("image/"):
        return "yes" if kind in _SHOWN_PICTURES else "no"
    video, audio = _streams(container)
    heard = audio is None or _codec(audio) in _BROWSER_AUDIO
    if video is None:
        return "yes" if audio is not None and heard else "no"
    if not heard or _codec(video) not in _BROWSER_VIDEO.get(kind, frozenset()):
        return "no"
    return "unknown" if kind == "video/quicktime" else "yes"

"""Our own file names for exhibits' bytes: ASCII, with the ending of the media type. Pure."""

_ENDINGS = {
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "audio/flac": ".flac",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "image/avif": ".avif",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "text/plain": ".txt",
    "video/3gpp": ".3gp",
    "video/mp2t": ".ts",
    "video/mp4": ".mp4",
    "video/mpeg": ".mpg",
    "video/ogg": ".ogv",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "video/x-matroska": ".mkv",
    "video/x-msvideo": ".avi",
}


def ending(media_type: str) -> str:
    """Return the ending for a media type, `.bin` where none is known."""
    return _ENDINGS.get(media_type, ".bin")


def file_name(incident_number: str, exhibit_number: str, media_type: str) -> str:
    """Return a name such as `2026-0123_E-1.mp4`."""
    return f"{incident_number}_{exhibit_number}{ending(media_type)}"

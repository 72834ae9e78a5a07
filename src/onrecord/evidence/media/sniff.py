"""Media types by the first bytes of a file, never by its name. Pure."""

HEAD = 4096
"""Bytes of a file's beginning that are looked at."""

UNKNOWN = "application/octet-stream"

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
    (0, b"\x00\x00\x01\xb3", "video/mpeg"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (8, b"WEBP", "image/webp"),
)
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"avif": "image/avif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp",
}
_MPEG_TS_PACKET = 188
_SYNC, _LAYER_MASK, _LAYER_III = 0xFF, 0xE6, 0xE2


def media_type(head: bytes) -> str:
    """Return the media type that the first bytes (up to HEAD) show, else octet-stream."""
    magic = (name for at, magic, name in _MAGIC if _begins(head, at, magic))
    return (
        _boxed(head)
        or next(magic, None)
        or _streamed(head)
        or ("text/plain" if _is_text(head) else UNKNOWN)
    )


def _begins(head: bytes, at: int, magic: bytes) -> bool:
    return head.startswith(magic, at) and (at == 0 or head.startswith(b"RIFF"))


def _boxed(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[4:8] in {b"moov", b"mdat", b"wide"}:
        return "video/quicktime"  # files older than the ftyp box
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    return None


def _streamed(head: bytes) -> str | None:
    """Know streams by their sync marks: MPEG transport packets, MPEG audio layer III."""
    if head[:1] == b"G" and head[_MPEG_TS_PACKET : _MPEG_TS_PACKET + 1] == b"G":
        return "video/mp2t"
    if len(head) > 1 and head[0] == _SYNC and head[1] & _LAYER_MASK == _LAYER_III:
        return "audio/mpeg"
    return None


def _is_text(head: bytes) -> bool:
    """Say whether this begins as UTF-8 text without control characters."""
    for cut in range(4 if len(head) >= HEAD else 1):  # a head may end within a character
        try:
            text = head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return bool(text) and all(c >= " " or c in "\t\n\r\f" for c in text)
    return False

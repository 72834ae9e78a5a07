"""Small objects in S3, or in what speaks its protocol: read, and replaced on a condition.

The only module that imports an S3 client, and only once an object is asked for. Nothing of the
machine's surroundings steers it but the usual AWS_* credentials: no proxies, one try, short waits.
"""

import threading
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from onrecord.storage.blobs import StorageError

LIMIT = 256 * 1024
"""Bytes of an object that are read at most."""

CONNECT_SECONDS = 5
READ_SECONDS = 10
_NOT_THERE = 404
_REFUSED = {404, 409, 412}  # gone, changed while it was written, or another version


class S3Away(StorageError, OSError):  # noqa: N818 - named for what happened
    """S3 gave no whole answer; whether a write was stored is not known."""

    code = "s3-away"


@dataclass(frozen=True)
class Held:
    """An object as it was read: its bytes, and the tag of this very version."""

    data: bytes
    etag: str


@dataclass(frozen=True)
class Address:
    """Where an object lies. `endpoint` is empty for Amazon's own service."""

    bucket: str
    key: str
    endpoint: str = ""
    region: str = ""

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read `s3://bucket/key?endpoint=https://host&region=name`; raise StorageError."""
        parts = urlsplit(text)
        query = parse_qs(parts.query, keep_blank_values=True)
        bucket, key = parts.netloc, parts.path.removeprefix("/")
        single = all(len(values) == 1 for values in query.values())
        if parts.scheme != "s3" or not bucket or not key or parts.fragment or not single:
            raise StorageError(_WRONG.format(text))
        if set(query) - {"endpoint", "region"}:
            raise StorageError(_WRONG.format(text))
        endpoint = query.get("endpoint", [""])[0]
        if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
            raise StorageError(_WRONG.format(text))
        return cls(bucket, key, endpoint, query.get("region", [""])[0])

    def __str__(self) -> str:
        where = f" at {self.endpoint}" if self.endpoint else ""
        return f"s3://{self.bucket}/{self.key}{where}"


_WRONG = (
    "{!r} names no object: give s3://bucket/key, and behind it, where it is not Amazon's, "
    "?endpoint=https://host"
)


class S3Object:
    """One object of a bucket. Each method is one request; none is tried again by itself."""

    def __init__(
        self,
        address: Address,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.address = address
        self._seconds = (connect_seconds, read_seconds)

    def get(self) -> Held | None:
        """Return the object, or None where there is none; raise S3Away."""
        try:
            answer = self._client.get_object(**self._named)
            data: bytes = answer["Body"].read(LIMIT + 1)
        except self._errors as error:
            if _status(error) == _NOT_THERE:
                return None
            raise self._away(error) from error
        if len(data) > LIMIT:
            raise S3Away(f"{self.address} has more than {LIMIT} bytes: it is not ours.")
        return Held(data, str(answer["ETag"]))

    def put(self, data: bytes, *, if_match: str = "") -> bool:
        """Write the object; with `if_match` only where it is that version still.

        Returns whether it was written. Raises S3Away where the answer says neither: it may have
        been written, or be written yet.
        """
        condition = {"IfMatch": if_match} if if_match else {}
        try:
            self._client.put_object(**self._named, Body=data, **condition)
        except self._errors as error:
            if if_match and _status(error) in _REFUSED:
                return False
            raise self._away(error) from error
        return True

    def delete(self) -> None:
        """Remove the object, whether or not it is there; raise S3Away."""
        try:
            self._client.delete_object(**self._named)
        except self._errors as error:
            raise self._away(error) from error

    @property
    def _named(self) -> dict[str, str]:
        return {"Bucket": self.address.bucket, "Key": self.address.key}

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401 - boto3 has no types
        from botocore.config import Config  # noqa: PLC0415 - nobody else pays for it

        connect, read = self._seconds
        config = Config(
            connect_timeout=connect,
            read_timeout=read,
            retries={"total_max_attempts": 1},
            proxies={},
            signature_version="s3v4",
            s3={"addressing_style": "path" if self.address.endpoint else "auto"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        with _one_at_a_time:  # clients may be used in any thread, but not made in several
            return _session().client(
                "s3",
                endpoint_url=self.address.endpoint or None,
                region_name=self.address.region or None,
                config=config,
            )

    @property
    def _errors(self) -> tuple[type[Exception], ...]:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as above

        return BotoCoreError, ClientError, OSError

    def _away(self, error: Exception) -> S3Away:
        return S3Away(
            f"{self.address} gives no usable answer ({' '.join(str(error).split())}). Check the "
            "address, the AWS_* credentials and the network."
        )


_one_at_a_time = threading.Lock()


@cache
def _session() -> Any:  # noqa: ANN401 - as above
    """Return what clients are made from; it reads the description of S3 once."""
    import boto3  # noqa: PLC0415 - as above

    return boto3.session.Session()


def _status(error: Exception) -> int:
    """Return the status of S3's own answer, or 0 where there was none."""
    response: dict[str, Any] | None = getattr(error, "response", None)
    return int((response or {}).get("ResponseMetadata", {}).get("HTTPStatusCode", 0))

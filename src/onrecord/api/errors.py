"""The errors of the interface for programs, beside those of the record that it passes on.

ApiError
├── TokenMissing      no bearer token came with the request
├── NothingHere       no address of the interface is like this
├── MethodUnknown     the address takes other methods
├── MalformedBody     the body is no JSON, or no such upload
├── WrongMediaType    the body is of a type that this address does not take
├── BodyTooLarge      the body is larger than a request may be
├── InvalidRequest    a field is missing, unknown or of another type; `faults` name each
├── DigestDiffers     the bytes that came are not those that the digest names
├── KeyReused         the same Idempotency-Key came before with another request
├── KeyUnderWay       a request with this Idempotency-Key is still under way, or broke off
└── AnsweredOnce      the act was done under this key; its answer is given once only
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field; `field` is its way from the outermost, such as `sources.0`."""

    field: str
    words: str


class ApiError(Exception):
    """A request cannot be taken; `code` is stable."""

    code = "api"
    status = HTTPStatus.BAD_REQUEST

    def __init__(self, words: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(words)
        self.faults = tuple(faults)


class TokenMissing(ApiError):  # noqa: N818 - named for what happened
    """No bearer token came with the request."""

    code = "token-missing"
    status = HTTPStatus.UNAUTHORIZED


class NothingHere(ApiError):  # noqa: N818 - named for what happened
    """No address of the interface is like this."""

    code = "nothing-here"
    status = HTTPStatus.NOT_FOUND


class MethodUnknown(ApiError):  # noqa: N818 - named for what happened
    """The address takes other methods."""

    code = "method-unknown"
    status = HTTPStatus.METHOD_NOT_ALLOWED


class MalformedBody(ApiError):  # noqa: N818 - named for what happened
    """The body cannot be read."""

    code = "malformed-body"


class WrongMediaType(ApiError):  # noqa: N818 - named for what happened
    """The body is of a type that this address does not take."""

    code = "wrong-media-type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class BodyTooLarge(ApiError):  # noqa: N818 - named for what happened
    """The body is larger than a request may be."""

    code = "body-too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class InvalidRequest(ApiError):  # noqa: N818 - named for what happened
    """A field is missing, unknown, or of another type."""

    code = "invalid-request"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class DigestDiffers(ApiError):  # noqa: N818 - named for what happened
    """The bytes that came are not those that the digest names."""

    code = "digest-differs"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class KeyReused(ApiError):  # noqa: N818 - named for what happened
    """The same Idempotency-Key came before with another request."""

    code = "key-reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class KeyUnderWay(ApiError):  # noqa: N818 - named for what happened
    """A request with this Idempotency-Key is still under way, or broke off."""

    code = "key-under-way"
    status = HTTPStatus.CONFLICT


class AnsweredOnce(ApiError):  # noqa: N818 - named for what happened
    """The act was done under this key; its answer is given once only."""

    code = "answered-once"
    status = HTTPStatus.CONFLICT

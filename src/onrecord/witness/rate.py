"""Limits of rate: a bucket of tokens for each client address and for each log.

An address is limited in whatever it asks. A log is limited in what makes the store write: in how
often it grows, which takes its own signature, and apart from that in how often the same checkpoint
is cosigned again, which anybody may ask: so a stranger cannot use up a log's growth.
"""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

KEYS_KEPT = 10_000
"""How many buckets are remembered; the one unused for longest is forgotten first."""
_MINUTE = 60.0
_NETWORK_BITS = 64  # what a household or a host is given of IPv6


class Limit:
    """So many a minute for each key, and as many at once."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> int:
        """Take one; return 0, or in how many whole seconds there will be one to take."""
        with self._lock:
            moment = self._clock()
            tokens, since = self._buckets.pop(key, (self._most, moment))
            tokens = min(self._most, tokens + (moment - since) * self._most / _MINUTE)
            wait = 0.0 if tokens >= 1 else (1 - tokens) * _MINUTE / self._most
            self._buckets[key] = (tokens if wait else tokens - 1, moment)
            if len(self._buckets) > KEYS_KEPT:
                self._buckets.popitem(last=False)
        return math.ceil(wait)


def address_key(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _NETWORK_BITS), strict=False))
    return str(parsed)

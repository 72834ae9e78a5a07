"""The monitor's errors.

MonitorError
├── MemoryDamaged      what the monitor kept is torn, altered or half gone
├── MemoryInUse        another monitor works on the same folder
├── MemoryForeign      the folder was begun for another log or another trust policy
└── NothingToTrust     no key is known by which the log could be believed
"""


class MonitorError(Exception):
    """The monitor cannot work; `code` is stable."""

    code = "monitor"


class MemoryDamaged(MonitorError):  # noqa: N818 - named for what happened
    """What the monitor kept is torn, altered or half gone."""

    code = "memory-damaged"


class MemoryInUse(MonitorError):  # noqa: N818 - named for what happened
    """Another monitor works on the same folder."""

    code = "memory-in-use"


class MemoryForeign(MonitorError):  # noqa: N818 - named for what happened
    """The folder was begun for another log or another trust policy."""

    code = "memory-foreign"


class NothingToTrust(MonitorError):  # noqa: N818 - named for what happened
    """No key is known by which the log could be believed."""

    code = "nothing-to-trust"

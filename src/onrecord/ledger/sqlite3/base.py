"""Django's SQLite back end, whose transactions take turns (`turns`): what ENGINE names.

Every transaction, of acts, sessions and tasks alike, waits its turn before it begins and gives it
back when it has ended. A statement outside any transaction waits for SQLite's own lock, as ever.
"""

from pathlib import Path

from django.db.backends.sqlite3 import base

from onrecord.ledger.sqlite3.turns import Turns

_DEFAULT_TIMEOUT = 5.0  # seconds, as Python's sqlite3 has it


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions take turns with those of all other connections."""

    _turns: Turns | None = None

    def _start_transaction_under_autocommit(self) -> None:
        turns = self._queue()
        if turns is None:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # the stubs lack it
            return
        turns.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # likewise
        except BaseException:
            turns.give_back()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001 - Django's signature
        # Django comes here when an outermost transaction has ended, however it ended.
        try:
            super()._set_autocommit(autocommit)  # type: ignore[misc] # likewise
        finally:
            if autocommit and self._turns is not None:
                self._turns.give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # likewise
        finally:
            if self._turns is not None:
                self._turns.close()
                self._turns = None

    def _queue(self) -> Turns | None:
        """Return this connection's place in the queue of its file; none for one in memory."""
        if self._turns is None and not self.is_in_memory_db():
            settings = self.settings_dict
            timeout = float(settings["OPTIONS"].get("timeout", _DEFAULT_TIMEOUT))
            self._turns = Turns(Path(str(settings["NAME"])), timeout)
        return self._turns

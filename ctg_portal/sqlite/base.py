"""The database backend: a transaction waits for its turn, then begins, then gives its place."""

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from ctg_portal.sqlite.gate import gate_of


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that enters the gate with « BEGIN » and leaves it with the transaction.

    Waits at most the « timeout » of the options, as SQLite itself would, but in turn. Single
    statements outside a transaction do not queue: they last too little.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.gate = None  # once inside

    def _start_transaction_under_autocommit(self):
        self.enter_gate()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.leave_gate()
            raise

    def _commit(self):
        super()._commit()
        self.leave_gate()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self.leave_gate()

    def _close(self):
        try:
            super()._close()
        finally:
            self.leave_gate()

    def enter_gate(self):
        if self.gate is not None or self.is_in_memory_db():
            return
        gate = gate_of(str(self.settings_dict["NAME"]))
        if not gate.enter(self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        self.gate = gate

    def leave_gate(self):
        gate, self.gate = self.gate, None
        if gate is not None:
            gate.leave()

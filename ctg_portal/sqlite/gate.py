"""One at a time, in the order of arrival: the gate in front of the writers of a SQLite file.

Threads of a process queue here; the first of them takes the lock of a file beside the database,
which the processes of the host share. The system frees it when its holder dies. Where that file
cannot be opened, threads queue all the same, and processes wait as SQLite makes them.
"""

import fcntl
import os
import threading
import time
from collections import deque

POLL = 0.002  # seconds between two tries of the first thread of each process


class Gate:
    """The gate of the database at `path`. At most one thread of the host is inside."""

    def __init__(self, path):
        self.path = f"{path}-gate"
        self.mutex = threading.Lock()
        self.queue = deque()  # a closed lock for each thread, opened when its turn comes
        self.file = None

    def enter(self, seconds):
        """Wait at most so many `seconds`; True once inside, False when the time is over."""
        deadline = time.monotonic() + seconds
        turn = threading.Lock()
        turn.acquire()
        with self.mutex:
            self.queue.append(turn)
            is_first = len(self.queue) == 1
        if not is_first and not turn.acquire(timeout=seconds) and not self.has_come(turn):
            return False
        if self.lock_file(deadline):
            return True
        self.let_next_in()
        return False

    def has_come(self, turn):
        """True when `turn` came at the last moment; else it leaves the queue."""
        with self.mutex:
            if self.queue[0] is turn:
                return True
            self.queue.remove(turn)
            return False

    def lock_file(self, deadline):
        """Take the lock that other processes respect, at the latest at `deadline`."""
        try:
            # Reading is enough to lock: the file may belong to whoever ran a command first.
            file = os.open(self.path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError:
            return True
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(file)
                    return False
                time.sleep(POLL)
            else:
                self.file = file
                return True

    def leave(self):
        """Give the place to the next one, here or in another process."""
        if self.file is not None:
            os.close(self.file)
        self.file = None
        self.let_next_in()

    def let_next_in(self):
        with self.mutex:
            self.queue.popleft()
            if self.queue:
                self.queue[0].release()


_gates = {}
_gates_mutex = threading.Lock()


def gate_of(path):
    """The Gate of the database at `path`, the same for all the threads of the process."""
    with _gates_mutex:
        return _gates.setdefault(path, Gate(path))

"""Writers of a SQLite file go one at a time, in turn, and nobody is left out."""

import subprocess
import sys
import threading
import time

import pytest
from django.db import ConnectionHandler, OperationalError

from ctg_portal.sqlite.gate import Gate, gate_of

OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 20}
HOLDER = """
import sys, time
from ctg_portal.sqlite.gate import Gate
gate = Gate(sys.argv[1])
assert gate.enter(5)
print("inside", flush=True)
time.sleep(60)
"""


@pytest.fixture
def database(tmp_path, django_db_blocker):
    """A file, and a function that opens a connection to it for the calling thread."""
    path = tmp_path / "base.sqlite3"
    settings = {"ENGINE": "ctg_portal.sqlite", "NAME": path, "OPTIONS": OPTIONS}

    opened = []

    def connect(**options):
        changed = settings | {"OPTIONS": OPTIONS | options}
        opened.append(ConnectionHandler({"default": changed})["default"])
        opened[-1].inc_thread_sharing()
        return opened[-1]

    with django_db_blocker.unblock():
        with connect().cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("CREATE TABLE line (writer INTEGER)")
        yield connect
        for connection in opened:
            connection.close()


def write(connection, writer, pause=0.0):
    """One transaction that reads, waits, then writes."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM line")
        time.sleep(pause)
        cursor.execute("INSERT INTO line VALUES (%s)", [writer])
    connection.commit()
    connection.set_autocommit(True)


def test_gate_lets_threads_in_by_order_of_arrival(tmp_path):
    gate, order = Gate(tmp_path / "base"), []
    assert gate.enter(1)

    def follow(rank):
        assert gate.enter(20)
        order.append(rank)
        gate.leave()

    threads = []
    for rank in range(8):
        threads.append(threading.Thread(target=follow, args=[rank]))
        threads[-1].start()
        while len(gate.queue) < rank + 2:
            time.sleep(0.001)
    gate.leave()
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_gate_gives_up_in_time_and_lets_the_next_one_pass(tmp_path):
    gate, found = Gate(tmp_path / "base"), []
    assert gate.enter(1)
    late = threading.Thread(target=lambda: found.append(gate.enter(0.05)))
    late.start()
    late.join()
    gate.leave()
    assert found == [False]
    assert gate.enter(1)
    gate.leave()


def test_gate_is_shared_by_processes_and_freed_by_death(tmp_path):
    gate = Gate(tmp_path / "base")
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "base")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "inside\n"
        assert not gate.enter(0.05)
        holder.kill()
    assert gate.enter(5)
    gate.leave()


def test_gate_without_its_file_still_keeps_threads_in_turn(tmp_path):
    gate = Gate(tmp_path / "absent" / "base")
    assert gate.enter(1)
    late = threading.Thread(target=lambda: gate.enter(20) and gate.leave())
    late.start()
    late.join(0.05)
    assert late.is_alive()
    gate.leave()
    late.join()


def test_32_writers_at_once_all_write(database):
    faults = []

    def work(writer):
        connection = database()
        try:
            for _turn in range(5):
                write(connection, writer, pause=0.002)
        except OperationalError as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[writer]) for writer in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with database().cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT writer) FROM line")
        assert cursor.fetchone() == (160, 32)


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_transaction_that_ends_leaves_the_gate(database, end):
    connection = database()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    gate = gate_of(str(connection.settings_dict["NAME"]))
    assert connection.gate is gate
    getattr(connection, end)()
    assert (connection.gate, len(gate.queue)) == (None, 0)
    write(database(), 1)


def test_a_writer_who_waits_too_long_is_told_so(database):
    held = database()
    held.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with pytest.raises(OperationalError, match="database is locked"):
        write(database(timeout=0.05), 1)
    held.rollback()

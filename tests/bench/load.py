"""A small load generator: keep-alive connections to 127.0.0.1, one request in flight on each.

It is written with plain sockets so that its own share of the processor stays small beside the
server's, and it is bounded by its duration.
"""

import selectors
import socket
import time
from dataclasses import dataclass

CONNECTIONS = 8  # twice the threads of the server: none of them waits for work


class UnexpectedAnswerError(Exception):
    """The server answered something else than the page that was to be measured."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """One keep-alive connection that knows where an answer ends."""

    def __init__(self, port: int, request: bytes):
        self.port = port
        self.request = request
        self.received = b""
        self.socket = self.open()

    def open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def send(self):
        self.received = b""
        self.socket.sendall(self.request)

    def read(self) -> Answer | None:
        """Take what arrived; return the answer once it is whole."""
        chunk = self.socket.recv(262144)
        if not chunk:
            raise UnexpectedAnswerError("connexion fermée par le serveur")
        self.received += chunk
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.split(":", 1) for line in lines)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        status = int(first.split(" ", 2)[1])
        if status not in (204, 304):
            if "content-length" not in headers:
                raise UnexpectedAnswerError(f"réponse {status} sans Content-Length")
            if len(body) < int(headers["content-length"]):
                return None
        return Answer(status, headers, body)


def build_request(port: int, path: str, etag: str = "") -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "User-Agent: ctg-bench",
        "Accept: text/html",
        "Accept-Language: fr",
    ]
    if etag:
        lines.append(f"If-None-Match: {etag}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def fetch(port: int, path: str, etag: str = "") -> Answer:
    """Ask once, and return the whole answer."""
    connection = Connection(port, build_request(port, path, etag))
    try:
        connection.send()
        while (answer := connection.read()) is None:
            pass
        return answer
    finally:
        connection.socket.close()


def requests_per_second(
    port: int, path: str, seconds: float, etag: str = "", expected: int = 200
) -> float:
    """Ask for `path` during `seconds` on all connections; return the rate of whole answers.

    Waits for the last answers, so that a slow page never weighs on what is measured next.
    Raises UnexpectedAnswerError at the first answer whose status is not `expected`.
    """
    request = build_request(port, path, etag)
    connections = [Connection(port, request) for _ in range(CONNECTIONS)]
    done = 0
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        started = time.perf_counter()
        for connection in connections:
            connection.send()
        waiting = len(connections)
        while waiting:
            elapsed = time.perf_counter() - started
            if elapsed > 30:
                raise UnexpectedAnswerError("aucune réponse en 30 secondes")
            for key, _events in selector.select(timeout=1):
                answer = key.data.read()
                if answer is None:
                    continue
                if answer.status != expected:
                    raise UnexpectedAnswerError(
                        f"{path} : réponse {answer.status}, {expected} attendue"
                    )
                done += 1
                if elapsed < seconds:
                    key.data.send()
                else:
                    waiting -= 1
        elapsed = time.perf_counter() - started
    for connection in connections:
        connection.socket.close()
    return done / elapsed

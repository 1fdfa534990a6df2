"""A mailbox on loopback, with the few IMAP words that the portal says."""

import re
import socketserver
import threading
from contextlib import contextmanager

LITERAL = "* {n} FETCH (UID {n} BODY[] {{{size}}}"


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("* OK ready")
        for line in self.rfile:
            tag, _, rest = line.decode().strip().partition(" ")
            verb = rest.split()[0].upper() if rest else ""
            if verb == "LOGOUT":
                self.say("* BYE", f"{tag} OK bye")
                return
            self.say(*self.answer(rest, verb), f"{tag} {self.verdict(rest, verb)}")

    def verdict(self, rest, verb):
        refused = verb == "LOGIN" and '"secret"' not in rest and " secret" not in rest
        return "NO refused" if refused else "OK done"

    def answer(self, rest, verb):
        box = self.server
        box.said.append(rest)
        if verb == "CAPABILITY":
            return ["* CAPABILITY IMAP4rev1"]
        if verb == "SELECT":
            return [f"* {len(box.messages)} EXISTS"]
        number = re.match(r"UID (?:FETCH|STORE) (\d+)", rest)
        if rest.startswith("UID SEARCH"):
            unseen = [
                n for n, text in box.messages.items() if n not in box.seen and b"report" in text
            ]
            return [f"* SEARCH {' '.join(map(str, unseen))}"]
        if rest.startswith("UID FETCH"):
            content = box.messages[int(number[1])]
            self.say(LITERAL.format(n=number[1], size=len(content)))
            self.wfile.write(content)
            return [")"]
        if rest.startswith("UID STORE"):
            box.seen.add(int(number[1]))
        return []

    def say(self, *lines):
        for line in lines:
            self.wfile.write(line.encode() + b"\r\n")


class Mailbox(socketserver.ThreadingTCPServer):
    """`messages` is a dict number → bytes, `seen` the numbers read, `said` what was asked of it."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, messages):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.url = f"imap://portail:secret@127.0.0.1:{self.server_address[1]}"
        self.messages = dict(enumerate(messages, 1))
        self.seen, self.said = set(), []

    def handle_error(self, request, client_address):
        """A client that hangs up is no fault of the mailbox."""


@contextmanager
def mailbox(*messages):
    with Mailbox(messages) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()

"""A mail server on loopback that misbehaves on demand and keeps what it accepted."""

import socketserver
import threading
import time
from contextlib import contextmanager
from email import message_from_bytes, policy


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        server = self.server
        server.conversations += 1
        if server.mode == "slow":
            server.awake.wait(30)
        self.say("220 test")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"QUIT":
                return self.say("221 bye")
            if verb == b"RCPT" and any(to.encode() in line for to in server.hangs_at):
                return server.awake.wait(30)
            if verb == b"RCPT" and (answer := self.refusal(line)):
                self.say(answer)
            elif verb != b"DATA":
                self.say("250 ok")
            elif server.mode == "dies":
                return self.connection.close()
            else:
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                letter = b"".join(line.removeprefix(b".") for line in lines)
                server.letters.append(message_from_bytes(letter, policy=policy.default))
                if server.pause_at in (None, len(server.letters)):
                    time.sleep(server.pause)
                if server.mode == "cut":
                    return self.connection.close()
                self.say(server.verdict)

    def refusal(self, line):
        """The answer to a recipient that is refused, "" to one that is not."""
        for address, answer in self.server.refused.items():
            if address.encode() in line:
                return answer
        return {"4xx": "450 later", "5xx": "550 never"}.get(self.server.mode, "")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """`mode`: accept, 4xx, 5xx, slow (silent until `awake` is set), dies (at the text) or cut (once
    it has the text).

    `refused` is a dict address → answer, whatever the mode. A text is kept, then answered by
    `verdict` after `pause` seconds: each, or only the one number `pause_at`. `conversations` counts
    the connections. Nothing answers a recipient in `hangs_at`.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.port = self.server_address[1]
        self.letters = []
        self.mode = "accept"
        self.awake = threading.Event()
        self.refused, self.verdict, self.pause = {}, "250 kept", 0
        self.pause_at = None
        self.hangs_at = []
        self.conversations = 0

    def handle_error(self, request, client_address):
        """A client that hangs up is what these tests are about."""


@contextmanager
def mail_server():
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def mail_to(settings):
    """Send the letters of this test to a MailServer on loopback; gives it."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = ""
        settings.EMAIL_TIMEOUT = 0.3
        yield server

"""E-mail to a server on this machine that keeps what it hears."""

from __future__ import annotations

import socketserver
import threading

from optimizer.jobs.notify import Email, Notify


class Hear(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line.strip().upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                for part in iter(self.rfile.readline, b".\r\n"):
                    self.server.heard.append(part.decode().strip())  # type: ignore[attr-defined]
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 well\r\n")


def test_mail_says_what_the_webhook_says() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Hear) as server:
        server.heard = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        email = Email("127.0.0.1", server.server_address[1], "planner@example.org", "duty@example.org", security="none")
        failed = Notify(email=email).tell("rota 2022-03-11: committed (0)", {"job": "rota", "exit_code": 0})
        server.shutdown()
        thread.join()
    assert failed == ()
    heard = server.heard  # type: ignore[attr-defined]
    assert {"To: duty@example.org", "Subject: rota 2022-03-11: committed (0)", "job: rota", "exit_code: 0"} <= set(heard)


def test_a_server_that_refuses_encryption_is_not_told() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Hear) as server:
        server.heard = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        email = Email("127.0.0.1", server.server_address[1], "planner@example.org", "duty@example.org")
        failed = Notify(email=email).tell("subject", {"job": "rota"})
        server.shutdown()
        thread.join()
    assert len(failed) == 1
    assert not server.heard  # type: ignore[attr-defined]


def test_nobody_named_nobody_told() -> None:
    assert Notify().tell("subject", {}) == ()

"""Installed as `sitecustomize`: notes in a file every address that this process and its children speak to or ask about."""

import os
import sys

ASKED = {
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
}


def note(event: str, arguments: tuple[object, ...]) -> None:
    """Append the address to the file; opening it is an event of its own, which is not noted."""
    if event in ASKED:
        address = arguments[1] if event.startswith(("socket.connect", "socket.send")) else arguments[0]
        with open(os.environ["SOCKETS_NOTED"], "a", encoding="utf-8") as file:  # noqa: PTH123
            file.write(f"{event}\t{address!r}\n")


sys.addaudithook(note)

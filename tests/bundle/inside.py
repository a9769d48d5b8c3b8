"""Runs inside a network namespace: brings its loopback up, starts the app, and looks at a page as a browser does."""

import fcntl
import json
import socket
import struct
import subprocess
import sys
import time
import urllib.request

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

PORT = 8765
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP) + bytes(14))


def answered(url: str, seconds: float) -> str:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2) as reply:
                text: str = reply.read().decode()
                return text
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def page_run() -> str:
    """Ask for one run of the page; return how it ended."""
    with connect(f"ws://127.0.0.1:{PORT}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as stream:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        stream.send(asked.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(stream.recv(timeout=60))
            if message.WhichOneof("type") == "script_finished":
                return ForwardMsg.ScriptFinishedStatus.Name(message.script_finished)


def stranger_let_in() -> bool:
    """Knock as a page of another origin does."""
    try:
        with connect(
            f"ws://127.0.0.1:{PORT}/_stcore/stream",
            subprotocols=["streamlit"],
            origin="http://elsewhere.example",
            open_timeout=30,
        ):
            return True
    except InvalidStatus:
        return False


loopback_up()
app = subprocess.Popen([*sys.argv[1:], "--port", str(PORT)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    health = answered(f"http://127.0.0.1:{PORT}/_stcore/health", 60)
    page = answered(f"http://127.0.0.1:{PORT}/", 10)
    print(json.dumps({"health": health, "page": "<html" in page, "run": page_run(), "stranger": stranger_let_in()}))
finally:
    app.terminate()
    app.wait(20)
with socket.socket() as probe:  # who ends the command ends the app
    time.sleep(0.5)
    if probe.connect_ex(("127.0.0.1", PORT)) == 0:
        sys.exit("the app goes on after its command was ended")

"""Telling somebody how a scheduled run ended, by a webhook or e-mail; off unless the schedule names one.

What is told is the job, its period and its exit code, with the codes of what was wrong: nothing of any table.
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from http.client import HTTPException

TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Email:
    """A mail server and two addresses; user and password are named by environment variables and stand in no file."""

    host: str
    port: int
    sender: str
    to: str
    security: str = "starttls"
    user_env: str = ""
    password_env: str = ""


@dataclass(frozen=True, slots=True)
class Notify:
    """Where to tell; empty for nowhere."""

    webhook: str = ""
    email: Email | None = None

    def tell(self, subject: str, facts: Mapping[str, str | int]) -> tuple[str, ...]:
        """Tell everybody named, and return what failed, one line each; never raises for a server that does not answer."""
        failed = []
        if self.webhook:
            try:
                _post(self.webhook, facts)
            except (OSError, ValueError, HTTPException) as error:
                failed.append(f"webhook: {error}")
        if self.email is not None:
            try:
                _mail(self.email, subject, facts)
            except (OSError, ValueError, smtplib.SMTPException) as error:
                failed.append(f"email: {error}")
        return tuple(failed)


def _post(url: str, facts: Mapping[str, str | int]) -> None:
    content = json.dumps(facts, ensure_ascii=False).encode()
    request = urllib.request.Request(url, content, {"Content-Type": "application/json; charset=utf-8"}, method="POST")
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
        answer.read(1)


def _mail(to: Email, subject: str, facts: Mapping[str, str | int]) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, to.sender, to.to
    message.set_content("".join(f"{name}: {value}\n" for name, value in facts.items()))
    secure = ssl.create_default_context()
    if to.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=TIMEOUT_S, context=secure)
    else:
        server = smtplib.SMTP(to.host, to.port, timeout=TIMEOUT_S)
    with server:
        if to.security == "starttls":
            server.starttls(context=secure)
        if to.user_env:
            server.login(os.environ.get(to.user_env, ""), os.environ.get(to.password_env, ""))
        server.send_message(message)

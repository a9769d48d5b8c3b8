"""Work done in a copy of this process."""

from __future__ import annotations

import os
import select
import signal

import pytest

from optimizer.cli.aside import Aside, possible

pytestmark = pytest.mark.skipif(not possible(), reason="this system does not copy processes cheaply, or has one core")


def test_the_answer_comes_from_another_process() -> None:
    content, process = Aside(lambda: (b"x" * 1_000_000, os.getpid())).result()
    assert len(content) == 1_000_000
    assert process != os.getpid()


def test_work_that_fails_there_is_done_here_with_its_error() -> None:
    aside = Aside(lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        aside.result()


def test_dropped_work_leaves_no_process() -> None:
    aside = Aside(lambda: b"x" * 1_000_000)
    aside.drop()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_copy_whose_original_is_killed_ends_too() -> None:
    """A copy that held the reading end itself would fill the pipe, wait for ever, and keep open whatever it inherited."""
    reading, writing = os.pipe()
    original = os.fork()
    if not original:
        Aside(lambda: b"x" * 1_000_000)
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(writing)
    os.waitpid(original, 0)
    ended, _, _ = select.select([reading], [], [], 60)  # readable once nobody has the other end open
    os.close(reading)
    assert ended

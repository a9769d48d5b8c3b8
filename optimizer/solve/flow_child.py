"""The child process that solves flows: ``python -m optimizer.solve.flow_child``; pickled flows in, what arcs carry out."""

from __future__ import annotations

import os
import pickle
import sys

from optimizer.solve.flow import solve_flow


def main() -> None:
    """Answer until nothing more comes."""
    # the solver may print; only answers belong on the pipe
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while True:
        try:
            flow = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(solve_flow(flow), target, protocol=pickle.HIGHEST_PROTOCOL)
        target.flush()


if __name__ == "__main__":
    main()

"""The independent check of a plan: plain Python, knows no solver and no planner."""

from optimizer.verify.folder import verify_folder
from optimizer.verify.ids import STEPS
from optimizer.verify.run import verify
from optimizer.verify.terms import recompute

__all__ = ["STEPS", "recompute", "verify", "verify_folder"]

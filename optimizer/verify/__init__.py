"""The independent check of a plan: plain Python, knows no solver and no planner."""

from optimizer.verify.folder import verify_folder
from optimizer.verify.ids import STEPS
from optimizer.verify.run import faults_of, verify
from optimizer.verify.terms import recompute, same

__all__ = ["STEPS", "faults_of", "recompute", "same", "verify", "verify_folder"]

"""Patients, expected demand and stress days for a city, drawn from published case mixes under one seed."""

from optimizer.data.generate.city import Generated, generate
from optimizer.data.generate.write import write_generated

__all__ = ["Generated", "generate", "write_generated"]

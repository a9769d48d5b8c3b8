"""The chain of the five planners."""

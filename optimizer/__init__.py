"""Plan a city's hospitals in an epidemic emergency."""

__version__ = "0.1.0"

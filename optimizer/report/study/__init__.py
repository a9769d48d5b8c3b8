"""Studies around a designation as pages with charts, and as tables."""

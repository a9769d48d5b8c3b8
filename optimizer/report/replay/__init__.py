"""A replay as a page with a chart, and as tables."""

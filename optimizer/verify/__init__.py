"""The independent check of a plan: plain Python, knows no solver."""

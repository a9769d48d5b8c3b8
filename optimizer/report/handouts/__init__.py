"""Lists handed to those who act on a plan: an intake list per hospital, a run sheet per vehicle, the shifts one a row."""

"""Which sites to open, and who is served where: capacitated location with integer-indexed arrays.

Knows neither tables nor hospitals.
"""

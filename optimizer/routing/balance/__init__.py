"""Which arrivals of a hospital go to which other one, so that no place overflows while beds stand empty nearby.

Counts, not named patients: forecast arrivals by hospital and day, the beds still held, and how long people stay. The
fewest patient-days above capacity first, then few sender-receiver pairs (every pair is an agreement, a route and a
telephone line), then few patients sent away. ``balance.model.balance`` is the entry.
"""

"""A ward planned week by week: soft rules of runs, weekends and totals, and what a week leaves to the weeks after it."""

"""Which vehicle fetches whom and when: a plan of trips made after the placements, without a solver."""

from optimizer.routing.trips.assign import TripPlan, plan_trips

__all__ = ["TripPlan", "plan_trips"]

"""Minutes on the road: a given matrix first, then what a road server said, else an estimate from the straight line."""

from optimizer.data.travel.estimate import Point, road_estimate_min, straight_km
from optimizer.data.travel.minutes import Travel, point_id
from optimizer.data.travel.roads import with_roads

__all__ = ["Point", "Travel", "point_id", "road_estimate_min", "straight_km", "with_roads"]

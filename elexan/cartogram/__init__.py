"""Seats as hexagons: a map on which every seat is as large as any other, and how true it stays to the map."""

from .hexes import seat_hexes as seat_hexes
from .quality import cartogram_quality as cartogram_quality

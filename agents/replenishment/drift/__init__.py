"""A supplier's real lead times have moved: what was read, what follows. A part of the replenishment specialist."""

"""Says whether we are good: scenarios with known right answers, and measurements of speed."""

"""What a case is, what may happen to it, and its record."""

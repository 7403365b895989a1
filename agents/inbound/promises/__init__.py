"""Promises to customers that can no longer be kept: what is missing, what closes it, who is told."""

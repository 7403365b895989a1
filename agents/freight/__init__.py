"""The freight specialist: carriers' bills against their contracts."""

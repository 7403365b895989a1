"""Agents weigh evidence: the supervisor, the specialists, correspondence, and the only door to a language model."""

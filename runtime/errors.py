"""Errors that are for people: the command line prints their message and nothing else."""

from __future__ import annotations


class PlainError(Exception):
    """Something a person can act on; the message says what is wrong and what to do, without any secret in it."""

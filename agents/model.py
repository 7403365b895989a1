"""placeholder."""


class Model:
    """x."""

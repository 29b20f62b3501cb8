"""What every room of the house shares: settings and the error tree."""

__version__ = "0.1.0"

"""The Django project: what belongs to no app."""

__version__ = "0.1.0"

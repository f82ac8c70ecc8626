"""Notebooks run in processes forked from one that has imported everything, and many of them as one batch."""

from .engine import ElexanEngine as ElexanEngine

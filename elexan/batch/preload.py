"""Imported by the clean process that others are forked from: everything that they will need."""

from .warm import warm

warm()

"""Executes the notebooks in batch, and keeps a record of it."""

"""The rules of a grant scheme for green firms."""

"""Bytes of a paper to pages of words, lines and blocks, each with its place."""

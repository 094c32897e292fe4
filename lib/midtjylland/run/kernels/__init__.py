"""Kernels forked from a process that has imported all they need."""

"""How large a document of input may be, whatever it is written in."""

__all__ = ["DEEPEST", "LARGEST"]

DEEPEST = 64
"""Levels of values inside of each other: far less than what a reader by recursion can go through."""
LARGEST = 2**63 - 1
"""The largest number, and the smallest but for its sign: other readers of the same file have 64 bits."""

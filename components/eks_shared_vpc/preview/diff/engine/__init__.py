"""The engine's own preview, ``pulumi preview --json --show-sames``, as the two sides of a comparison."""

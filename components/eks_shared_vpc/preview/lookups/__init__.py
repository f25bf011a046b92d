"""Look-ups of users' programs: what is pure is computed, and the rest is a question that a file answers."""

"""The owner's side of a shared network, and the participant's tags on it."""

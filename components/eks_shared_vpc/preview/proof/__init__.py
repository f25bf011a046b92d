"""Proves on the recorded graph that nodes can join and work, or says which hop is missing."""

"""Hypothesis without a clock, as for the unit tests: a busy machine is no reason to fail."""

from hypothesis import HealthCheck, settings

settings.register_profile("without-a-clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("without-a-clock")

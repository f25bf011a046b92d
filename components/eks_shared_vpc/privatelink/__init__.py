"""Interface endpoints of AWS services."""

"""Measures of the portal's pages against a bare Django view: « make bench »."""

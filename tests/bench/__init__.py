"""Benchmarks: each module measures one promise against its bar. ``make bench`` runs them all."""

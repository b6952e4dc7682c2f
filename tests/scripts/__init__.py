"""Tests of the programs behind `make`."""

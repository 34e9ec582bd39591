"""Tests of portal users."""

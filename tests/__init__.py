"""Tests: they mirror the rooms; acceptance/ starts the real program."""

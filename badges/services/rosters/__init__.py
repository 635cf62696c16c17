"""Attendance lists as they arrive: bytes → people, and what is wrong, line by line.

Pure: no row is looked up or written here. Nothing is guessed at a person's cost: a row is
understood as a whole, or named with its line and a reason. Columns that are not asked for are
named and never kept.
"""

from badges.services.rosters.reading import Problem, Roster, RosterError, Row, read, sentence

__all__ = ["Problem", "Roster", "RosterError", "Row", "read", "sentence"]

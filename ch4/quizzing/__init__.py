"""The quiz: items, marking, the schedule, the session at a terminal."""

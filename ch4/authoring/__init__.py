"""For authors: prove a course good, and begin a new one."""

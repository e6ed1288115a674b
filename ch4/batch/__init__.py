"""Many submissions: read, judged on several processes, and kept as a report each and one gradebook."""

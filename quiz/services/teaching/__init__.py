"""For instructors: classes, assignments and the work on them, grades, what the answers teach, jobs."""

"""How `make run` serves Headway. Gunicorn reads this file by itself from the project's folder."""

import os

# Small matrices are several times faster on one thread; it must be set before a worker loads NumPy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The server starts a process for jobs when there are any; `HEADWAY_JOBS=apart` leaves them to `flask work-jobs`.
os.environ.setdefault("HEADWAY_JOBS", "server")

wsgi_app = "app:create_app()"
bind = f"127.0.0.1:{os.environ.get('PORT', '5000')}"
# Threads of one process share SQLite's single writer in memory; with PostgreSQL, WEB_CONCURRENCY adds
# workers.
worker_class = "gthread"
threads = 8
# Each worker opens its own database connections: an engine must never cross a fork.
preload_app = False
accesslog = None
loglevel = "warning"


def post_worker_init(worker):  # type: ignore[no-untyped-def]
    """Say where Headway is, once the first worker has loaded the application, and go on with jobs left behind."""
    if worker.age == 1:
        if jobs := worker.wsgi.extensions.get("jobs"):  # the empty application of `benchmarks` has none
            jobs.wake()
        print(f"\n  Headway is running at http://{bind}  (Ctrl-C stops it)\n", flush=True)

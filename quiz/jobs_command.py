"""`flask jobs` and `flask work-jobs`: which jobs there are, and a process that does them."""

from __future__ import annotations

import os
import signal
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from quiz.database import Database
from quiz.services.teaching import jobs_engines, jobs_outlook
from quiz.services.teaching.jobs_engines import Engine, Unusable
from quiz.services.teaching.jobs_running import Runner
from quiz.shell import Command, Wrong, write

PAUSE = 1.0  # seconds between two looks for a job
LOOKS = 10  # in vain, before a process that ends when there is nothing to do does so


@click.command("jobs", cls=Command)
@click.option("--open", "only_open", is_flag=True, help="Only those that wait or run.")
@with_appcontext
def list_jobs(only_open: bool) -> None:
    """List the jobs of everybody, the oldest first."""
    for line in jobs_outlook.lines(database(), only_open=only_open):
        write(line)


@click.command("work-jobs", cls=Command)
@click.option("--once", is_flag=True, help="Do what waits, and end.")
@click.option(
    "--until-idle", is_flag=True, help="End once no job waits or runs, or the one who started this has ended."
)
@click.option("--processes", type=click.IntRange(1, 64), default=max((os.cpu_count() or 2) - 1, 1), show_default=True,
              help="On this machine; a Dask cluster has its own.")  # fmt: skip
@with_appcontext
def work_jobs(once: bool, until_idle: bool, processes: int) -> None:
    """Do jobs until told to stop, in processes of this machine or on the cluster at HEADWAY_DASK_SCHEDULER."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if until_idle:
        os.nice(10)  # whoever answers people goes first
        threading.Thread(target=stop_with_parent, daemon=True).start()
    try:
        engine = chosen_engine(processes)
    except Unusable as error:
        raise Wrong(str(error)) from None
    try:
        work(Runner(database(), engine), once, until_idle)
    except KeyboardInterrupt:
        pass  # the job at hand was given back
    finally:
        engine.close()


def work(runner: Runner, once: bool, until_idle: bool) -> None:
    """One job after the other."""
    pause, idle = threading.Event(), 0
    while not (idle and once) and not (idle > LOOKS and until_idle and not jobs_outlook.any_open(database())):
        if runner.once():
            idle = 0
        else:
            idle += 1
            pause.wait(0 if once else PAUSE)


def chosen_engine(processes: int) -> Engine:
    """The cluster, where one is set."""
    address = current_app.config.get("HEADWAY_DASK_SCHEDULER")
    if address:
        plain = current_app.config.get("HEADWAY_DASK_PLAIN") == "allowed"
        return jobs_engines.Cluster(address, plain_allowed=plain)
    return jobs_engines.Processes(processes)


def stop_with_parent() -> None:
    """The one who started this holds our standard input open; when it ends, by whatever cause, so do we."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def database() -> Database:
    found: Database = current_app.extensions["database"]
    return found

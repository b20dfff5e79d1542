"""The whole portal in one process: web, worker and scheduler, for a machine that has nothing but Python."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from celery.beat import Scheduler, Service
from celery.worker import WorkController
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from waitress.server import create_server

from portal.accounts.queries import system_user
from portal.celery import app
from portal.jobs import workers
from portal.jobs.actions.reap import reap
from portal.wsgi import application

CANNOT_START = 2
# How long running jobs get to finish their step; what is cut off then is taken up at the next start.
GRACE_SECONDS = 20.0
WORKER_START_SECONDS = 30.0


class Command(BaseCommand):
    """`manage.py run`: serves until SIGINT or SIGTERM."""

    help = "Runs web, worker and scheduler in one process until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=6, help="web requests answered at the same time")
        parser.add_argument("--jobs", type=int, default=2, help="background jobs run at the same time")

    def handle(self, *, host: str, port: int, threads: int, jobs: int, **_: Any) -> None:
        """Starts the three parts, waits for the signal, stops them in the reverse order."""
        if _lacks_migrations():
            self.stderr.write("数据库还没有建立或需要升级；请先运行：manage.py migrate")
            sys.exit(CANNOT_START)
        _stop_on_signals()
        try:
            web = create_server(application, host=host, port=port, threads=threads, ident="")
        except OSError as error:
            self.stderr.write(_port_problem(host, port, error))
            sys.exit(CANNOT_START)
        background = Background(concurrency=jobs)
        try:
            background.start()
            # What a dead process of this data folder left running is taken up now, not at the first round of the reaper.
            reap(by=system_user(), at=timezone.now())
            connections.close_all()
            self.stdout.write(f"梯度已启动 http://{host}:{port}/")
            self.stdout.flush()
            web.run()
        except _Stop:
            pass  # stopped while starting; once it serves, the web server ends its loop by itself
        web.close()
        ended = background.stop(within=GRACE_SECONDS)
        self.stdout.write("梯度已停止。" if ended else "梯度已停止；未收尾的作业会在下次启动时接着做。")
        self.stdout.flush()
        if not ended:
            # A job that does not come to the end of its step must not keep the process: its row says it was running.
            os._exit(0)


class Background:
    """The worker and the scheduler, each in a thread."""

    def __init__(self, *, concurrency: int) -> None:
        self._ready = threading.Event()
        workers.serve_memory_broker()
        self._worker = WorkController(
            app=app,
            pool_cls="threads",
            concurrency=concurrency,
            loglevel=settings.LOGGING["root"]["level"],
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            ready_callback=lambda _: self._ready.set(),
        )
        self._scheduler = Service(app, max_interval=1, scheduler_cls=Scheduler, remote_control=False)
        self._threads = [
            threading.Thread(target=self._worker.start, name="worker", daemon=True),
            threading.Thread(target=self._scheduler.start, name="scheduler", daemon=True),
        ]

    def start(self) -> None:
        """Starts both. With a broker of its own (Redis) that is away the web still starts; jobs wait for it."""
        for thread in self._threads:
            thread.start()
        self._ready.wait(WORKER_START_SECONDS if settings.CELERY_BROKER_URL.startswith("memory:") else 3)

    def stop(self, *, within: float) -> bool:
        """Stops both; running jobs finish their step and wait for the next start. Whether all ended in time."""
        workers.stop()
        deadline = time.monotonic() + within
        self._scheduler.stop()
        stopper = threading.Thread(target=self._worker.stop, name="stop the worker", daemon=True)
        stopper.start()
        for thread in (stopper, *self._threads):
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in (stopper, *self._threads))


class _Stop(SystemExit):
    """Raised by the signals in the main thread."""


def _stop_on_signals() -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        # Once: a second Ctrl-C while the parts stop must not cut the stopping short.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise _Stop

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _lacks_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _port_problem(host: str, port: int, error: OSError) -> str:
    """Why the server cannot listen there, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被占用；请换一个端口，例如：manage.py run --port {port + 1 if port < 65535 else 8000}"
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}；请换一个 1024 以上的端口，例如：manage.py run --port 8000"
    return f"不能在 {host}:{port} 上提供服务（{error.strerror}）；请检查 --host 和 --port，例如：--host 127.0.0.1 --port 8000"

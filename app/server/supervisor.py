"""
Keeps several worker processes, as uvicorn does it, but for how they end.

SIGHUP starts them anew one after the other: a worker is told to end when the
one that takes its place is ready, and the socket that they share stays open all
the while, so that nobody is turned away.
"""

import logging
import signal
import socket

from uvicorn import Config
from uvicorn.supervisors import multiprocess

from app.server.connection import Server

log = logging.getLogger(__name__)

READY_WITHIN = 30
"""Seconds for a worker to start, and for a busy one to say that it is alive; uvicorn itself would give it 5."""

_ENDS = {signal.SIGINT, signal.SIGTERM}
"""A terminal that changes its size is a signal too, and says nothing of the end."""


class Worker(multiprocess.Process):
    """One worker process."""

    def start(self) -> None:
        """Start it."""
        super().start()
        # The worker has its own end: while this one stays open, nobody hears that the worker has died.
        self.child_conn.close()

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, and tell the supervisor that it does."""
        # Made before the thread that tells of it: uvicorn would make it in whichever thread asks first, or in both.
        self._server = Server(self.config)
        super().target(sockets)


class Supervisor(multiprocess.Multiprocess):
    """Starts worker processes, replaces those that die, and ends them."""

    def __init__(self, config: Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        # Workers that were replaced, and finish what they have begun.
        self._leaving: list[multiprocess.Process] = []

    def run(self) -> None:
        """Keep the workers until the process is told to stop."""
        # uvicorn makes its workers by this name, and asks nobody for another.
        multiprocess.Process = Worker  # type: ignore[misc]
        super().run()

    def restart_all(self) -> None:
        """Replace one worker after the other, unless the end is said in the middle of it: uvicorn would not hear."""
        for place, before in enumerate(tuple(self.processes)):
            after = Worker(self.config, self.sockets)
            after.start()
            if not after.wait_until_ready(READY_WITHIN, self.should_exit):
                after.kill()
                after.join()
                log.error("a worker did not come up: those that run are not replaced")
                return
            self.processes[place] = after
            self._leaving.append(before)
            before.terminate()
            while before.exitcode is None:
                if any(number in _ENDS for number in self.signal_queue):
                    return
                before.process.join(0.2)
            self._leaving.remove(before)

    def terminate_all(self) -> None:
        """Tell all workers to end."""
        # Who connects must find a worker that listens, or nobody: here nobody would ever answer.
        for listening in self.sockets:
            listening.close()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait for the workers, and tell them if the end is said again: then they do not wait either."""
        workers = [*self.processes, *self._leaving]
        for worker in workers:
            while worker.exitcode is None:
                worker.process.join(0.2)
                while self.signal_queue:
                    if self.signal_queue.pop(0) in _ENDS:
                        for each in workers:
                            each.terminate()

"""
Keeps several worker processes, as uvicorn does it, but for how they end.

SIGHUP starts them anew one after the other: a worker is told to end when the
one that takes its place is ready, and the socket that they share stays open all
the while, so that nobody is turned away.
"""

import uvicorn
from uvicorn.supervisors import multiprocess

from app.server.connection import Server

READY_WITHIN = 30
"""Seconds for a worker to start, and for a busy one to say that it is alive; uvicorn itself would give it 5."""


class Worker(multiprocess.Process):
    """One worker process."""

    @property
    def server(self) -> uvicorn.Server:
        """The server that runs in it."""
        if self._server is None:
            self._server = Server(self.config)
        return self._server


class Supervisor(multiprocess.Multiprocess):
    """Starts worker processes, replaces those that die, and ends them."""

    def run(self) -> None:
        """Keep the workers until the process is told to stop."""
        # uvicorn makes its workers by this name, and asks nobody for another.
        multiprocess.Process = Worker  # type: ignore[misc]
        super().run()

    def terminate_all(self) -> None:
        """Tell all workers to end."""
        # Who connects must find a worker that listens, or nobody: here nobody would ever answer.
        for listening in self.sockets:
            listening.close()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait for the workers, and tell them if it is said again: then they do not wait either."""
        for worker in self.processes:
            while worker.exitcode is None:
                worker.process.join(0.2)
                if self.signal_queue:
                    self.signal_queue.clear()
                    super().terminate_all()

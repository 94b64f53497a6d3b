"""Keeps a process running beside another: starts it again when it ends, ends with it.

`python -m hrbudget.keeper PID COMMAND…` runs as a child of PID. It imports nothing but
the standard library, so that it costs little beside what it keeps.
"""

import os
import signal
import subprocess
import sys
import threading

LOOK = 0.3  # seconds between two looks at both processes
PAUSE = 1.0  # before what ended by itself is started again
PATIENCE = 15.0  # for what is told to end


def keep(parent: int, command: list[str], stopped: threading.Event) -> None:
    """Keep the command running until the parent is gone or somebody says stop."""

    def over() -> bool:
        return stopped.is_set() or os.getppid() != parent

    while not over():
        child = subprocess.Popen([*command, "--beside", str(os.getpid())])  # noqa: S603
        while child.poll() is None and not over():
            stopped.wait(LOOK)
        end(child)
        stopped.wait(0 if over() else PAUSE)


def end(child: subprocess.Popen) -> None:
    """Have the process end in good order, or at once if it does not."""
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def stop_at_signals() -> threading.Event:
    """An event that SIGTERM and Ctrl-C set."""
    stopped = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stopped.set())
    return stopped


if __name__ == "__main__":
    keep(int(sys.argv[1]), sys.argv[2:], stop_at_signals())

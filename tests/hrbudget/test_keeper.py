import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEPT = (  # what is kept: it writes down its number, and lives for long
    "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n');"
    " time.sleep(60)"
)
PARENT = (  # starts the keeper as `serve` does, and becomes something else
    "import os, subprocess, sys;"
    "keeper = [sys.executable, '-m', 'hrbudget.keeper', str(os.getpid())];"
    "kept = subprocess.Popen([*keeper, sys.executable, '-c', *sys.argv[1:]]);"
    "print(kept.pid, flush=True);"
    "os.execvp('sleep', ['sleep', '60'])"
)


def alive(pid):
    """Whether the process runs; a zombie, where nobody reaps it, does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def wait_until(true, seconds=10):
    until = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)
    return found


@pytest.fixture
def started(tmp_path):
    """The parent, the keeper's number, and the numbers of what it has kept so far."""
    written = tmp_path / "numbers"
    written.touch()
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, KEPT, str(written)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    keeper = int(parent.stdout.readline())

    def numbers():
        return [int(line) for line in written.read_text().splitlines()]

    wait_until(numbers)
    yield parent, keeper, numbers
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not alive(keeper) and not any(map(alive, numbers())))


def test_what_is_kept_is_started_again_when_it_dies(started):
    _parent, _keeper, numbers = started
    os.kill(numbers()[0], signal.SIGKILL)
    wait_until(lambda: len(numbers()) == 2)
    first, second = numbers()
    assert (alive(first), alive(second)) == (False, True)


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_the_process_it_runs_beside(started, sent):
    parent, keeper, numbers = started
    parent.send_signal(sent)
    parent.wait()
    wait_until(lambda: not alive(keeper))
    assert not any(map(alive, numbers()))


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_keeper_that_is_told_to_stop_ends_what_it_keeps(started, sent):
    _parent, keeper, numbers = started
    os.kill(keeper, sent)
    wait_until(lambda: not alive(keeper))
    assert not any(map(alive, numbers()))
    assert len(numbers()) == 1

"""A small load generator: connections kept open, requests counted for a few seconds."""

import contextlib
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

PROCESSES, CONNECTIONS = 2, 4
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Rate:
    """What one run counted: answers a second, and the server's own work for one."""

    per_second: float
    cpu_milliseconds: float


@contextlib.contextmanager
def gunicorn(application: str, port: int, env: dict) -> Iterator[int]:
    """Serve `application` as `make run` does; gives the number of its process."""
    command = [sys.executable, "-m", "gunicorn", application, "--workers", "2"]
    options = ["--threads", "4", "--no-control-socket", "--log-level", "error"]
    bind = ["--bind", f"127.0.0.1:{port}", "--keep-alive", "30"]
    server = subprocess.Popen([*command, *options, *bind], env=env)
    try:
        _wait_for(port)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.05)
    raise RuntimeError("The server did not start.")


def measure(
    port: int, path: str, server: int, seconds: float = 3, unchanged: bool = False
) -> Rate:
    """Ask for `path` as fast as the answers come; `unchanged` with the tag it has."""
    first = fetch(port, path)  # the first answer is rendered, the others are kept
    request = _request(path, _etag(first) if unchanged else "")
    if unchanged:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            assert b" 304 " in _ask(connection, request)[:20]
    before = _cpu(server)
    counts: multiprocessing.Queue = multiprocessing.Queue()
    clients = [
        multiprocessing.Process(target=_client, args=(port, request, seconds, counts))
        for _ in range(PROCESSES)
    ]
    for client in clients:
        client.start()
    total = sum(counts.get() for _ in clients)
    for client in clients:
        client.join()
    return Rate(total / seconds, (_cpu(server) - before) * 1000 / total)


def fetch(port: int, path: str) -> bytes:
    """One answer, headers and all; raises if it is not 200."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        answer = _ask(connection, _request(path))
    assert b" 200 " in answer[:20], answer[:200]
    return answer


def _request(path: str, etag: str = "") -> bytes:
    tag = f"If-None-Match: {etag}\r\n" if etag else ""
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
    return f"{head}{tag}\r\n".encode()  # packed, as every browser asks


def _etag(answer: bytes) -> str:
    """The tag of an answer, as it is sent back."""
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1")
    return next(
        line.partition(":")[2].strip()
        for line in head.split("\r\n")
        if line.lower().startswith("etag:")
    )


def _ask(connection: socket.socket, request: bytes) -> bytes:
    connection.sendall(request)
    answer = connection.recv(65536)
    head, _, _ = answer.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            whole = len(head) + 4 + int(line.split(b":")[1])
            while len(answer) < whole:
                answer += connection.recv(65536)
    return answer


def _client(port: int, request: bytes, seconds: float, counts) -> None:
    done = [0] * CONNECTIONS
    until = time.perf_counter() + seconds

    def run(index: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            while time.perf_counter() < until:
                _ask(connection, request)
                done[index] += 1

    threads = [threading.Thread(target=run, args=(n,)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts.put(sum(done))


def _cpu(server: int) -> float:
    """Seconds of processor time that the server's workers have used."""
    children = f"/proc/{server}/task/{server}/children"
    total = 0
    with open(children) as file:
        workers = file.read().split()
    for worker in workers:
        with open(f"/proc/{worker}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK

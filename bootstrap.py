#!/usr/bin/env python3
"""Make .venv match a lock file; does nothing when it already does.

Standard library only, so that a fresh machine with Python and make is enough.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = "uv==0.13.9"


def install(lock: str) -> None:
    """Install the packages of `lock`, each checked against its hash."""
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    pip = [str(PYTHON), "-m", "pip", "install", "-q"]
    locked = ["--require-hashes", "-r", str(ROOT / lock)]
    if subprocess.run([*pip, UV], env=quiet).returncode == 0:
        uv = [str(PYTHON), "-m", "uv", "pip", "install", "-q", "--compile-bytecode"]
        uv += ["--python", str(PYTHON)]
        if subprocess.run([*uv, *locked], env=quiet).returncode == 0:
            return
    # no uv for this platform, or it cannot reach the registry: pip reads the same lock
    subprocess.run([*pip, *locked], check=True, env=quiet)


def main(lock: str = "requirements.txt") -> None:
    """Bring .venv up to date with `lock`; stops with a sentence on an old Python."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the one place that an old one meets
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    stamp = VENV / f"stamp-{lock}"
    wanted = hashlib.sha256(
        (ROOT / lock).read_bytes() + sys.version.encode()
    ).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Setting up .venv from {lock} (once, about a minute) …", flush=True)
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    install(lock)
    stamp.write_text(wanted)


if __name__ == "__main__":
    main(*sys.argv[1:])

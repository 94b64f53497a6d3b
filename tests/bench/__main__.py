"""`make bench`: every figure that the project promises, measured in one run.

Ratios are of this run on this machine; each stands beside its limit.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.load import gunicorn, measure

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
DEADLINE = "3"  # minutes that the deadline hour is run in: factor 20
PORTS = {"bare": 8197, "site": 8198}
PARTS = (
    "inside",
    "suggestions",
    "trail",
    "sheet",
    "board",
    "review",
    "weight",  # before the next two publish what no page could show
    "reading",
    "open_data",
    "importing",
    "publishing",
)


def say(what: str, measured: str, limit: str, kept: bool) -> bool:
    """Print one line of the table; gives whether the limit was kept."""
    print(
        f"{what:<58} {measured:>22} {limit:>16}  {'ok' if kept else 'MISSED'}",
        flush=True,
    )
    return kept


def run(*arguments: str, env: dict) -> tuple[float, float]:
    """Seconds and megabytes (peak) of one command as a whole process."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, arguments
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def bench_city(env: dict) -> bool:
    """Loading the reference city through the commands a real city would use."""
    run("manage.py", "migrate", "-v0", env=env)
    seconds, _ = run("manage.py", "demo", "--undrawn", env=env)  # drawn below
    return say("load the reference city", f"{seconds:.1f} s", "60 s", seconds <= 60)


def bench_publish(env: dict) -> bool:
    """A new publication of 2011, after a unit's name was corrected."""
    correct = (
        "from programme.models import BudgetUnit;"
        "BudgetUnit.objects.filter(code='01C001').update(name='Jefatura')"
    )
    run("manage.py", "shell", "-v0", "-c", correct, env=env)
    seconds, memory = run("manage.py", "publish", "2011", "--undrawn", env=env)
    quick = say("publish 2011", f"{seconds:.1f} s", "10 s", seconds <= 10)
    lean = say("publish 2011, memory", f"{memory:.0f} MB", "400 MB", memory < 400)
    seconds, memory = run("manage.py", "finish", env=env)
    made = f"{seconds:.1f} s, {memory:.0f} MB"
    say("  long files and pictures, by another process", made, "(no limit)", True)
    return quick and lean


def bench_serving(env: dict) -> bool:
    """Kept pages and API answers beside a bare Django view, round by round."""
    paths = {
        "year page": "/es/years/2011/",
        "API, year": "/api/v1/years/2011/",
        "API, rights": "/api/v1/years/2011/rights/",
    }
    again = {f"{name}, 304": path for name, path in paths.items()}
    rates: dict[str, list] = {name: [] for name in ["bare", *paths, *again]}
    with (
        gunicorn("tests.bench.bare:application", PORTS["bare"], env) as bare,
        gunicorn("hrbudget.wsgi:application", PORTS["site"], env) as site,
    ):
        for _ in range(ROUNDS):
            rates["bare"].append(measure(PORTS["bare"], "/", bare))
            for name, path in paths.items():
                rates[name].append(measure(PORTS["site"], path, site))
            for name, path in again.items():
                rate = measure(PORTS["site"], path, site, unchanged=True)
                rates[name].append(rate)
    per_second = {
        k: statistics.median(r.per_second for r in v) for k, v in rates.items()
    }
    cpu = {
        k: statistics.median(r.cpu_milliseconds for r in v) for k, v in rates.items()
    }
    kept = []
    for name in [*paths, *again]:
        least = 0.6 if name in again else 0.8
        ratio = per_second[name] / per_second["bare"]
        shown = f"{ratio:.2f} ({per_second[name]:.0f}/s)"
        kept.append(
            say(
                f"{name}: requests/s against a bare view",
                shown,
                f">= {least:.2f}",
                ratio >= least,
            )
        )
        work = f"{cpu[name]:.2f} / {cpu['bare']:.2f} ms"
        say(f"{name}: processor time, beside the bare view's", work, "(no limit)", True)
    return all(kept)


def bench_deadline(env: dict) -> bool:
    """The deadline hour of 120 units and 360 people, in a few minutes."""
    command = [sys.executable, "-m", "tests.deadline", "--minutes", DEADLINE]
    print("\nThe deadline hour", flush=True)
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0


def main() -> int:
    """Run every benchmark on a fresh reference city; 1 when a limit was missed."""
    with tempfile.TemporaryDirectory(prefix="hrbudget-bench-") as folder:
        Path(folder).chmod(0o755)  # as root, PostgreSQL runs as another account
        env = {**os.environ, "HRBUDGET_DATA_DIR": folder, "PYTHONPATH": str(ROOT)}
        env.pop("HRBUDGET_ENV", None)
        print(f"{'':<58} {'measured':>22} {'limit':>16}")
        try:
            results = [bench_city(env), bench_publish(env), bench_serving(env)]
            for part in PARTS:
                command = [sys.executable, "-m", f"tests.bench.{part}"]
                done = subprocess.run(command, cwd=ROOT, env=env, check=False)
                results.append(done.returncode == 0)
        finally:
            run("manage.py", "stop_database", env=env)
        results.append(bench_deadline(env))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

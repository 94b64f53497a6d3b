"""What behaviour cannot show: who imports whom, and that every write is atomic."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "programme": {"programme"},
    "budgeting": {"programme", "budgeting"},
    "reporting": {"programme", "budgeting", "reporting"},
    "hrbudget": {"programme", "budgeting", "reporting", "hrbudget"},
}


def modules(folder: str) -> list[Path]:
    """The Python files of a folder, or the one file of this name."""
    path = ROOT / folder
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: imports are absolute"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_imports_go_downwards(app):
    forbidden = set(MAY_IMPORT) - MAY_IMPORT[app]
    upward = {name(path): imported(path) & forbidden for path in modules(app)}
    assert {path: found for path, found in upward.items() if found} == {}


def test_settings_are_read_through_django():
    apps = [path for app in MAY_IMPORT for path in modules(app)]
    readers = [
        name(path) for path in apps if "hrbudget.settings import" in path.read_text()
    ]
    assert readers == []


def calls(path: Path) -> set[str]:
    """The names of what a module calls: `get_model` of `apps.get_model(…)`."""
    nodes = (
        n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)
    )
    return {
        getattr(node.func, "attr", None) or getattr(node.func, "id", "")
        for node in nodes
    }


@pytest.mark.parametrize("app", ["programme", "budgeting", "reporting"])
def test_no_signal_and_no_late_model_goes_around_the_imports(app):
    for path in modules(app):
        if "migrations" in path.parts:
            continue
        text = path.read_text()
        assert "django.db.models.signals" not in text, name(path)
        assert "django.dispatch" not in text, name(path)
        assert not calls(path) & {"get_model", "import_module"}, name(path)


def public_functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text())
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return [one for one in functions if not one.name.startswith("_")]


def exported_services() -> set[str]:
    """The names that budgeting.services offers."""
    import budgeting.services as services

    return {one for one in services.__all__ if one[0].islower()}


def test_every_public_service_is_atomic():
    offered, atomic = exported_services(), set()
    for path in modules("budgeting/services"):
        for function in public_functions(path):
            outermost = [ast.unparse(one) for one in function.decorator_list]
            if "sealed_first" in outermost[:1]:  # a transaction before its own
                outermost = outermost[1:]
            if outermost[:1] == ["transaction.atomic"]:
                atomic.add(function.name)
    assert offered - atomic == set()
    assert len(offered) >= 20


CATALOGUE = ["actions", "changes", "people", "undoing", "units"]


def test_every_module_of_the_catalogues_services_is_looked_at():
    found = {path.stem for path in modules("programme/services")}
    assert found == {*CATALOGUE, "__init__", "common"}  # common: no service of its own


@pytest.mark.parametrize("module", ["granting", *(f"services/{m}" for m in CATALOGUE)])
def test_every_write_to_the_catalogue_and_to_roles_is_atomic(module):
    (path,) = modules(f"programme/{module}.py")
    outermost = {
        function.name: [ast.unparse(one) for one in function.decorator_list[:1]]
        for function in public_functions(path)
    }
    assert outermost
    assert set(map(tuple, outermost.values())) == {("transaction.atomic",)}


def test_every_write_to_an_account_is_atomic():
    reads = {"others_with_email"}
    for name_ in ("accounts", "factors"):
        (path,) = modules(f"programme/access/{name_}.py")
        functions = [one for one in public_functions(path) if one.name not in reads]
        assert len(functions) >= 4
        for function in functions:
            outermost = [ast.unparse(one) for one in function.decorator_list[:1]]
            assert outermost == ["transaction.atomic"], function.name


def test_every_service_is_offered_by_its_package():
    atomic = {
        function.name
        for path in modules("budgeting/services")
        for function in public_functions(path)
        if any("atomic" in ast.unparse(one) for one in function.decorator_list)
    }
    assert atomic == exported_services()


def test_every_service_locks_before_it_looks():
    """Each takes a lock in its first statements, or creates what is there to lock."""
    locking = {"open_for_edit", "lock_proposal", "_lock_year", "lock_year"}
    locking |= {"lock_proposal_of", "lock_codes"}
    begins = {"add_year", "create_proposal", "formulate_on_behalf", "prepare_year"}
    for path in modules("budgeting/services"):
        for function in public_functions(path):
            if function.name not in exported_services() - begins:
                continue
            body = [s for s in function.body if not _is_docstring(s)]
            called = {
                getattr(call.func, "attr", None) or getattr(call.func, "id", "")
                for call in ast.walk(body[0])
                if isinstance(call, ast.Call)
            }
            assert called & locking, function.name


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def test_triggers_are_never_switched_off():
    for app in MAY_IMPORT:
        for path in modules(app):
            text = path.read_text().lower()
            assert "session_replication_role" not in text, name(path)
            assert "disable trigger" not in text, name(path)

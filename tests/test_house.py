"""The walls of the house: how long things may get, and what a task may import."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("apps", "bench", "celery_tasks", "meiduo_mall", "tests", "utils")
APPS = {folder.name for folder in (ROOT / "apps").iterdir() if (folder / "apps.py").exists()}


def _sources():
    yield from (ROOT / name for name in ("conftest.py", "manage.py"))
    for folder in FOLDERS:
        yield from (path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def _is_test(path):
    return "tests" in path.parts or path.name == "conftest.py"


def _functions(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length(function):
    return function.end_lineno - function.lineno + 1


def _too_long(paths, wall):
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in paths}
    return {name: length for name, length in lengths.items() if length > wall}


def test_functions_end_within_40_lines_and_tests_within_30():
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name} has {_length(function)} lines"
        for path in _sources()
        for function in _functions(path)
        if _length(function) > (30 if _is_test(path) and function.name.startswith("test_") else 40)
    ]

    assert long == []


def test_functions_have_at_most_6_parameters():
    many = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in _sources()
        if not _is_test(path)
        for function in _functions(path)
        if len(_parameters(function)) > 6
    ]

    assert many == []


def _parameters(function):
    arguments = function.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return [name for name in names if name not in ("self", "cls")]


def test_modules_end_within_400_lines():
    assert _too_long(_sources(), 400) == {}


def test_templates_end_within_150_lines():
    assert _too_long((ROOT / "templates").rglob("*.*"), 150) == {}


def test_macros_end_within_40_lines():
    long = []
    for path in (ROOT / "templates").rglob("*.html"):
        for macro in path.read_text().split("{% macro ")[1:]:
            if len(macro.split("{% endmacro")[0].splitlines()) > 40:
                long.append(f"{path.relative_to(ROOT)} {macro.split('(')[0]}")

    assert long == []


def test_scripts_end_within_120_lines():
    assert _too_long((ROOT / "static/js").rglob("*.js"), 120) == {}


def test_style_sheets_end_within_150_lines():
    assert _too_long((ROOT / "static/css").rglob("*.css"), 150) == {}


def test_tasks_import_nothing_of_the_mall_at_the_top():
    imported = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "celery_tasks").rglob("tasks.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Import | ast.ImportFrom) and _imported_packages(node) & APPS
    ]

    assert imported == []


def _imported_packages(node):
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").split(".")[0]}
    return {alias.name.split(".")[0] for alias in node.names}


def test_pages_hold_no_inline_scripts_styles_or_listeners():
    forbidden = (" style=", "<style", "<script>", " onclick=", " onchange=", " onsubmit=", "javascript:")
    inline = [
        f"{path.relative_to(ROOT)} {word.strip()}"
        for path in (ROOT / "templates").rglob("*.html")
        if "emails" not in path.parts
        for word in forbidden
        if word in path.read_text()
    ]

    assert inline == []

"""The limits of the house: sizes, scoped reads, what stands in which file, nothing inline, nothing real."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from poh.base.validators import passes_elfproef

ROOT = Path(__file__).parent.parent
OWN_APPS = (
    "poh/base",
    "poh/accounts",
    "poh/audit",
    "poh/worklist",
    "poh/home",
    "patients",
    "protocols",
    "scheduling",
    "consultations",
    "exchange",
)
CODE = ("poh", "patients", "protocols", "scheduling", "consultations", "exchange", "tests", "bench")
TEXTS = (*CODE, "templates", "static", "docs", ".ci")
TEXT_KINDS = {".py", ".html", ".txt", ".css", ".js", ".svg", ".md", ".toml", ".yml", ".json", ".csv", ".sh", ""}

MAX_FUNCTION, MAX_VIEW, MAX_FILE, MAX_TEMPLATE, MAX_PARAMETERS = 40, 25, 400, 150, 5

# Each app holds `__init__`, `apps`, `urls`, migrations, and of these what it needs. A name may be a package.
USUAL = {
    *("__init__", "apps", "urls", "migrations", "enums", "rules", "querysets", "models", "selectors", "services"),
    *("forms", "presenters", "views", "tasks", "signals", "receivers", "admin", "management", "templatetags"),
}
# A file with another name says here what it holds.
UNUSUAL = {
    "poh/base": {
        "csv": "spreadsheet files without formulas",
        "dates": "birth dates with unknown parts, ages",
        "health": "what /readyz asks",
        "locking": "saves that name the version they were opened with",
        "logging": "one form for every log line",
        "metrics": "what Prometheus counts",
        "operations": "operations for migrations",
        "reference": "rows that are loaded from definition files",
        "widgets": "controls of forms",
        "middleware": "number, line, metrics and headers of every request",
        "text": "text fields",
        "together": "several short lists in one statement",
        "validators": "BSN, postcode, telephone",
    },
    "poh/accounts": {
        "access": "the decorator that names the permission of a view",
        "adapter": "what allauth asks of us",
        "allauth_urls": "which pages of allauth are in use",
        "checks": "settings that would open a door in production",
        "idempotency": "forms that act once",
        "jobs": "tasks within a practice",
        "mails": "what is written to staff",
        "middleware": "log-in, lock and practice of a request",
        "passwords": "what may not be a password",
        "permissions": "roles and what they may",
        "reauthentication": "asking for a factor again before a powerful act",
        "requests": "where a request comes from",
        "scope": "the practice of a transaction",
        "second_factor": "who needs one and has one",
        "sessions": "idle and locked sessions",
        "walls": "migration operations that keep practices apart",
    },
    "poh/audit": {
        "history": "changes of one row, for people",
    },
    "consultations": {"starts": "how a consult is started from a record"},
    "exchange": {"maps": "the meaning of foreign codes, as data"},
    "poh/worklist": {"origins": "what a task came from, told by the apps above"},
    "poh/home": {"context": "what the frame shows", "demo": "the fictional practice", "styleguide": "/stijl/"},
    "patients": {
        "remarks": "what apps above tell beside the values of a record",
        "access": "who may open which record",
        "determinations": "the catalogue of determinations",
        "enums_record": "choices of the record",
        "namesakes": "who has the name of a patient, for the review of the log",
        "querysets_record": "sentences about the record",
        "reference": "how that catalogue is loaded",
        "starts": "what can be started from a record, told by the apps above",
        "tabs": "open patients of a session",
        "targets": "the values to aim for, told by the protocols above",
    },
    "scheduling": {"locks": "who changes the agenda waits for whoever is doing so"},
    "protocols": {
        "calculations": "clinical calculations as pure functions, each with its source",
        "conditions": "condition trees and their two compilers",
        "content": "definition files read into rows",
        "contents": "what a protocol version holds",
        "due_sql": "what is due, as one question for a population",
        "due_set_sql": "all that is due, as SQL",
        "instruments": "questionnaires",
        "reference": "how definitions are loaded",
        "vocabulary": "the facts that conditions speak of",
    },
}

# Numbers that pass the elfproef and stand in public documents on the BSN, or are its known edge cases.
PUBLISHED_BSN = {"111222333", "123456782", "012345672", "000000000"}

# Rows that come with POH and belong to no practice.
CATALOGUES = {"patients.Determination", "protocols.Protocol"}

# Names of formats, not addresses that anything is fetched from.
NAMESPACES = ("http://www.w3.org/",)


def _files(*suffixes: str, under: tuple[str, ...] = CODE) -> Iterator[Path]:
    for folder in under:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file() and "__pycache__" not in path.parts:
                yield path


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _is_migration(path: Path) -> bool:
    return path.parent.name == "migrations"


def _is_vendor(path: Path) -> bool:
    return "vendor" in path.parts


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in [*_files(".py"), ROOT / "manage.py", ROOT / "gunicorn.conf.py"]:
        yield path, ast.parse(path.read_text())


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _is_view_file(path: Path) -> bool:
    return "tests" not in path.parts and ("views" in path.parts or path.name == "views.py")


def test_function_has_at_most_forty_lines():
    long = [
        f"{_name(path)}:{function.lineno} {function.name}"
        for path, tree in _trees()
        for function in _functions(tree)
        if function.end_lineno - function.lineno + 1 > MAX_FUNCTION
    ]
    assert long == []


def test_view_has_at_most_twentyfive_lines():
    long = [
        f"{_name(path)}:{function.lineno} {function.name}"
        for path, tree in _trees()
        if _is_view_file(path)
        for function in _functions(tree)
        if function.args.args
        and function.args.args[0].arg == "request"
        and function.end_lineno - function.lineno + 1 > MAX_VIEW
    ]
    assert long == []


def test_function_takes_at_most_five_parameters():
    def count(function: ast.FunctionDef) -> int:
        taken = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        return len([argument for argument in taken if argument.arg not in {"self", "cls"}])

    wide = [
        f"{_name(path)}:{function.lineno} {function.name}"
        for path, tree in _trees()
        if "tests" not in path.parts  # fixtures are parameters there
        for function in _functions(tree)
        if count(function) > MAX_PARAMETERS
    ]
    assert wide == []


def test_file_has_at_most_four_hundred_lines():
    long = [
        f"{_name(path)} {lines}"
        for path in _files(".py", ".js", ".css", under=(*CODE, "static"))
        if not _is_migration(path) and not _is_vendor(path) and (lines := len(path.read_text().splitlines())) > MAX_FILE
    ]
    assert long == []


def test_template_has_at_most_hundred_fifty_lines():
    long = [
        f"{_name(path)} {lines}"
        for path in _files(".html", ".txt", under=("templates",))
        if (lines := len(path.read_text().splitlines())) > MAX_TEMPLATE
    ]
    assert long == []


def _unscoped_reads(tree: ast.Module) -> Iterator[ast.expr]:
    """Managers that are used other than as `Model.objects.for_practice(...)`, and models handed to a shortcut."""
    scoped = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "for_practice" and isinstance(node.value, ast.Attribute)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}:
            if id(node) not in scoped:
                yield node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            shortcut = node.func.id in {"get_object_or_404", "get_list_or_404"}
            if shortcut and isinstance(node.args[0], ast.Name) and node.args[0].id[0].isupper():
                yield node


def _is_of_every_practice(node: ast.expr) -> bool:
    """Whether the model is a catalogue: rows that came with POH, the same for all practices."""
    name = node.value if isinstance(node, ast.Attribute) else node.args[0]
    catalogues = {model.__name__ for model in apps.get_models() if model._meta.label in CATALOGUES}
    return isinstance(name, ast.Name) and name.id in catalogues


def test_view_reaches_rows_through_the_practice():
    unscoped = [
        f"{_name(path)}:{node.lineno}"
        for path, tree in _trees()
        if _is_view_file(path)
        for node in _unscoped_reads(tree)
        if not _is_of_every_practice(node)
    ]
    assert unscoped == []


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Patient.objects.for_practice(request.practice).get(uuid=uuid)", 0),
        ("get_object_or_404(Patient.objects.for_practice(request.practice), uuid=uuid)", 0),
        ("Patient.objects.get(uuid=uuid)", 1),
        ("Patient._base_manager.all()", 1),
        ("get_object_or_404(Patient, uuid=uuid)", 1),
        ("rows = Patient.objects", 1),
    ],
)
def test_unscoped_read_is_found(line, count):
    assert len(list(_unscoped_reads(ast.parse(line)))) == count


def test_only_the_root_of_a_task_catches_everything():
    def is_blind(handler: ast.ExceptHandler) -> bool:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return any(
            kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}) for kind in kinds
        )

    def passes_on(handler: ast.ExceptHandler) -> bool:
        last = handler.body[-1]
        return isinstance(last, ast.Raise) and last.exc is None

    blind = [
        f"{_name(path)}:{node.lineno}"
        for path, tree in _trees()
        if path.name != "tasks.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and is_blind(node) and not passes_on(node)
    ]
    assert blind == []


INLINE = re.compile(
    r"<style\b|\sstyle\s*=|<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+\s*=\s*[\"']|javascript:|\shx-on[:=-]", re.IGNORECASE
)


def test_template_has_nothing_inline():
    inline = [
        f"{_name(path)}:{number} {line.strip()[:60]}"
        for path in _files(".html", under=("templates",))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if INLINE.search(line)
    ]
    assert inline == []


@pytest.mark.parametrize(
    ("line", "is_inline"),
    [
        ('<p style="color:red">', True),
        ("<script>alert(1)</script>", True),
        ('<a onclick="go()">', True),
        ('<a href="javascript:go()">', True),
        ('<script src="/static/js/a.js" defer></script>', False),
        ('<link rel="stylesheet" href="/static/css/a.css">', False),
    ],
)
def test_inline_code_is_found(line, is_inline):
    assert bool(INLINE.search(line)) is is_inline


def test_nothing_is_left_to_do():
    # Spelled in parts, or this line would be found.
    words = "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"))
    marks = re.compile(rf"(#|//|/\*|<!--|\{{#|\{{%|- )\s*({words})\b")
    left = [
        f"{_name(path)}:{number}"
        for path in _texts()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if marks.search(line)
    ]
    assert left == []


def _texts() -> Iterator[Path]:
    yield from (path for path in _files(*TEXT_KINDS, under=TEXTS) if not _is_vendor(path))
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.suffix in {".py", ".md", ".toml", ".yml"})


@pytest.mark.parametrize("app", OWN_APPS)
def test_app_holds_only_files_of_the_house(app):
    found = {path.stem for path in (ROOT / app).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    found |= {path.name for path in (ROOT / app).iterdir() if path.is_dir() and path.name == "management"}
    strange = {name for name in found if name.split("_")[0] not in USUAL} - set(UNUSUAL.get(app, ())) - {"__init__"}
    assert strange == set()


def test_moment_of_birth_is_never_stored_with_a_time():
    births = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if re.search("birth|born", field.name) and isinstance(field, models.DateTimeField | models.TimeField)
    ]
    assert births == []


NINE_DIGITS = re.compile(r"(?<![\w.])\d{9}(?!\w)")


def test_no_number_in_the_repository_can_be_a_real_bsn():
    possible = [
        f"{_name(path)}:{number} {digits}"
        for path in _texts()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for digits in NINE_DIGITS.findall(line)
        if passes_elfproef(digits)
        and not digits.startswith("9999")
        and digits not in PUBLISHED_BSN
        and "snomed" not in line.lower()  # codes of a public terminology
    ]
    assert possible == []


COMMENT = re.compile(r"/\*.*?\*/|<!--.*?-->|\{#.*?#\}|\{% comment.*?endcomment %\}|(?<!:)//[^\n]*", re.DOTALL)
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9][a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", re.IGNORECASE)


def test_pages_fetch_nothing_from_elsewhere():
    outside = [
        f"{_name(path)} {address}"
        for path in _files(".html", ".css", ".js", ".svg", under=("templates", "static"))
        for address in ADDRESS.findall(COMMENT.sub("", path.read_text()))
        if not address.startswith(NAMESPACES)
    ]
    assert outside == []


def test_migrations_are_named_and_reversible_and_in_one_line():
    loader = MigrationLoader(connection=None, ignore_no_migrations=True)
    ours = {app.rsplit("/", 1)[-1] for app in OWN_APPS}
    own = {key: migration for key, migration in loader.disk_migrations.items() if key[0] in ours}

    assert [key for key in own if re.search(r"_auto_|_alter_\w+_and_more|\d{8}", key[1])] == []
    assert [
        f"{key} {operation.describe()}"
        for key, migration in own.items()
        for operation in migration.operations
        if not operation.reversible
    ] == []
    assert {app: len(loader.graph.leaf_nodes(app)) for app in ours & {key[0] for key in own}} == dict.fromkeys(
        {key[0] for key in own}, 1
    )
    assert connection.vendor == "postgresql"


def test_proof_that_is_named_exists():
    written = {function.name for path, tree in _trees() if "tests" in path.parts for function in _functions(tree)}
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/beheer/security.md").read_text()))
    assert named - written == set()
    assert len(named) > 100

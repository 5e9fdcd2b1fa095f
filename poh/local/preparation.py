"""Make a database ready for POH: extensions, the application role and what it may do.

Works on the embedded server and on any PostgreSQL from version 15. The owner of the tables and the
application log in apart: the application role owns nothing, is no superuser and cannot pass by
row-level security.
"""

import base64
import hashlib
import hmac
from urllib.parse import quote, urlencode

import psycopg2
from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class
from psycopg2.extensions import encrypt_password, make_dsn, parse_dsn

from poh.local.errors import LocalError

APP_ROLE = "poh_app"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
OLDEST_SERVER = 150000
# For tables that the owner makes from now on; a migration may take back what clinical tables forbid.
APP_GRANTS = (
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role}",
)


def app_password(secret_key: str, role: str = APP_ROLE) -> str:
    """The password of a database role, derived from SECRET_KEY, for when no address with a login is given."""
    mac = hmac.new(secret_key.encode(), f"database role {role}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).decode().rstrip("=")


def app_url(owner_url: str, secret_key: str) -> str:
    """The address of the same database for the application role with its derived password."""
    return url_from_dsn(parse_dsn(owner_url) | {"user": APP_ROLE, "password": app_password(secret_key)})


def url_from_dsn(parts: dict[str, str]) -> str:
    """A postgresql:// address from the parts of a connection; a socket folder goes into `?host=`."""
    rest = {key: value for key, value in parts.items() if key not in {"user", "password", "dbname"}}
    place = ""
    if not rest.get("host", "").startswith("/") and "," not in rest.get("host", ""):
        host, port = rest.pop("host", ""), rest.pop("port", "")
        place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    login = quote(parts.get("user", ""), safe="")
    if password := parts.get("password"):
        login += ":" + quote(password, safe="")
    query = f"?{urlencode(rest)}" if rest else ""
    return f"postgresql://{login}@{place}/{quote(parts.get('dbname', ''), safe='')}{query}"


def prepare_database(owner_url: str, *, app_login_url: str) -> None:
    """Make the database of `owner_url` ready for the application login; may be run again at any time.

    The login of `owner_url` needs the right to make extensions and, where the application login is
    missing, to make roles. What it may not do is refused in words, with the SQL an administrator can run.
    """
    connection = connect(owner_url)
    try:
        _refuse_unfit_server(connection)
        _make_extensions(connection)
        _make_app_login(connection, parse_dsn(app_login_url))
        grant_app_role(connection)
    finally:
        connection.close()
    _refuse_strong_app_login(app_login_url)


def grant_app_role(connection: Connection) -> None:
    """Let the application role into the present database and use what the present login will make in it."""
    names = {"role": sql.Identifier(APP_ROLE), "database": sql.Identifier(connection.info.dbname)}
    with connection.cursor() as cursor:
        for grant in APP_GRANTS:
            cursor.execute(sql.SQL(grant).format(**names))


def connect(url: str) -> Connection:
    """An autocommit connection, or the reason why not in words."""
    parts = {"connect_timeout": "10", "application_name": "poh-prepare"} | parse_dsn(url)
    try:
        connection = psycopg2.connect(make_dsn(**parts))
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        place = parts.get("host", "localhost")
        raise LocalError(f"Geen verbinding met PostgreSQL op {place} als {parts.get('user', '?')}: {reason}") from error
    connection.autocommit = True
    return connection


def _refuse_unfit_server(connection: Connection) -> None:
    if connection.server_version < OLDEST_SERVER:
        found = connection.server_version // 10000
        raise LocalError(f"PostgreSQL {found} is te oud: POH heeft versie {OLDEST_SERVER // 10000} of nieuwer nodig.")
    if (found := connection.get_parameter_status("server_encoding")) != "UTF8":
        raise LocalError(f"De database moet UTF8 zijn, niet {found}. Maak hem met ENCODING 'UTF8'.")


def _make_extensions(connection: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        present = {name for (name,) in cursor.fetchall()}
        for name in EXTENSIONS:
            if name in present:
                continue
            command = f"CREATE EXTENSION IF NOT EXISTS {name}"
            try:
                cursor.execute(command)
            except errors.InsufficientPrivilege as error:
                raise _ask_administrator(f"mag de uitbreiding {name} niet maken", command) from error
            except (errors.UndefinedFile, errors.FeatureNotSupported) as error:
                raise LocalError(
                    f"De uitbreiding {name} ontbreekt op de databaseserver: installeer het pakket postgresql-contrib."
                ) from error


def _make_app_login(connection: Connection, app: dict[str, str]) -> None:
    """The group `poh_app` exists and the application login is it, or is a member of it."""
    login, password = app["user"], app.get("password", "")
    _make_role(connection, APP_ROLE, password if login == APP_ROLE else None)
    if login == APP_ROLE:
        return
    _make_role(connection, login, password)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", (login, APP_ROLE))
        if not cursor.fetchone()[0]:
            grant = sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP_ROLE), sql.Identifier(login))
            _run(connection, grant, f"mag {login} geen lid maken van {APP_ROLE}")


def _make_role(connection: Connection, role: str, password: str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", (role,))
        found = cursor.fetchone()
    name = sql.Identifier(role)
    if password is None:
        if found is None:
            _run(connection, sql.SQL("CREATE ROLE {} NOLOGIN").format(name), f"mag de rol {role} niet maken")
        return
    # The verifier, not the password, crosses the wire, so that no server log can hold it.
    verifier = sql.Literal(encrypt_password(password, role, scope=connection, algorithm="scram-sha-256"))
    if found is None:
        command = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD {}").format(name, verifier)
        _run(connection, command, f"mag de rol {role} niet maken")
    elif not _can_log_in(connection, role, password):
        command = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, verifier)
        _run(connection, command, f"mag het wachtwoord van {role} niet zetten")


def _can_log_in(connection: Connection, role: str, password: str) -> bool:
    parts = connection.info.dsn_parameters | {"user": role, "password": password}
    try:
        psycopg2.connect(make_dsn(**parts)).close()
    except psycopg2.OperationalError:
        return False
    return True


def _refuse_strong_app_login(app_login_url: str) -> None:
    """The application login must be weaker than the walls it stands behind."""
    connection = connect(app_login_url)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR pg_has_role(current_user, datdba, 'USAGE')"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
        )
        strong = cursor.fetchone()[0]
    login = connection.info.user
    connection.close()
    if strong:
        raise LocalError(
            f"De rol {login} uit DATABASE_APP_URL is te sterk: geen superuser, geen BYPASSRLS, geen eigenaar. "
            "Anders werkt de muur tussen praktijken niet."
        )


def _run(connection: Connection, command: sql.Composable, refusal: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(command)
    except errors.InsufficientPrivilege as error:
        raise _ask_administrator(refusal, command.as_string(connection)) from error


def _ask_administrator(refusal: str, command: str) -> LocalError:
    return LocalError(f"De login uit DATABASE_URL {refusal}. Laat een beheerder dit uitvoeren: {command};")

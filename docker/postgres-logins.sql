-- Run once by the postgres image, as its superuser, when the volume is new: the two logins of POH and the owner of its
-- database. Neither is a superuser and neither passes by row-level security, so the wall between practices binds both.
\set ON_ERROR_STOP on
\getenv database POSTGRES_DB
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD

CREATE ROLE poh_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION PASSWORD :'owner_password';
CREATE ROLE poh_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION PASSWORD :'app_password';
ALTER DATABASE :"database" OWNER TO poh_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO poh_app;

#!/bin/sh
# Run by the PostgreSQL image when its volume is empty: one server, three databases, and a user for each program,
# so that neither can read the other's tables or change its own past as a superuser.
set -eu
psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  --set sitetab_password="$SITETAB_DB_PASSWORD" --set temporal_password="$TEMPORAL_DB_PASSWORD" <<'SQL'
create role sitetab login password :'sitetab_password';
create role temporal login password :'temporal_password';
create database sitetab owner sitetab;
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke connect on database sitetab, temporal, temporal_visibility from public;
SQL

#!/bin/sh
# Brings Temporal's two databases to the schema of this version of Temporal; does nothing where they are there already.
set -eu
schema=/etc/temporal/schema/postgresql/v12
for part in temporal visibility; do
  database=temporal
  [ "$part" = temporal ] || database=temporal_visibility
  set -- --plugin postgres12 --ep postgres --port 5432 --user temporal --db "$database"
  temporal-sql-tool "$@" setup-schema -v 0.0
  temporal-sql-tool "$@" update-schema -d "$schema/$part/versioned"
done

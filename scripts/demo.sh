#!/usr/bin/env bash
# The demonstration, from nothing: what is missing is installed, a throw-away server is built and started, examples/demo.sql runs.
# KEEP=1 leaves the server running and says how to reach and how to stop it.
set -euo pipefail
cd "$(dirname "$0")/.."
PG_CONFIG=$(scripts/setup.sh)
# a compiler that we have never met may warn of something: no reason to stop here
export PG_CONFIG WERROR=
dir=$(mktemp -d "${TMPDIR:-/tmp}/tuoyu-demo.XXXXXX")
server() { scripts/private_server.sh "$@"; }
trap 'server stop "$dir"' EXIT

echo "== building and starting a private server: $("$PG_CONFIG" --version)"
server start "$dir"
server run "$dir" psql -Xq -v ON_ERROR_STOP=1 <<'END'
CREATE DATABASE tuoyu_demo;
\connect tuoyu_demo
SET client_min_messages = warning;
CREATE EXTENSION tuoyu CASCADE;
ALTER DATABASE tuoyu_demo SET search_path = "$user", public, tuoyu;
END
server run "$dir" env PAGER= psql -Xq -v ON_ERROR_STOP=1 -d tuoyu_demo -f examples/demo.sql

if [ -n "${KEEP:-}" ]; then
	trap - EXIT
	cat <<-END

		== the server keeps running
		connect:  $PWD/scripts/private_server.sh run $dir psql tuoyu_demo
		stop:     $PWD/scripts/private_server.sh stop $dir
		(socket folder $dir/socket, port 5432, user postgres)
	END
fi

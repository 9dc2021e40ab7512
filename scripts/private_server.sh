#!/usr/bin/env bash
# A throw-away PostgreSQL server with this source tree built into it. No existing cluster, and no system folder, is touched:
# Debian's server finds its files relative to its own binary, so a copy of it under any folder runs from there.
#
#   private_server.sh start DIR      copy the server to DIR, build and install this tree into the copy, start a cluster
#   private_server.sh build DIR      build and install again what has changed (the running cluster sees it at the next session)
#   private_server.sh run DIR CMD…   run CMD in DIR/src with the environment of that server
#   private_server.sh stop DIR       stop the cluster and remove DIR
#   private_server.sh with CMD…      all of it: start in a new folder, run, stop
#
# PG_CONFIG chooses the server (default: the one on the PATH); WERROR= lets compiler warnings pass. Run as root, all but the copying runs as user postgres.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
# a make that called us must not speak to the makes that we call: its PG_CONFIG=… would win over the copy's
unset MAKEFLAGS MAKEOVERRIDES MFLAGS MAKELEVEL

die() { echo "private_server: $*" >&2; exit 1; }

as_owner() {
	if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

settings() { # DIR: paths and environment of the copy in DIR
	dir=$1
	bin=$(cat "$dir/bindir")
	export PG_CONFIG=$bin/pg_config PATH=$bin:$PATH PGHOST=$dir/socket PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
	export LC_ALL=C.UTF-8 HOME=$dir SERVER_LOG=$dir/server.log
	# postgres may not be let into the folder that we were called from
	cd "$dir"
}

copy_server() { # DIR
	local dir=$1 config=${PG_CONFIG:-pg_config} lib share inc
	[ "$("$config" --bindir)" != /usr/bin ] || die "PostgreSQL must lie in a folder of its own, not in /usr/bin"
	lib=$(dirname "$("$config" --bindir)") share=$("$config" --sharedir) inc=$("$config" --pkgincludedir)
	mkdir -p "$dir/root$lib" "$dir/root$share" "$dir/root$(dirname "$inc")" "$dir/socket" "$dir/src"
	# the JIT and other extensions' bitcode are not needed, and are most of the size
	(cd "$lib" && tar cf - --exclude='./lib/bitcode' --exclude='./lib/llvmjit*' .) | tar xf - -C "$dir/root$lib"
	cp -a "$share/." "$dir/root$share/"
	[ -e "$dir/root$inc" ] || ln -s "$inc" "$dir/root$inc"
	echo "$dir/root$lib/bin" > "$dir/bindir"
}

build() { # DIR
	(cd "$top" && tar cf - --exclude=./.git --exclude='*.o' --exclude='*.so' --exclude='*.bc' --exclude='./tuoyu--*.sql' \
		--exclude=./src/types/region_list.sql --exclude=./results --exclude=./output_iso --exclude=./tmp_check --exclude=./log .) | tar xf - -C "$dir/src"
	[ "$(id -u)" != 0 ] || chown -R postgres:postgres "$dir"
	as_owner make -s -C "$dir/src" with_llvm=no WERROR="${WERROR-1}" PG_CONFIG="$PG_CONFIG" -j"$(nproc)" install
}

start() { # DIR
	mkdir -p "$1"
	[ -z "$(ls -A "$1")" ] || die "$1 is not empty"
	: > "$1/bindir"
	copy_server "$1"
	settings "$1"
	# its superuser needs no password, so nobody else may come near the socket
	chmod 700 "$dir"
	build
	as_owner initdb -D "$dir/data" -U postgres -A trust -N -E UTF8 --locale=C.UTF-8 > "$dir/initdb.log" 2>&1 ||
		{ cat "$dir/initdb.log" >&2; exit 1; }
	as_owner pg_ctl -D "$dir/data" -w -l "$dir/server.log" \
		-o "-p 5432 -k $dir/socket -c listen_addresses='' -c fsync=off -c max_prepared_transactions=10 ${SERVER_OPTIONS:-}" start > "$dir/start.log" ||
		{ cat "$dir/server.log" >&2; exit 1; }
}

stop() { # DIR
	[ -e "$1/bindir" ] || die "$1 is no private server"
	if [ -e "$1/data/postmaster.pid" ]; then
		settings "$1"
		as_owner pg_ctl -D "$1/data" -m fast stop > /dev/null || true
	fi
	rm -rf "$1"
}

case ${1:-} in
	start) start "$(realpath -m "$2")" ;;
	build) settings "$(realpath "$2")"; build ;;
	run) settings "$(realpath "$2")"; shift 2; cd "$dir/src"; as_owner "$@" ;;
	stop) stop "$(realpath "$2")" ;;
	with)
		shift
		new=$(mktemp -d "${TMPDIR:-/tmp}/tuoyu.XXXXXX")
		trap 'stop "$new"' EXIT
		start "$new"
		(cd "$dir/src" && as_owner "$@") ;;
	*) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

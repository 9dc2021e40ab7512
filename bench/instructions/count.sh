#!/usr/bin/env bash
# Counts the instructions of the hot paths (paths.sql) with the server of the environment, and prints for each its name, and a
# row's instructions: those of tuoyu.so itself, and those from PostgreSQL's calls of it until they return, so with all that it
# calls in turn (where that calls tuoyu.so again, this is counted again). What the executor does around a call is not in them.
#
# How: a cluster of its own, a single-user backend under callgrind. No other process, no clock, no statistics and no plan that
# could differ, so that counts repeat to a fraction of a per mille. Between the paths a function of PostgreSQL that nobody
# else calls is the marker at which callgrind writes down what it has counted and starts afresh.
set -euo pipefail
cd "$(dirname "$0")"
bin=$("${PG_CONFIG:-pg_config}" --bindir)
marker=pg_conf_load_time
export LC_ALL=C.UTF-8 TZ=UTC
unset PGOPTIONS PGTZ PGDATESTYLE
work=$(mktemp -d "${TMPDIR:-/tmp}/instructions.XXXXXX")
if [ -n "${KEEP:-}" ]; then echo "instructions: what callgrind writes is in $work" >&2; else trap 'rm -rf "$work"' EXIT; fi

die() { echo "instructions: $*" >&2; exit 1; }

single() { # STATEMENTS [BEFORE…]: has a single-user backend, run by BEFORE, work them off
	local file=$1
	shift
	"$@" "$bin/postgres" --single -j -D "$work/data" -c exit_on_error=on -c search_path=public,tuoyu -c fsync=off -c jit=off \
		-c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan -c shared_buffers=64MB -c client_min_messages=warning \
		-c checkpoint_timeout=1h -c full_page_writes=off -c track_counts=off postgres < "$file" > "$work/out" 2> "$work/err" || { tail -20 "$work/err" >&2; die "the server gave up"; }
}

statements() { # what the backend is to do for all paths
	local path body
	while IFS=$'\t' read -r path body; do
		echo "$path" >> "$work/names"
		for part in 1 2; do
			case $body in
				CALL*) printf '%s;\n\n' "${body//'$1'/$part}" ;;
				*)
					[ $part = 2 ] || printf 'PREPARE path(integer) AS %s;\n\n' "$body"
					printf 'EXECUTE path(%s);\n\n' $part ;;
			esac
			printf 'SELECT %s();\n\n' $marker
		done
		[[ $body == CALL* ]] || printf 'DEALLOCATE path;\n\n'
	done < <(awk '/^-- path / { if (name) print name "\t" body; name = $3; body = ""; next } name && NF { body = body $0 " " } END { print name "\t" body }' paths.sql)
}

"$bin/initdb" -D "$work/data" -U postgres -A trust -N -E UTF8 --locale=C > "$work/log" 2>&1 || { cat "$work/log" >&2; die "initdb failed"; }
single data.sql
statements > "$work/paths"
single "$work/paths" valgrind --tool=callgrind --callgrind-out-file="$work/counts" --dump-before=$marker --dump-line=no \
	--compress-strings=no --compress-pos=no --log-file="$work/valgrind"

rm -rf "$work/data"

# Of each path the even one of its two dumps counts. In it a line of costs belongs to the object of the last "ob="; one that follows
# "calls=" is instead what the function called has cost with all that it called, and "cob=" its object if that is another.
sed -nE 's/.* rows = "([0-9]+)".*/\1/p' "$work/out" | awk 'NR % 2 == 0' > "$work/rows"
[ "$(wc -l < "$work/rows")" = "$(wc -l < "$work/names")" ] || { tail -20 "$work/err" >&2; die "not every path gave its rows"; }
n=0
paste "$work/names" "$work/rows" | while read -r name rows; do
	n=$((n + 2))
	[ "$rows" -gt 0 ] || die "$name worked on no row"
	mv "$work/counts.$n" "$work/$name.callgrind"
	awk -v name="$name" -v rows="$rows" '
		/^ob=/ { ours = /\/tuoyu\.so$/ }
		/^cob=/ { entered = !ours && /\/tuoyu\.so$/ }
		/^calls=/ { getline; if (entered) with_called += $2; entered = 0; next }
		/^[0-9]/ && ours { own += $2 }
		END { printf "%s %.1f %.1f\n", name, own / rows, with_called / rows; exit own < rows }' "$work/$name.callgrind" ||
		die "$name ran nothing of tuoyu"
done

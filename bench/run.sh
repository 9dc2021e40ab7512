#!/usr/bin/env bash
# Benchmarks, on the server that the environment names; "make bench" gives them one of their own.
#
#   run.sh NAME      runs bench/NAME/NAME.sh, prints what it found as a Markdown page, and on standard error how far it is
#
# SCALE (default 1) is the size of the data, RUNS (default 5) how often each thing is measured: SCALE=0.02 RUNS=1 is a quick
# look. A benchmark is a script that calls the functions below. What it compares is measured in turns, run after run, so that
# a machine that slows down does so for all; the page shows medians. Answers are compared before times are: check.
set -euo pipefail
cd "$(dirname "$0")"
name=${1:?run.sh: which benchmark?}
here=$PWD/$name
export SCALE=${SCALE:-1} RUNS=${RUNS:-5} PGDATABASE=tuoyu_bench PGOPTIONS='-c client_min_messages=warning'
work=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

say() { echo "bench: $*" >&2; }
die() { say "$*"; exit 1; }

# --- SQL

sql() { # ARGUMENTS OF PSQL…: bare output, stops at an error
	psql -XAtq -v ON_ERROR_STOP=1 "$@"
}

value() { # SQL: its one value
	sql -c "$1"
}

check() { # WHAT WANTED GOT: the answer must be right
	[ "$2" = "$3" ] || die "$1: $3 where $2 is right"
}

timed() { # ARGUMENTS OF PSQL…: milliseconds that its statements took, as psql says
	local output
	output=$(psql -XAtq -v ON_ERROR_STOP=1 -c '\timing on' "$@") || return 1
	awk '/^Time: / { sum += $2 } END { printf "%.3f\n", sum }' <<< "$output"
}

# --- Measuring

record() { # SERIES VALUE: one more of a series
	[ -n "$2" ] || die "nothing measured for $1"
	echo "$2" >> "$work/$1"
}

in_turns() { # FUNCTION VARIANT…: calls FUNCTION VARIANT for each, RUNS times over
	local function=$1 run variant
	shift
	for ((run = 1; run <= RUNS; run++)); do
		for variant; do
			say "$function $variant, run $run of $RUNS"
			"$function" "$variant"
		done
	done
}

median() { # SERIES
	sort -g "$work/$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

spread() { # SERIES: least and most
	sort -g "$work/$1" | awk 'NR == 1 { least = $1 } END { print least, $1 }'
}

calc() { # EXPRESSION [FORMAT]: arithmetic
	awk "BEGIN { printf \"${2:-%.3f}\", $1 }"
}

scaled() { # NUMBER: of things at this SCALE, at least 1
	calc "($1 * $SCALE < 1) ? 1 : $1 * $SCALE" %d
}

# --- The page

machine() {
	local model memory
	model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
	memory=$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
	echo "- Machine: $(nproc) × ${model:-$(uname -m)}, $memory; Linux $(uname -r)"
	echo "- Server: $(value 'SELECT version()')"
	echo "- tuoyu $(value "SELECT extversion FROM pg_extension WHERE extname = 'tuoyu'"); settings other than the defaults: $(value \
		"SELECT string_agg(name || '=' || current_setting(name), ', ' ORDER BY name) FROM pg_settings
		WHERE source = 'command line' AND name IN ('fsync', 'shared_buffers', 'max_wal_size', 'checkpoint_timeout', 'autovacuum', 'jit')")"
	echo "- Medians of $RUNS runs, variants in turns, scale $SCALE; made by \`$command\` on $(date -u +%F)"
}

row() { # CELL…: a row of a table
	printf '| %s ' "$@"
	echo '|'
}

table() { # HEADING…: the head of a table
	echo
	row "$@"
	row "${@//*/---}"
}

chart() { # NAME LABEL VALUE TARGET …: the chart of the page, which chart.sh draws from these lines; less than the target is better
	printf '\n![What was measured, as a multiple of its target](benchmark-%s.svg)\n\n<!-- chart\n' "$1"
	shift
	printf '%s\t%s\t%s\n' "$@"
	echo "-->"
}

command="make bench BENCH=$name"
[ "$SCALE" = 1 ] || command="SCALE=$SCALE $command"
[ "$RUNS" = 5 ] || command="RUNS=$RUNS $command"

psql -Xq -d postgres -c "DROP DATABASE IF EXISTS $PGDATABASE" -c "CREATE DATABASE $PGDATABASE"
sql -c 'CREATE EXTENSION tuoyu CASCADE'
# shellcheck source=/dev/null
. "$here/$name.sh"

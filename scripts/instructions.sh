#!/usr/bin/env bash
# Are the hot paths as cheap as they were? Counts their instructions (bench/instructions) on a throw-away server and compares
# them with the baseline; a path that takes over 10 % more fails. The last line counts the paths.
#
#   instructions.sh               compare; KEEP=1 keeps what callgrind wrote, for callgrind_annotate
#   instructions.sh --baseline    write what is counted now as the baseline, to be committed with the reason
#
# A baseline is of one PostgreSQL major on one kind of processor; without one the counts are shown and nothing is judged. Two figures
# are compared: the instructions of tuoyu.so itself, which depend on our code and the compiler alone (another gcc makes a
# few per cent), and those with all that it calls, so that an allocation or a query more is seen. The latter also grow with
# PostgreSQL's own code, so on another minor release than the baseline's 25 % are let pass there.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
PG_CONFIG=$(scripts/setup.sh instructions)
export PG_CONFIG
server=$("$PG_CONFIG" --version)
baseline=bench/instructions/baseline-$(sed -E 's/^PostgreSQL ([0-9]+).*/\1/' <<< "$server")-$(uname -m).txt
counts=$(mktemp)
trap 'rm -f "$counts"' EXIT
scripts/private_server.sh with bench/instructions/count.sh > "$counts"

if [ "${1:-}" = --baseline ]; then
	{
		echo '# Instructions a row: path, of tuoyu.so itself, with what it calls. "make instructions-baseline" writes this.'
		echo "# $server"
		cat "$counts"
	} > "$baseline"
	echo "$baseline"
	exit
fi
[ -e "$baseline" ] || {
	cat "$counts"
	echo "there is no $baseline to compare with: \"make instructions-baseline\" makes one"
	echo "0 passed, 0 failed"
	exit
}
awk -v server="$server" -v name="$baseline" '
	function change(now, was) { return was > 0 ? 100 * (now / was - 1) : 0 }
	FNR == NR && $0 == "# " server { same = 1 }
	/^#/ { next }
	FNR == NR { own[$1] = $2; called[$1] = $3; next }
	!heading++ {
		margin = same ? 10 : 25
		if (!same) print "another minor release than the baseline'\''s: " margin " % are let pass with what is called"
		printf "%-30s %12s %12s %8s %14s %12s %8s\n", "instructions a row", "of tuoyu.so", "before", "", "with called", "before", ""
	}
	!($1 in own) { print "not ok - " $1 ": not in " name; failed++; next }
	{
		by_own = change($2, own[$1]); by_called = change($3, called[$1]); bad = by_own > 10 || by_called > margin
		bad ? failed++ : passed++
		printf "%-30s %12.1f %12.1f %+6.1f %% %14.1f %12.1f %+6.1f %%%s\n", (bad ? "not ok - " : "ok - ") $1, $2, own[$1], by_own, $3, called[$1], by_called,
			bad ? "  costs more" : by_own < -10 || by_called < -10 ? "  costs less: a new baseline keeps it so" : ""
		delete own[$1]
	}
	END {
		for (path in own) { print "not ok - " path ": in " name ", but no longer counted"; failed++ }
		if (failed) print "renew the baseline where this is meant: make instructions-baseline"
		printf "%d passed, %d failed\n", passed, failed
		exit failed > 0
	}' "$baseline" "$counts"

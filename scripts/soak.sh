#!/usr/bin/env bash
# The staffing guarantee under load: clients enrol, move, withdraw and reroster at random, at mixed isolation levels, with
# rollbacks, while backends are killed now and then; at the end no class may be in breach on any day.
#
#   soak.sh [SECONDS [CLIENTS]]      default 180 and 32; on the server that the environment names, in a database of its own
#
# SERVER_LOG names the server's log. The status is not 0 when ratio_violations or the independent day-by-day check finds
# anything, after a deadlock, an unexpected error, or a crash.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
run=${1:-180} clients=${2:-32}
export PGDATABASE=tuoyu_soak PGCONNECT_TIMEOUT=30
log=${SERVER_LOG:?soak: SERVER_LOG must name the log of the server}
out=$(mktemp -d "${TMPDIR:-/tmp}/soak.XXXXXX")
trap 'rm -rf "$out"' EXIT

pick() { # WORD…: one of them
	shift $((RANDOM % $#))
	printf '%s' "$1"
}

transactions() { # CLIENT: some, at random, as psql reads them
	# an error makes what follows in the transaction fail too (25P02, 3B001)
	local act="SELECT soak_act($1, $clients);" n i
	printf '%s\n' '\set VERBOSITY sqlstate' 'SET statement_timeout = 60000;'
	for ((n = 0; n < 30; n++)); do
		echo "BEGIN ISOLATION LEVEL $(pick 'READ COMMITTED' 'REPEATABLE READ' SERIALIZABLE);"
		case $((RANDOM % 10)) in
			0) echo "SELECT soak_edit();" ;;
			1) echo "SET CONSTRAINTS ALL IMMEDIATE; $act" ;;
			# what is taken back must leave the check as it found it; the rest is locked in the constraint's order only
			2) echo "SAVEPOINT s; $act SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK TO s; $act" ;;
			3) echo "$act SAVEPOINT s; $act ROLLBACK TO s; $act" ;;
			4) echo "$act SAVEPOINT s; $act RELEASE s; SET CONSTRAINTS ALL IMMEDIATE;" ;;
			*) for ((i = RANDOM % 3; i >= 0; i--)); do echo "$act"; done ;;
		esac
		[ $((RANDOM % 2)) = 0 ] || echo "SELECT pg_sleep($((RANDOM % 20)) / 1000.0);"
		if [ $((RANDOM % 10)) = 0 ]; then printf '%s\n' '\echo given up' 'ROLLBACK;'; else echo 'COMMIT;'; fi
	done
}

client() { # CLIENT: until time is over; what a psql that lost its connection leaves unread is dropped
	RANDOM=$(($1 * 7 + 1))
	while [ "$SECONDS" -lt "$until" ]; do
		transactions "$1" 2> /dev/null | PGAPPNAME=soak psql -XAt >> "$out/client.$1" 2>&1
	done
}

killer() {
	while [ "$SECONDS" -lt "$((until - 1))" ]; do
		sleep $((1 + RANDOM % 2))
		psql -XAtc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE application_name = 'soak' AND xact_start IS NOT NULL ORDER BY random() LIMIT 1" >> "$out/killed" 2>&1
	done
}

counted() { # PATTERN: lines of the clients' output
	cat "$out"/client.* | grep -cE "$1"
}

value() { # SQL: its one value; what fails is not 0
	psql -XAtq -v ON_ERROR_STOP=1 -c "$1" || echo failed
}

failed=0
fail() { echo "soak: $*" >&2; failed=1; }

psql -XAtq -d postgres -v ON_ERROR_STOP=1 -c "DROP DATABASE IF EXISTS $PGDATABASE" -c "CREATE DATABASE $PGDATABASE" 2> "$out/setup" &&
	psql -Xq -f "$here/soak.sql" >> "$out/setup" 2>&1 || { cat "$out/setup" >&2; exit 1; }
logged=$(wc -c < "$log")
SECONDS=0 until=$run
: > "$out/killed"
for ((c = 0; c < clients; c++)); do client "$c" & done
killer &
wait

begun=$(counted '^BEGIN$') committed=$(counted '^COMMIT$') given_up=$(counted '^given up$') cut=$(counted 'FATAL: +57P01')
errors=$(cat "$out"/client.* | sed -nE 's/.*(ERROR|FATAL|PANIC): +([0-9A-Z]{5}).*/\2/p' | grep -vE '25P02|3B001' | sort | uniq -c)
echo "$clients clients, $run s: $begun transactions begun, $committed committed, $given_up rolled back on purpose, $cut cut off by a killed backend, $((begun - committed - given_up - cut)) refused"
echo "errors by SQLSTATE (23514 staffing, 23P01 and 23505 one class at a time, 40001 serialization, 40P01 deadlock, 57P01 killed):"
echo "$errors"

violations=$(value "SELECT count(*) FROM ratio_violations('soak_staffing')")
breaches=$(value "SELECT count(*) FROM soak_breach")
echo "$(value 'SELECT count(*) FROM enrolment') enrolments, $(value 'SELECT count(*) FROM class_staff') roster entries; ratio_violations: $violations; day by day: $breaches"
[ "$violations" = 0 ] || { fail "ratio_violations finds breaches"; psql -Xc "SELECT * FROM ratio_violations('soak_staffing') LIMIT 20" >&2; }
[ "$breaches" = 0 ] || { fail "the day-by-day check finds breaches"; psql -Xc "SELECT * FROM soak_breach LIMIT 20" >&2; }
# both must see a breach that is there
planted=$(value "BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM class_staff;
	SELECT (SELECT count(DISTINCT (institution_id, class_id)) FROM ratio_violations('soak_staffing') WHERE problem = '保育人员不足')
		|| ' ' || (SELECT count(DISTINCT (institution_id, class_id)) FROM soak_breach)
		|| ' ' || (SELECT count(DISTINCT (institution_id, class_id)) FROM enrolment); ROLLBACK")
[[ $planted =~ ^([1-9][0-9]*)\ ([0-9]+)\ ([0-9]+)$ && ${BASH_REMATCH[1]} = "${BASH_REMATCH[2]}" && ${BASH_REMATCH[1]} = "${BASH_REMATCH[3]}" ]] ||
	fail "classes without caregivers that are found, day by day, with children: $planted"

unexpected=$(echo "$errors" | grep -vE ' (23514|23P01|23505|40001|57P01)$' | grep .) && fail "errors that should not be: $unexpected"
[ "$committed" -gt 0 ] && [ "$(counted 'ERROR: +23514')" -gt 0 ] || fail "nothing committed, or nothing refused"
crash=$(tail -c +$((logged + 1)) "$log" | grep -aE 'PANIC|TRAP|XX[0-9A-Z]{3}:|terminated by signal|terminated abnormally') &&
	fail "in the server log: $(echo "$crash" | head -20)"
[ $failed != 0 ] || psql -XAtq -d postgres -c "DROP DATABASE $PGDATABASE"
exit $failed

# What it costs to settle a year, against writing the same lines ready made (sourced by run.sh).

settings="SET search_path = ledger, public, tuoyu; SET tuoyu.as_of = '2025-12-31'; SET max_parallel_workers_per_gather = 0;"
institutions=$(scaled 31250)
children=$((institutions * 32))
say "data: $institutions institutions, $children children"
sql -v institutions="$institutions" -f "$here/data.sql" > /dev/null

# all that settle gives a line; its number comes from the sequence
columns="institution_id, due_on, run_id, pass, kind, region, child_id, event_id, item, payee, unit, settlement_period, during, instalment, rule, amount,
	withheld, family_pays, funder_shares, document, doc_number, clause, reason, reverses, trace, fact"
# of the backend's own, that is without what it has touched of the shared buffers
peak="SELECT (substring(s FROM 'VmHWM:\s+(\d+)')::integer - substring(s FROM 'RssShmem:\s+(\d+)')::integer) / 1024 FROM pg_read_file('/proc/self/status') s"
declare -A statement
statement[once]="CALL settle('ledger', '99', '[2025-01-01,2026-01-01)')"
statement[batch]="CALL settle('ledger', '99', '[2025-01-01,2026-01-01)', batch => 1000)"
statement[insert]="INSERT INTO copy_of_settlement_line ($columns) SELECT $columns FROM settlement_line"

empty() { # TABLE…: as if nothing had been written
	sql -c "$settings" -c "TRUNCATE $1" -c 'CHECKPOINT'
}

measure() { # VARIANT
	local output
	case $1 in
		insert) empty copy_of_settlement_line ;;
		*) empty 'settlement_line, settlement_pass, settlement_run, settlement_number' ;;
	esac
	output=$(sql -c "$settings" -c '\timing on' -c "${statement[$1]}" -c '\timing off' -c "$peak")
	record "$1" "$(sed -nE 's/^Time: ([0-9.]+).*/\1/p' <<< "$output")"
	record "memory.$1" "$(tail -1 <<< "$output")"
}

# what is due is in the ledger, all of it, and once; to settle again adds nothing
measure once
answer=$(value "$settings SELECT count(*) || ' ' || sum(amount) FROM subsidy_due")
lines=${answer% *}
check 'settle' "$answer" "$(value "$settings SELECT count(*) || ' ' || sum(amount) FROM settlement_line")"
sql -c 'ANALYZE ledger.settlement_line' # as autovacuum would after so many lines
record again "$(timed -c "$settings" -c "${statement[once]}" | tail -1)"
check 'settle again' "$answer" "$(value "$settings SELECT count(*) || ' ' || sum(amount) FROM settlement_line")"
rm "$work/once" "$work/memory.once"

in_turns measure batch once insert
check 'insert' "$answer" "$(value "$settings SELECT count(*) || ' ' || sum(amount) FROM copy_of_settlement_line")"
width=$(value "$settings SELECT (pg_total_relation_size('settlement_line') / count(*))::bigint FROM settlement_line")

cat <<PAGE
# What it costs to settle

PAGE
machine
cat <<PAGE

A registry of $children children at $institutions institutions, 12 months, one item of so much a child-month for recognised institutions, with two funders: $lines
lines, each with its trace and fact, $width bytes of table and index a line. Against them one \`INSERT … SELECT\` of the same lines, ready made, into a
table with the same columns, indexes, constraints and identity. One process; the ledger is empty before each run, its sum is that of \`subsidy_due\`.
\`settle\` of a ledger that has all of it computes all of it again, and holds it against what stands; measured once.
PAGE
table "$lines lines" "time, s" "a line, µs" "ratio" "memory of the backend, MB"
describe() { # VARIANT WHAT
	row "$2" "$(calc "$(median "$1") / 1000")" "$(calc "$(median "$1") * 1000 / $lines" %.1f)" "$(calc "$(median "$1") / $(median insert)" %.2f)" "$(median "memory.$1")"
}
describe insert 'the same lines by `INSERT … SELECT`'
describe once '`settle`'
describe batch '`settle`, a transaction for every 1 000 institutions'
row '`settle` again, which writes nothing' "$(calc "$(median again) / 1000")" "$(calc "$(median again) * 1000 / $lines" %.1f)" "$(calc "$(median again) / $(median insert)" %.2f)" ''
chart settle "settle, of INSERT … SELECT" "$(calc "$(median once) / $(median insert)" %.2f)" 3 "settle in batches, of INSERT … SELECT" "$(calc "$(median batch) / $(median insert)" %.2f)" 3

# What the staffing guarantee costs (sourced by run.sh).

load() { # REGISTRY INSTITUTIONS
	say "data: $2 institutions"
	sql -v registry="$1" -v institutions="$2" -f "$here/data.sql" > /dev/null
}

guard() { # VARIANT: puts on the enrolments what the variant has, and nothing else
	sql -v registry=nursery -v variant="$1" -f "$here/variants.sql" > /dev/null
}

# --- Bulk: many enrolments in one statement

warm="SELECT sum(institution_id) FROM nursery.child; SELECT sum(institution_id) FROM nursery.class;
	SELECT sum(institution_id) FROM nursery.class_staff; SELECT sum(institution_id) FROM nursery.staff; SELECT sum(institution_id) FROM nursery.source"

load_all() { # SERIES VARIANT LAST: enrols all of the institutions up to the last
	local output
	sql -c 'TRUNCATE nursery.enrolment' -c CHECKPOINT
	guard "$2"
	# the session has read the other tables before, so that shared buffers count as its memory whatever the variant
	output=$(sql -c 'SET max_parallel_workers_per_gather = 0' -c "$warm" -c '\timing on' \
		-c "INSERT INTO nursery.enrolment (institution_id, child_id, during, class_id) SELECT * FROM nursery.source WHERE institution_id <= $3" \
		-c '\timing off' -c "SELECT substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s+(\d+)')::integer / 1024")
	check "enrolments, $2" "$(value "SELECT count(*) FROM nursery.source WHERE institution_id <= $3")" "$(value 'SELECT count(*) FROM nursery.enrolment')"
	record "$1.$2" "$(sed -nE 's/^Time: ([0-9.]+).*/\1/p' <<< "$output")"
	record "memory.$1.$2" "$(tail -1 <<< "$output")"
}

bulk() { load_all bulk "$1" 1000000; }

tenth() { load_all tenth "$1" "$tenth"; }

added() { # SERIES VARIANT: seconds over those without anything
	calc "($(median "$1.$2") - $(median "$1.none")) / 1000"
}

bulk_table() { # SERIES HEADING VARIANT…
	local series=$1 heading=$2 variant label
	shift 2
	table "$heading" "time, s" "least to most" "added, s" "added, of the foreign key's" "memory of the backend, MB"
	for variant; do
		case $variant in
			none) label="no trigger" ;; foreign_key) label="foreign key to the class" ;; constraint) label="staffing constraint" ;;
			plpgsql) label="the rule in PL/pgSQL, row by row" ;;
		esac
		row "$label" "$(calc "$(median "$series.$variant") / 1000")" "$(spread "$series.$variant" | awk '{ printf "%.2f to %.2f", $1 / 1000, $2 / 1000 }')" \
			"$(added "$series" $variant)" "$(calc "$(added "$series" $variant) / $(added "$series" foreign_key)" %.2f)" "$(median "memory.$series.$variant")"
	done
}

refusal() { # MORE: what becomes of so many children more in a class that has room for three
	sql 2>&1 -v VERBOSITY=sqlstate -c "INSERT INTO nursery.enrolment (institution_id, child_id, during, class_id)
		SELECT 1, 10005 + n, '[2026-01-01,2026-02-01)', 5 FROM generate_series(1, $1) n" || true
}

# --- One enrolment a transaction, in one session

single() { # VARIANT
	guard "$1"
	sql -c 'VACUUM ANALYZE nursery.enrolment'
	# the first hundred warm the caches of the session
	record "single.$1" "$(sql -c 'CALL nursery.enrol_one_by_one(1, 100)' -c '\timing on' -c "CALL nursery.enrol_one_by_one(101, $((100 + singles)))" |
		awk -v n="$singles" '/^Time: / { print $2 * 1000 / n }')"
	check "single enrolments, $1" "$((100 + singles))" "$(value 'SELECT count(*) FROM nursery.enrolment WHERE child_id > 10000 AND institution_id < 1000000')"
	sql -c 'DELETE FROM nursery.enrolment WHERE child_id > 10000 AND institution_id < 1000000'
}

# --- Contention: clients enrol and withdraw in a few classes, 2 ms between write and COMMIT

jiffies() { # those that the processors have been idle, and all
	awk '/^cpu / { print $5 + $6, $2 + $3 + $4 + $5 + $6 + $7 + $8 }' /proc/stat
}

contend() { # VARIANT
	local classes clients tps before after
	guard "$1"
	for clients in 16 4; do
		for classes in 4 200; do
			sql -c 'VACUUM nursery.enrolment' -c CHECKPOINT
			before=$(jiffies)
			tps=$(pgbench -n -M prepared -c $clients -j "$(nproc)" -T "$seconds" -D classes=$classes -f "$here/contend.pgbench" 2> "$work/pgbench.log" |
				sed -nE 's/^tps = ([0-9.]+).*/\1/p') || die "$(cat "$work/pgbench.log")"
			after=$(jiffies)
			# pgbench counts scripts, and each is two transactions
			record "contend$clients.$classes.$1" "$(calc "$tps * 2")"
			record "busy$clients.$classes.$1" "$(awk '{ print 100 * (1 - ($3 - $1) / ($4 - $2)) }' <<< "$before $after")"
			sql -c 'DELETE FROM nursery.enrolment WHERE institution_id = 1000000 AND child_id <= 16'
		done
	done
}

# --- The whole of it

violations() { # REGISTRY
	check "violations of $1" 0 "$(value "SELECT count(*) FROM tuoyu.ratio_violations('staffing', '$1.class')")"
	record "violations.$1" "$(timed -c "SELECT count(*) FROM tuoyu.ratio_violations('staffing', '$1.class')")"
}

# --- All of it

sql -c "ALTER DATABASE $PGDATABASE SET search_path = nursery, public, tuoyu"
load nursery "$(scaled 6000)"
sql -f "$here/by_hand.sql"
enrolments=$(value 'SELECT count(*) FROM nursery.source')
classes=$(value 'SELECT count(*) FROM nursery.class')
tenth=$(scaled 600)
singles=$(calc "($(scaled 20000) > 20000) ? 20000 : $(scaled 20000)" %d)
seconds=$(calc "($SCALE < 1) ? 2 : 10" %d)

# keys of enrolments would only blur what is compared here
sql -c 'ALTER TABLE nursery.enrolment DROP CONSTRAINT enrolment_pkey, DROP CONSTRAINT enrolment_enrolment_id'
in_turns tenth none foreign_key constraint plpgsql
tenths=$(value 'SELECT count(*) FROM nursery.enrolment')
in_turns bulk none foreign_key constraint
sql -c 'ALTER TABLE nursery.enrolment ADD PRIMARY KEY (institution_id, child_id, during)' -c 'VACUUM ANALYZE nursery.enrolment'
for variant in constraint plpgsql; do
	guard $variant
	check "four more, $variant" "ERROR:  23514" "$(refusal 4)"
	check "three more, $variant" "" "$(refusal 3)"
	sql -c 'DELETE FROM nursery.enrolment WHERE child_id > 10000'
done

sql -f "$here/one_by_one.sql"
in_turns single none foreign_key constraint
in_turns contend none constraint

guard constraint
load nursery4 "$(scaled 24000)"
sql -v registry=nursery4 -v variant=none -f "$here/variants.sql" > /dev/null
sql -c "INSERT INTO nursery4.enrolment (institution_id, child_id, during, class_id) TABLE nursery4.source" -c 'VACUUM ANALYZE nursery4.enrolment'
sql -v registry=nursery4 -v variant=constraint -f "$here/variants.sql" > /dev/null
in_turns violations nursery nursery4

cat <<END
# What the staffing guarantee costs

END
machine
cat <<END

The registry's own tables: $classes classes of four kinds in $(value 'SELECT count(*) FROM nursery.institution') institutions, $enrolments enrolments in no order, three
caregivers a class. The guarantee covers caregivers, class size, band of admission and days, by the rules of the catalogue. The table of
enrolments has its index by class and, except under "One statement", its primary key; without triggers of any kind it is what
the others are compared with. Memory is the most that the backend had (VmHWM), the shared buffers that it used included; it had
read the other tables before.
END

bulk_table bulk "One statement, $enrolments enrolments into $classes classes" none foreign_key constraint
bulk_table tenth "One statement, a tenth of them: $tenths" none foreign_key constraint plpgsql
echo
echo "The constraint adds $(calc "$(added tenth plpgsql) / $(added tenth constraint)" %.0f) times less than the same rule as a PL/pgSQL constraint trigger."

table "One enrolment a transaction, one session" "µs of server time" "added, µs"
row "no trigger" "$(calc "$(median single.none)" %.1f)" ""
row "foreign key to the class" "$(calc "$(median single.foreign_key)" %.1f)" "$(calc "$(median single.foreign_key) - $(median single.none)" %.1f)"
row "staffing constraint" "$(calc "$(median single.constraint)" %.1f)" "$(calc "$(median single.constraint) - $(median single.none)" %.1f)"

table "2 ms between write and COMMIT" "no trigger, transactions/s" "processors busy" "staffing constraint" "processors busy" "ratio"
for clients in 16 4; do
	for classes in 4 200; do
		n=$clients.$classes
		row "$clients clients, $classes classes" "$(calc "$(median contend$n.none)" %.0f)" "$(calc "$(median busy$n.none)" %.0f) %" \
			"$(calc "$(median contend$n.constraint)" %.0f)" "$(calc "$(median busy$n.constraint)" %.0f) %" \
			"$(calc "$(median contend$n.constraint) / $(median contend$n.none)" %.2f)"
	done
done
echo
echo "With 4 clients a transaction takes $(calc "4000 / $(median contend4.200.constraint) - 4000 / $(median contend4.200.none)" %.2f) ms longer, where the session above, which never sleeps, takes $(calc "($(median single.constraint) - $(median single.none)) / 1000" %.2f) ms:"
echo "a process that has waited 2 ms finds its caches cold. With 16 they also wait for each other's time on the processors."

table "ratio_violations" "classes" "enrolments" "time, s" "of the first"
for registry in nursery nursery4; do
	row "$registry" "$(value "SELECT count(*) FROM $registry.class")" "$(value "SELECT count(*) FROM $registry.enrolment")" \
		"$(calc "$(median violations.$registry) / 1000")" "$(calc "$(median violations.$registry) / $(median violations.nursery)" %.2f)"
done

chart staffing "$enrolments enrolments, added, of the foreign key's" "$(calc "$(added bulk constraint) / $(added bulk foreign_key)")" 0.35 \
	"$tenths enrolments, added, of PL/pgSQL's" "$(calc "$(added tenth constraint) / $(added tenth plpgsql)")" 0.1 \
	"one enrolment, added, µs" "$(calc "$(median single.constraint) - $(median single.none)")" 60

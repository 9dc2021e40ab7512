# What reports cost, against one sequential pass over the tables that they read (sourced by run.sh).

# One process, no parallel workers: the machine must not decide; memory as for reports.
settings="SET search_path = nation, public, tuoyu; SET tuoyu.as_of = '2025-10-15'; SET max_parallel_workers_per_gather = 0; SET work_mem = '1GB';"

# the tables that each view reads
tables_class_status="enrolment child class institution class_staff staff"
tables_institution_status="institution class enrolment standing fee_listing staff certificate"
tables_region_indicator="institution class enrolment child standing fee_listing staff certificate capacity_event region_figure"

report() { # VIEW
	local pass="" grouped="" table tables=tables_$1
	for table in ${!tables}; do
		pass+="SELECT count(*) FROM $table;"
		[ "$table" = region_figure ] || grouped+="SELECT count(n) FROM (SELECT institution_id, count(*) AS n FROM $table GROUP BY institution_id) g;"
	done
	record "pass.$size.$1" "$(timed -c "$settings" -c "$pass")"
	record "grouped.$size.$1" "$(timed -c "$settings" -c "$grouped")"
	record "view.$size.$1" "$(timed -c "$settings" -c "SELECT count(v.*) FROM $1 v")"
}

sizes="16 4 1"
for size in $sizes; do
	institutions=$(calc "$(scaled 126000) / $size" %d)
	say "data: $institutions institutions"
	sql -c 'DROP SCHEMA IF EXISTS nation CASCADE'
	sql -v registry=nation -v institutions="$institutions" -f "$here/data.sql" > /dev/null
	places=$(value 'SELECT sum(places) FROM nation.class') enrolments=$(value 'SELECT count(*) FROM nation.enrolment')
	# every institution, place and child is in the reports
	check "class_status" "$places $enrolments" "$(sql -F ' ' -c "$settings" -c 'SELECT sum(places), sum(children) FROM class_status')"
	check "institution_status" "$institutions $places $enrolments" "$(sql -F ' ' -c "$settings" -c 'SELECT count(*), sum(places), sum(children) FROM institution_status')"
	check "region_indicator" "$places" "$(sql -c "$settings" -c "SELECT value::bigint FROM region_indicator WHERE region = '000000' AND indicator = 'places'")"
	in_turns report class_status institution_status region_indicator
done

cat <<END
# What reports cost

END
machine
cat <<END

A registry of $institutions institutions, $places places, $enrolments children in care (at scale 1 the size of the country), and a quarter and
a sixteenth of it. Each view is read whole, in one process, and compared with one sequential pass (count) over the tables that it reads. Between
them, for what part of it PostgreSQL's own grouping is: the rows of the same tables counted by institution, each table by itself.
END
table "view" "institutions" "one pass, s" "counted by institution, s" "the view, s" "of one pass"
for view in class_status institution_status region_indicator; do
	for size in $sizes; do
		row "\`$view\`" "$(calc "$(scaled 126000) / $size" %d)" "$(calc "$(median "pass.$size.$view") / 1000")" "$(calc "$(median "grouped.$size.$view") / 1000")" \
			"$(calc "$(median "view.$size.$view") / 1000")" \
			"$(calc "$(median "view.$size.$view") / $(median "pass.$size.$view")" %.1f)"
	done
done
bars=()
for view in class_status institution_status region_indicator; do
	bars+=("$view, of one pass" "$(calc "$(median "view.1.$view") / $(median "pass.1.$view")" %.1f)" 4)
done
chart views "${bars[@]}"

# What the types and functions of a row cost, against what one would write without them (sourced by run.sh).

rows=$(scaled 5000000)
settings="SET search_path = public, tuoyu; SET max_parallel_workers_per_gather = 0;"

say "data: $rows rows"
sql <<END
SET search_path = public, tuoyu;
SELECT setseed(0.5);
CREATE TABLE person AS SELECT n AS id, date '2024-09-01' - (random() * 1400)::integer + 100 AS birth_date,
	(100000 + (random() * 300000)::integer)::bigint AS fen, ((1000 + (random() * 3000)::integer) || '.' || lpad((random() * 99)::integer::text, 2, '0'))::yuan AS fee,
	(random() * 31)::integer AS days FROM generate_series(1, $rows) n;
ALTER TABLE person ADD COLUMN amount numeric;
UPDATE person SET amount = fee;
CREATE TABLE million AS SELECT * FROM person LIMIT 1000000;
VACUUM FULL ANALYZE person;
VACUUM ANALYZE million;
END
sql -v rows="$rows" -f "$here/plans.sql" > /dev/null

declare -A statement what
define() { # NAME WHAT STATEMENT
	what[$1]=$2
	statement[$1]=$3
}

define floor "\`birth_date - DATE '…'\`" "SELECT count(birth_date - DATE '2024-09-01') FROM person"
define band "\`age_band(birth_date, DATE '…')\`" "SELECT count(age_band(birth_date, DATE '2024-09-01')) FROM person"
define by_age "\`CASE\` over \`age()\`, \`extract\`" "SELECT count(CASE
	WHEN birth_date > DATE '2024-09-01' THEN '未到龄'
	WHEN extract(year FROM age(DATE '2024-09-01', birth_date)) * 12 + extract(month FROM age(DATE '2024-09-01', birth_date)) < 6 THEN '未到龄'
	WHEN extract(year FROM age(DATE '2024-09-01', birth_date)) * 12 + extract(month FROM age(DATE '2024-09-01', birth_date)) < 12 THEN '乳儿'
	WHEN extract(year FROM age(DATE '2024-09-01', birth_date)) * 12 + extract(month FROM age(DATE '2024-09-01', birth_date)) < 24 THEN '托小'
	WHEN extract(year FROM age(DATE '2024-09-01', birth_date)) * 12 + extract(month FROM age(DATE '2024-09-01', birth_date)) < 36 THEN '托大'
	ELSE '超龄' END) FROM person"
define by_interval "\`CASE\` over \`date - interval\`" "SELECT count(CASE
	WHEN birth_date > DATE '2024-09-01' - interval '6 months' THEN '未到龄'
	WHEN birth_date > DATE '2024-09-01' - interval '12 months' THEN '乳儿'
	WHEN birth_date > DATE '2024-09-01' - interval '24 months' THEN '托小'
	WHEN birth_date > DATE '2024-09-01' - interval '36 months' THEN '托大'
	ELSE '超龄' END) FROM person"
define sum_yuan "\`sum(yuan)\`" "SELECT sum(fee) FROM person"
define sum_int8 "\`sum(bigint)\`" "SELECT sum(fen) FROM person"
define sum_numeric "\`sum(numeric)\`" "SELECT sum(amount) FROM person"
define constant "\`evaluate\`, arithmetic" "SELECT sum(evaluate('days * 20 + 100', m)) FROM million m"
define constant_inline "the same inline" "SELECT sum((days * 20 + 100)::numeric) FROM million m"
define branches "\`evaluate\`, \`CASE\` of four branches" "SELECT sum(evaluate('case when days >= 22 then 600 when days >= 15 then 300 when days > 0 then 150 else 0 end', m)) FROM million m"
define branches_inline "the same inline" "SELECT sum((case when days >= 22 then 600 when days >= 15 then 300 when days > 0 then 150 else 0 end)::numeric) FROM million m"

define select "\`age_band(birth_date, DATE '…') = '乳儿'\`, by index" "SELECT count(*) FROM plain WHERE age_band(birth_date, DATE '$(value 'SELECT current_date')') = '乳儿'"
define select_hand "the dates by hand" "SELECT count(*) FROM plain WHERE $(sql -c "SELECT template FROM question WHERE way = 'constant' AND question_number = 1 LIMIT 1")"

measure() { # NAME
	record "$1" "$(timed -c "$settings" -c "${statement[$1]}")"
}

same() { # WHAT WANTED-SQL GOT-SQL: both give the same
	check "$1" "$(sql -c "$settings" -c "$2")" "$(sql -c "$settings" -c "$3")"
}

# Answers before times. Dates minus intervals go by other rules at the end of a month; the day chosen has none.
for other in by_age by_interval; do
	check "bands, $other" 0 "$(sql -c "$settings" -c "SELECT count(*) FROM (SELECT age_band(birth_date, DATE '2024-09-01')::text AS ours,
		${statement[$other]#SELECT count}) x (ours, other) WHERE ours <> other")"
done
same "sums" "${statement[sum_numeric]}" "${statement[sum_yuan]}"
same "arithmetic" "${statement[constant_inline]}" "${statement[constant]}"
same "branches" "${statement[branches_inline]}" "${statement[branches]}"
same "births of a band" "${statement[select_hand]}" "${statement[select]}"
# The same answers where the planner may not rewrite the question
conditions=$(sql -c "$settings" -c 'SELECT count(*) FROM answers()')
check "answers without support, functions without it, answers that differ" "$conditions 7 0" "$(sql -F ' ' -c "$settings" -c "BEGIN" \
	-c "CREATE TEMPORARY TABLE rewritten AS SELECT * FROM answers()" -c "SELECT without_support()" -c "SELECT count(*), (SELECT count(*) FROM pg_proc
		WHERE pronamespace = 'tuoyu'::regnamespace AND prosupport = 'pg_catalog.generate_series_int4_support'::regproc), count(*) FILTER (WHERE a.births IS DISTINCT FROM r.births)
	FROM rewritten r FULL JOIN answers() a USING (condition)" -c "ROLLBACK" | grep .)"

in_turns measure floor band by_age by_interval sum_yuan sum_int8 sum_numeric constant constant_inline branches branches_inline select select_hand

cat <<END
# What types and functions cost

END
machine
cat <<END

$rows births on one day, amounts beside them; formulas on $(value 'SELECT count(*) FROM million') rows; one process. Answers were compared first: the sums,
the bands, and $conditions conditions on bands (NOT, NULL and infinite births among them) with what they give where the planner may not rewrite them.
END
table "$rows rows" "time, ms" "against" "ratio" "target"
bars=()
versus() { # NAME OTHER TARGET LABEL: the target is the ratio to stay under
	local ratio
	ratio=$(calc "$(median "$1") / $(median "$2")" %.2f)
	row "${what[$1]}" "$(calc "$(median "$1")" %.0f)" "${what[$2]}, $(calc "$(median "$2")" %.0f) ms" "$ratio" "$3"
	bars+=("$4" "$ratio" "$3")
}
versus band floor 1.25 'age_band, of date - date'
versus band by_age 0.10 'age_band, of CASE over age()'
versus band by_interval 0.71 'age_band, of CASE over date - interval'
versus sum_yuan sum_int8 1.30 'sum(yuan), of sum(bigint)'
versus sum_yuan sum_numeric 0.67 'sum(yuan), of sum(numeric)'
versus constant constant_inline 1.50 'evaluate, arithmetic, of inline'
versus branches branches_inline 1.50 'evaluate, CASE, of inline'
versus select select_hand 1.10 'births of a band, of dates by hand'
chart types "${bars[@]}"

table "births asked for" "day given as" "table" "plan is that of dates by hand" "rows expected" "rows found" "ratio"
sql -F $'\t' -c "$settings" -c "SELECT asked, way, CASE in_table WHEN 'plain' THEN 'index on birth_date' ELSE '17 partitions by birth_date' END,
		CASE WHEN shape(our_plan) = shape(hand_plan) THEN 'yes' ELSE 'no: ' || shape(our_plan) || ' for ' || shape(hand_plan) END, (our_plan ->> 'Plan Rows')::integer,
		(xpath('//row/c/text()', query_to_xml('SELECT count(*) AS c FROM ' || in_table || ' WHERE ' || replace(replace(asked, 'DAY', format('%L', current_date)), '$1', '1'), true, true, '')))[1]::text::integer
	FROM compared ORDER BY in_table DESC, question_number, way_number" |
	while IFS=$'\t' read -r asked way in_table same expected found; do
		row "\`$asked\`" "$way" "$in_table" "$same" "$expected" "$found" "$(calc "$expected / $found" %.3f)"
	done

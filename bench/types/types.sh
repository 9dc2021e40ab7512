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
CREATE INDEX ON person (birth_date);
END

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

in_turns measure floor band by_age by_interval sum_yuan sum_int8 sum_numeric constant constant_inline branches branches_inline

cat <<END
# What types and functions cost

END
machine
cat <<END

$rows births on one day, amounts beside them; formulas on a million rows; one process. Answers were compared first.
END
table "5 M rows" "time, ms" "against" "ratio"
versus() { # NAME OTHER
	row "${what[$1]}" "$(calc "$(median "$1")" %.0f)" "${what[$2]}, $(calc "$(median "$2")" %.0f) ms" "$(calc "$(median "$1") / $(median "$2")" %.2f)"
}
versus band floor
versus band by_age
versus band by_interval
versus sum_yuan sum_int8
versus sum_yuan sum_numeric
versus constant constant_inline
versus branches branches_inline

-- What the views count, counted again by the plainest SQL there is, over a registry of all sorts of odd cases.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\set SHOW_CONTEXT never
CALL create_registry('odd');
SELECT drop_ratio_constraint('odd_staffing');
SET search_path = odd, public, tuoyu;
SET session_replication_role = replica;

CREATE FUNCTION pick(a bigint, b bigint, salt bigint, of bigint) RETURNS integer LANGUAGE sql IMMUTABLE
	RETURN (abs(hashint8extended(a * 1000 + b, salt) % of))::integer;

-- Regions of all levels; some institutions are closed, some not open yet, some have no class, some classes no child, some staff no class
INSERT INTO institution (institution_id, name, region, kind, ownership, opened_on, closed_on)
	SELECT i, CASE WHEN pick(i, 0, 1, 9) > 0 THEN '园' || i END,
		(ARRAY['420102', '420102001', '420103', '420100', '500103', '640104', '310101', '330902100'])[1 + pick(i, 0, 2, 8)]::region_code,
		(ARRAY['专门托育机构', '幼儿园托班', '用人单位', '社区', '家庭托育点'])[1 + pick(i, 0, 3, 5)], (ARRAY['公办', '民办', NULL])[1 + pick(i, 0, 4, 3)],
		CASE WHEN pick(i, 0, 5, 3) > 0 THEN date '2024-01-01' + pick(i, 0, 6, 300) END, CASE WHEN pick(i, 0, 7, 5) = 0 THEN date '2024-11-01' + pick(i, 0, 8, 200) END
	FROM generate_series(1, 60) i;
INSERT INTO class (institution_id, class_id, name, kind, places, during)
	SELECT i, k * 7 - 20, NULL, (ARRAY['乳儿', '托小', '托大', '混合'])[1 + pick(i, k, 11, 4)]::age_band, pick(i, k, 12, 12),
		CASE pick(i, k, 13, 5) WHEN 0 THEN daterange('2024-01-01', date '2024-06-01' + pick(i, k, 14, 300)) WHEN 1 THEN daterange(date '2024-06-01' + pick(i, k, 14, 300), NULL)
			WHEN 2 THEN daterange(NULL, NULL) ELSE daterange('2024-01-01', NULL) END
	FROM generate_series(1, 60) i, generate_series(1, 4) k WHERE i % 9 > 0 AND pick(i, k, 15, 8) > 0;
-- born up to 40 months before, some not yet; ids are no small numbers, and no order is kept
INSERT INTO child (institution_id, child_id, birth_date)
	SELECT i, (n * 7919 % 101 - 50) * 4000000000, date '2025-04-01' - pick(i, n, 21, 1400) FROM generate_series(1, 60) i, generate_series(1, 40) n WHERE n < pick(i, 0, 22, 60)
	ORDER BY pick(i, n, 23, 1000000);
INSERT INTO enrolment (institution_id, child_id, class_id, during)
	SELECT c.institution_id, c.child_id, k.class_id, d.during
	FROM child c
		JOIN LATERAL (SELECT class_id FROM class k WHERE k.institution_id = c.institution_id
			ORDER BY pick(c.child_id / 4000000000, k.class_id, 31, 1000) LIMIT 1) k ON pick(c.institution_id, c.child_id / 4000000000, 32, 6) > 0
		CROSS JOIN LATERAL (VALUES (1, daterange(date '2024-02-01' + pick(c.institution_id, c.child_id / 4000000000, 33, 200), date '2024-09-01' + pick(c.institution_id, c.child_id / 4000000000, 34, 60))),
			(2, CASE WHEN c.child_id > 0 THEN daterange(date '2024-11-01' + pick(c.institution_id, c.child_id / 4000000000, 35, 200), NULL) END)) d (turn, during)
	WHERE d.during IS NOT NULL;
INSERT INTO staff (institution_id, staff_id, role, during)
	SELECT i, s * 100, (ARRAY['保育人员', '保育人员', '保育人员', '负责人', '保健人员', '保安人员', '炊事人员'])[1 + pick(i, s, 41, 7)],
		daterange(date '2023-01-01' + pick(i, s, 42, 600), CASE WHEN pick(i, s, 43, 3) = 0 THEN date '2024-10-01' + pick(i, s, 44, 300) END)
	FROM generate_series(1, 60) i, generate_series(1, 12) s WHERE s < pick(i, 0, 45, 14);
INSERT INTO class_staff (institution_id, class_id, staff_id, during)
	SELECT s.institution_id, k.class_id, s.staff_id, daterange(date '2024-01-01' + pick(s.institution_id, s.staff_id, 51, 400), NULL)
	FROM staff s JOIN class k ON k.institution_id = s.institution_id AND pick(s.institution_id, s.staff_id, 52, 4) = (k.class_id + 20) / 7 - 1;
INSERT INTO certificate (institution_id, staff_id, kind, during)
	SELECT institution_id, staff_id, kind, daterange(date '2023-01-01' + pick(institution_id, staff_id, n, 700), CASE WHEN pick(institution_id, staff_id, n + 1, 2) = 0 THEN date '2025-01-01' + n END)
	FROM staff, (VALUES ('保育师', 61), ('健康证', 63), ('急救', 65)) c (kind, n) WHERE pick(institution_id, staff_id, n + 2, 3) > 0;
INSERT INTO standing (institution_id, kind, during, grade)
	SELECT i, kind, daterange(date '2024-01-01' + pick(i, n, 71, 400), NULL), CASE WHEN n > 2 THEN (ARRAY['一级', '示范', '二级'])[1 + pick(i, n, 72, 3)] END
	FROM generate_series(1, 60) i, (VALUES ('备案', 1), ('普惠认定', 2), ('等级', 3), ('星级', 4)) s (kind, n) WHERE pick(i, n, 73, 3) > 0;
INSERT INTO fee_listing (institution_id, class_kind, service_form, during, monthly_fee)
	SELECT i, kind::age_band, form, daterange(date '2024-01-01' + pick(i, n, 81, 300), NULL), (2000 + pick(i, n, 82, 1500))::yuan
	FROM generate_series(1, 60) i, (VALUES ('托小', '全日托', 1), ('托大', '全日托', 2), ('混合', '半日托', 3)) f (kind, form, n) WHERE pick(i, n, 83, 2) > 0;
-- Rules of places: bands, formulas that read the youngest, sizes not said, half counts, certificates
INSERT INTO policy_document (document, title, region) VALUES ('odd', '测试', '000000');
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, to_included, class_size, ratio, required, document) VALUES
	('odd-1', '310000', '[2020-01-01,)', '混合', 18, NULL, false, NULL, NULL, 'case when youngest < 14 then ceil(children / 3.0) when youngest < 25 then 2 else 1 end', 'odd'),
	('odd-2', '420103', '[2024-10-01,)', '托小', 12, 20, true, 3, '1:2', NULL, 'odd'),
	('odd-3', '500000', '[2020-01-01,2024-12-01)', '乳儿', 3, 12, false, 4, '1:2', NULL, 'odd');
INSERT INTO staffing_rule (rule, region, during, role, scope, counts_as, certificate, institution_kind, document) VALUES
	('odd-4', '420100', '[2024-03-01,)', '保健人员', 'class', 0.5, NULL, NULL, 'odd'),
	('odd-5', '420100', '[2024-07-01,)', '保育人员', 'class', NULL, '保育师', NULL, 'odd'),
	('odd-6', '420000', '[2024-07-01,)', '保育人员', 'class', 0.333, NULL, '家庭托育点', 'odd'),
	('odd-7', '330000', '[2024-07-01,)', '炊事人员', 'class', 1, '急救', '社区', 'odd');
ANALYZE;

CREATE VIEW class_oracle AS
SELECT k.institution_id, k.class_id, k.places, r.class_size AS class_size_limit, h.*, k.places - h.children AS vacancies, h.children > LEAST(k.places, r.class_size) AS overfull,
	c.caregivers, n.required AS caregivers_required, GREATEST(n.required - c.caregivers, 0) AS caregivers_short
FROM class k JOIN institution i USING (institution_id)
	CROSS JOIN LATERAL (
		SELECT count(*)::integer AS children, count(*) FILTER (WHERE band IN ('未到龄', '乳儿'))::integer AS infants, count(*) FILTER (WHERE band = '托小')::integer AS toddlers,
			count(*) FILTER (WHERE band IN ('托大', '超龄'))::integer AS preschoolers, age_months(max(birth_date), as_of()) AS youngest
		FROM (SELECT c.birth_date, age_band(c.birth_date, as_of(), i.region)::text AS band FROM enrolment e JOIN child c USING (institution_id, child_id)
			WHERE e.institution_id = k.institution_id AND e.class_id = k.class_id AND e.during @> as_of()) x
	) h
	CROSS JOIN LATERAL (
		SELECT COALESCE(sum(d.counts), 0) AS caregivers
		FROM class_staff r JOIN staff s USING (institution_id, staff_id)
			CROSS JOIN LATERAL (SELECT array_agg(kind) AS kinds, array_agg(during) AS days FROM certificate h
				WHERE h.institution_id = s.institution_id AND h.staff_id = s.staff_id) h
			CROSS JOIN LATERAL counted_days(i.region, s.role, daterange(as_of(), as_of(), '[]'),
				CASE WHEN 'certificates' = ANY (class_checks('class')) THEN COALESCE(h.kinds, '{}') END, COALESCE(h.days, '{}'), i.kind) d
		WHERE r.institution_id = k.institution_id AND r.class_id = k.class_id AND r.during @> as_of() AND s.during @> as_of()
	) c
	LEFT JOIN LATERAL band_rule_at(i.region, k.kind, as_of()) r ON true
	CROSS JOIN LATERAL class_caregivers_required(i.region, k.kind, as_of(), h.children, h.infants, h.toddlers, h.preschoolers, h.youngest) n (required)
WHERE k.during @> as_of();
CREATE VIEW class_seen AS
SELECT institution_id, class_id, places, class_size_limit, children, infants, toddlers, preschoolers, youngest_months, vacancies, overfull, caregivers, caregivers_required,
	caregivers_short
FROM class_status;

CREATE VIEW institution_oracle AS
SELECT i.institution_id,
	(SELECT count(*) FROM class k WHERE k.institution_id = i.institution_id AND k.during @> as_of()) AS classes,
	(SELECT COALESCE(sum(places), 0) FROM class k WHERE k.institution_id = i.institution_id AND k.during @> as_of()) AS places,
	(SELECT count(*) FROM enrolment e WHERE e.institution_id = i.institution_id AND e.during @> as_of()) AS children,
	EXISTS (SELECT FROM standing s WHERE s.institution_id = i.institution_id AND s.kind = '备案' AND s.during @> as_of()) AS filed,
	EXISTS (SELECT FROM standing s WHERE s.institution_id = i.institution_id AND s.kind = '普惠认定' AND s.during @> as_of()) AS recognised,
	(SELECT grade FROM standing s WHERE s.institution_id = i.institution_id AND grade IS NOT NULL AND s.during @> as_of() ORDER BY kind <> '等级', kind LIMIT 1) AS grade,
	(SELECT min(monthly_fee)::numeric FROM fee_listing f WHERE f.institution_id = i.institution_id AND f.during @> as_of()) AS lowest_fee,
	(SELECT max(monthly_fee)::numeric FROM fee_listing f WHERE f.institution_id = i.institution_id AND f.during @> as_of()) AS highest_fee,
	(SELECT bool_and(affordable) FROM fee_status f WHERE f.institution_id = i.institution_id) AS affordable,
	t.*
FROM institution i CROSS JOIN LATERAL (
		SELECT count(*) AS staff, count(*) FILTER (WHERE role = '负责人') AS principals, count(*) FILTER (WHERE role = '保育人员') AS caregivers,
			count(*) FILTER (WHERE role = '保健人员') AS health_staff, count(*) FILTER (WHERE role = '保安人员') AS guards, count(*) FILTER (WHERE role = '炊事人员') AS cooks,
			count(*) FILTER (WHERE EXISTS (SELECT FROM certificate c WHERE (c.institution_id, c.staff_id) = (s.institution_id, s.staff_id) AND c.during @> as_of())) AS certified_staff
		FROM staff s WHERE s.institution_id = i.institution_id AND s.during @> as_of()) t
WHERE COALESCE(i.opened_on <= as_of(), true) AND COALESCE(i.closed_on > as_of(), true);
CREATE VIEW institution_seen AS
SELECT institution_id, classes, places, children, filed, recognised, grade, lowest_fee, highest_fee, affordable, staff, principals, caregivers, health_staff, guards, cooks,
	certified_staff
FROM institution_status;

CREATE VIEW region_oracle AS
SELECT r.code::text AS region, x.indicator, x.value
FROM (SELECT DISTINCT region_at(i.region, level) AS code FROM institution i, generate_series(0, 5) level WHERE level <= region_level(i.region)
		AND COALESCE(i.opened_on <= as_of(), true) AND COALESCE(i.closed_on > as_of(), true)) r
	CROSS JOIN LATERAL (SELECT count(*) AS institutions, COALESCE(sum(places), 0) AS places, COALESCE(sum(children), 0) AS children, COALESCE(sum(staff), 0) AS staff,
			COALESCE(sum(certified_staff), 0) AS certified_staff, count(*) FILTER (WHERE recognised) AS recognised
		FROM institution_oracle o JOIN institution i USING (institution_id) WHERE i.region <@ r.code) o
	CROSS JOIN LATERAL (SELECT count(*) AS young FROM enrolment e JOIN child c USING (institution_id, child_id) JOIN institution i USING (institution_id)
		WHERE e.during @> as_of() AND age_band(c.birth_date, as_of()) <> '超龄' AND i.region <@ r.code
			AND COALESCE(i.opened_on <= as_of(), true) AND COALESCE(i.closed_on > as_of(), true)) y
	CROSS JOIN LATERAL (VALUES ('institutions', o.institutions), ('places', o.places), ('children', o.children), ('children_under_three', y.young), ('staff', o.staff),
		('certified_staff', o.certified_staff), ('institutions_recognised', o.recognised)) x (indicator, value);
CREATE VIEW region_seen AS
SELECT region, indicator, value FROM region_indicator
WHERE indicator IN ('institutions', 'places', 'children', 'children_under_three', 'staff', 'certified_staff', 'institutions_recognised');

CREATE FUNCTION differing(what text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM ((TABLE %1$I EXCEPT ALL TABLE %2$I) UNION ALL (TABLE %2$I EXCEPT ALL TABLE %1$I)) d', what || '_oracle', what || '_seen') INTO n;
	RETURN n;
END
$$;
CREATE FUNCTION compared(days date[]) RETURNS TABLE (day date, what text, rows bigint, differing bigint) LANGUAGE plpgsql AS $$
BEGIN
	FOREACH day IN ARRAY days LOOP
		PERFORM set_config('tuoyu.as_of', day::text, false);
		FOREACH what IN ARRAY '{class,institution,region}'::text[] LOOP
			EXECUTE format('SELECT count(*) FROM %I', what || '_seen') INTO rows;
			differing := differing(what);
			RETURN NEXT;
		END LOOP;
	END LOOP;
END
$$;
SELECT * FROM compared('{2024-02-15,2024-07-01,2024-09-15,2024-12-31,2025-06-30}');
-- what is odd is there: each on some day
SET tuoyu.as_of = '2024-12-31';
SELECT count(*) FILTER (WHERE children = 0) > 0 AS empty, count(*) FILTER (WHERE overfull) > 0 AS overfull, count(*) FILTER (WHERE class_size_limit IS NULL) > 0 AS no_size,
	count(*) FILTER (WHERE caregivers % 1 <> 0) > 0 AS parts, count(*) FILTER (WHERE youngest_months IS NULL AND children > 0) > 0 AS unborn,
	count(*) FILTER (WHERE caregivers = 0 AND children > 0) > 0 AS nobody, count(*) FILTER (WHERE infants * toddlers * preschoolers > 0) > 0 AS all_bands
FROM class_status;
SELECT count(*) FILTER (WHERE classes = 0) > 0 AS no_class, count(*) FILTER (WHERE staff = 0) > 0 AS no_staff, count(*) FILTER (WHERE certified_staff BETWEEN 1 AND staff - 1) > 0 AS some,
	count(DISTINCT affordable) AS affordable, count(*) FILTER (WHERE affordable IS NULL AND lowest_fee > 0) > 0 AS no_cap
FROM institution_status;
SELECT max(value) FILTER (WHERE indicator = 'children') > max(value) FILTER (WHERE indicator = 'children_under_three') AS some_over_three FROM region_seen;

-- In parallel, with partial states; by sorting, where the state of a group ends with it
CREATE FUNCTION plan_has(query text, part text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF strpos(line, part) > 0 THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END
$$;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT plan_has('TABLE class_status', 'Partial') AS classes, plan_has('TABLE institution_status', 'Partial') AS institutions;
SELECT DISTINCT what, differing FROM compared('{2024-12-31}') ORDER BY what;
SET max_parallel_workers_per_gather = 0;
SET enable_hashagg = off;
SELECT plan_has('TABLE class_status', 'HashAggregate') AS hashed;
SELECT DISTINCT what, differing FROM compared('{2024-12-31}') ORDER BY what;
RESET enable_hashagg;
RESET max_parallel_workers_per_gather;

-- Where nobody is asked for a certificate
SELECT class_checks('class') AS checks;
CALL add_registry_constraint('odd', '{caregivers}', false);
SELECT class_checks('class') AS checks;
SET tuoyu.as_of = '2024-12-31';
CREATE TEMPORARY TABLE unasked AS SELECT * FROM class_seen;
SELECT DISTINCT what, differing FROM compared('{2024-12-31}') WHERE what = 'class';
SELECT drop_ratio_constraint('odd_staffing');
SET tuoyu.as_of = '2024-12-31';
SELECT count(*) > 0 AS certificates_matter FROM (TABLE unasked EXCEPT TABLE class_seen) d;

-- An institution is counted once, however many classes it has; one institution's classes are looked up, not the country's
SET track_functions = 'all';
BEGIN;
SELECT count(c.*) > 60 AS classes FROM class_status c;
SELECT calls = (SELECT count(*) FROM institution) AS once FROM pg_stat_xact_user_functions WHERE funcname = 'count_heads';
ROLLBACK;
SET enable_seqscan = off;
SELECT v, t, plan_has(format('SELECT * FROM %I WHERE institution_id = 7', v), 'Seq Scan on ' || t) AS read_whole
FROM unnest('{class_status,institution_status}'::text[]) v, unnest('{class,enrolment,child,class_staff,staff,certificate,standing,fee_listing}'::text[]) t ORDER BY v, t COLLATE "C";
RESET enable_seqscan;
RESET track_functions;

-- in_force is @>
CREATE TABLE span (during daterange);
INSERT INTO span SELECT daterange(a, b, bounds) FROM unnest('{-infinity,2024-01-01,2024-01-02,infinity,NULL}'::date[]) a, unnest('{-infinity,2024-01-02,2024-01-05,infinity,NULL}'::date[]) b,
	unnest('{[],[),(],()}'::text[]) bounds WHERE a <= b OR a IS NULL OR b IS NULL
	UNION ALL SELECT 'empty' UNION ALL SELECT NULL;
SELECT count(*) AS cases, count(*) FILTER (WHERE in_force(during, day)) AS in_force, count(*) FILTER (WHERE in_force(during, day) IS DISTINCT FROM (during @> day)) AS differ
FROM span, unnest('{-infinity,2023-12-31,2024-01-01,2024-01-02,2024-01-04,2024-01-05,infinity,NULL}'::date[]) day;
TRUNCATE span;
INSERT INTO span SELECT daterange(date '2024-01-01' + n % 1000, date '2024-01-01' + n % 1000 + 10) FROM generate_series(1, 20000) n;
CREATE INDEX span_during ON span USING gist (during);
ANALYZE span;
SELECT plan_has($$SELECT FROM span WHERE in_force(during, '2024-05-05')$$, 'Index Cond: (during @> ') AS by_index,
	plan_has($$SELECT FROM span WHERE in_force(during, as_of())$$, 'Index Cond: (during @> as_of())') AS by_the_day;
CREATE FUNCTION estimated(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END
$$;
SELECT estimated($$SELECT FROM span WHERE in_force(during, '2024-05-05')$$) = estimated($$SELECT FROM span WHERE during @> date '2024-05-05'$$) AS same_estimate,
	estimated($$SELECT FROM span WHERE in_force(during, as_of())$$) = estimated($$SELECT FROM span WHERE during @> as_of()$$) AS same_for_the_day,
	estimated($$SELECT FROM span WHERE in_force(during, '2024-05-05')$$) BETWEEN 100 AND 400 AS near;

-- gather by itself: NULLs are left out, keys may repeat, names are told apart by their whole length
SELECT gathered_count(gather(k, v)) AS pairs, gathered_count(gather(k, v), 'a') AS a, gathered_count(gather(k, v), 'ab') AS ab, gathered_count(gather(k, v), '') AS nothing,
	gathered_count(gather(k, v), NULL) AS "null", gathered_count(gather(k, v), 'b') AS b
FROM (VALUES (3, 'a'), (1, 'ab'), (1, 'a'), (NULL, 'a'), (2, NULL), (-5, '')) x (k, v);
SELECT gather(k, v) IS NULL AS of_none, gathered_count(gather(k, v)) AS count FROM (VALUES (NULL::bigint, 1::bigint)) x (k, v);
SELECT gathered_common(gather(a, 1::bigint), gather(b, 1::bigint)) AS common, gathered_common(gather(a, 1::bigint), NULL) AS none, gathered_common(NULL, NULL) AS nothing
FROM (VALUES (1, 5), (5, 4), (5, 1), (9, 1), (7, 8)) x (a, b);
SELECT count(*) AS names, bool_and(n = 10) AS ten_each FROM (SELECT gathered_count(g, 'name ' || i) AS n
	FROM (SELECT gather(i, 'name ' || i % 100) AS g FROM generate_series(1, 1000) i) all_names, generate_series(0, 99) i) x;
SELECT heads_children(NULL, 1) AS children, heads_youngest(NULL, 1) AS youngest, heads_caregivers(NULL, 1) AS caregivers, heads_children('', NULL) AS "null",
	heads_infants('', 1) AS infants, heads_toddlers('', 1) AS toddlers, heads_preschoolers('', 1) AS preschoolers;
SELECT count_heads(NULL, NULL, as_of(), NULL, NULL, NULL, NULL) IS NULL AS no_region, length(count_heads('420102', NULL, as_of(), NULL, NULL, NULL, NULL)) AS nobody;
-- a child that is not known is nobody's; one born on the day is 0 months old
SELECT class, heads_children(c, class) AS children, heads_infants(c, class) AS infants, heads_youngest(c, class) AS youngest, heads_caregivers(c, class) AS caregivers
FROM (SELECT count_heads('000000', '社区', '2024-05-05',
		(SELECT gather(k, v) FROM (VALUES (-1::bigint, 10::bigint), (-1, 11), (4, 12), (4, 13), (6, 14)) x (k, v)),
		(SELECT gather(k, v) FROM (VALUES (10::bigint, date '2024-05-05'), (11, '2024-01-31'), (12, '2024-05-06'), (14, '-infinity')) x (k, v)),
		(SELECT gather(k, v) FROM (VALUES (-1::bigint, 1::bigint), (5, 1), (5, 2), (5, 3), (6, 4)) x (k, v)),
		(SELECT gather(k, v) FROM (VALUES (1::bigint, '保育人员'), (2, '负责人'), (3, '保育人员')) x (k, v))) AS c) x,
	unnest('{-2,-1,4,5,6,7}'::bigint[]) class;
-- what was not made by them is refused
SELECT gathered_count('\x01');
SELECT gathered_count('\xffffffffffffffff');
SELECT gathered_count('\x0200000000000000aa');
SELECT gathered_count('\x010000000000000001000000000000000900000000000000', 'a');
SELECT gathered_count('\x01000000000000000100000000000000000000000000000009000000', 'a');
SELECT heads_children('\x0123', 1);

SET session_replication_role = origin;
DROP VIEW region_seen, region_oracle, institution_seen, institution_oracle, class_seen, class_oracle;
DROP FUNCTION pick(bigint, bigint, bigint, bigint), differing(text), compared(date[]), plan_has(text, text), estimated(text);
DROP TABLE span;
CALL drop_registry('odd', force => true);
DELETE FROM band_rule WHERE document = 'odd';
DELETE FROM staffing_rule WHERE document = 'odd';
DELETE FROM policy_document WHERE document = 'odd';

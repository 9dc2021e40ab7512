-- What the paths work on (paths.sql); the same rows every time. Read by a single-user backend: a statement ends with a
-- semicolon and an empty line, so none has one inside.
CREATE EXTENSION tuoyu CASCADE;

CREATE TABLE person AS
	SELECT n, date '2024-08-31' - n * 37 % 1400 AS birth_date, date '2024-09-01' - n % 90 AS as_of,
		format('%s.%s', 1000 + n * 17 % 3000, lpad((n % 100)::text, 2, '0')) AS fee_text, n % 31 AS days,
		lpad((110000 + n * 7919 % 500000)::text || lpad((n % 40)::text, 3, '0'), 9, '0') AS region_text
	FROM generate_series(1, 3000) n;

-- the eighteenth character of an identity number is a check digit; it is computed here as GB 11643 has it
CREATE TABLE amount AS
	SELECT n, birth_date, as_of, days, fee_text, fee_text::yuan AS fee, region_text, region_text::region_code AS region, body || substr('10X98765432',
		(SELECT sum(substr(body, i, 1)::integer * (2 ^ (18 - i))::integer)::integer % 11 + 1 FROM generate_series(1, 17) i), 1) AS resident_text
	FROM person, LATERAL (SELECT '110105' || to_char(birth_date, 'YYYYMMDD') || lpad((n % 1000)::text, 3, '0') AS body) x;

DROP TABLE person;

ALTER TABLE amount RENAME TO person;

-- Rules as in bench/subsidy: regions, three bands, three years of versions, a cap on the fee.
INSERT INTO policy_document (document, title, region, verified) VALUES ('gate', '试验', '99', false);

INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source,
		condition, amount, rounding_mode, document)
	SELECT format('gate-%s-%s-%s', n, band, year), '试验', format('99%s00', lpad(n::text, 2, '0'))::region_code,
		daterange(make_date(year, 1, 1), make_date(year + 1, 1, 1)), '机构', 'child-month', 'month', 'period_start', 'none', band::age_band, 'child',
		format('monthly_fee <= %s', 4000 - n * 100)::formula,
		format('case when days >= 15 then %1$s when days > 0 then %1$s / 2.0 else 0 end', 300 + 100 * rank + n)::formula, 'half_up', 'gate'
	FROM generate_series(1, 8) n, unnest('{托大,托小,乳儿}'::text[]) WITH ORDINALITY b (band, rank), generate_series(2022, 2024) year;

INSERT INTO fee_rule (region, during, service_form, cap, rounding_mode, document)
	SELECT format('99%s00', lpad(n::text, 2, '0'))::region_code, '[2022-01-01,)', '全日托', (3000 + n * 10)::text::formula, 'half_up', 'gate'
	FROM generate_series(1, 8) n;

-- In part 1 facts of a few kinds; those of parts 2 and 3 all differ in what rules read.
CREATE TABLE care AS
	SELECT part, format('99%s00', lpad((n % 8 + 1)::text, 2, '0'))::region_code AS region, make_date(2022 + n % 3, 1 + n % 12, 1) AS as_of,
		date '2024-06-01' - n * 37 % 900 AS birth_date, n % 31 AS days,
		((CASE WHEN part = 1 THEN 150000 + n % 5 * 10000 ELSE part * 70000 + n * 7 END) / 100.0)::yuan AS monthly_fee
	FROM generate_series(1, 3) part, generate_series(1, 2000) n;

-- Classes of three kinds with room for all who come: in part 1 there is already somebody, parts 2 and 3 are to be enrolled
-- at once, parts 4 and 5 one by one. The enrolments' table keeps no triggers but those of the guarantee.
CALL create_registry('nursery');

SET search_path = nursery, public, tuoyu;

ALTER TABLE enrolment DROP CONSTRAINT enrolment_institution_id_child_id_fkey, DROP CONSTRAINT enrolment_institution_id_class_id_fkey,
	DROP CONSTRAINT enrolment_overlap;

INSERT INTO institution (institution_id, region, kind) SELECT i, '420102', '社区' FROM generate_series(1, 20) i;

INSERT INTO class (institution_id, class_id, kind, places, during)
	SELECT i, c, ('{乳儿,托小,托大}'::age_band[])[c % 3 + 1], 10, '[2024-01-01,)' FROM generate_series(1, 20) i, generate_series(1, 9) c;

INSERT INTO staff (institution_id, staff_id, role, during)
	SELECT institution_id, class_id * 10 + s, '保育人员', '[2020-01-01,)' FROM class, generate_series(1, 4) s;

INSERT INTO class_staff (institution_id, class_id, staff_id, during)
	SELECT institution_id, staff_id / 10, staff_id, '[2024-01-01,)' FROM staff;

CREATE TABLE source AS
	SELECT part, institution_id, class_id * 100 + part * 10 + n AS child_id, class_id,
		daterange(date '2024-09-01' + (part * 7 + n * 11) % 60, date '2025-06-01' + n * 13 % 60) AS during
	FROM class, generate_series(1, 5) part, generate_series(1, CASE part WHEN 1 THEN 2 WHEN 4 THEN 1 WHEN 5 THEN 1 ELSE 3 END) n
	ORDER BY hashint8extended(institution_id * 10000 + class_id * 100 + part * 10 + n, 2);

INSERT INTO child (institution_id, child_id, birth_date)
	SELECT institution_id, child_id, lower(during) - ('{220,500,900}'::integer[])[class_id % 3 + 1] FROM source;

INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT institution_id, child_id, during, class_id FROM source WHERE part = 1;

CREATE PROCEDURE enrol_one_by_one(which integer, INOUT rows bigint) LANGUAGE plpgsql AS $$
DECLARE
	child record;
BEGIN
	rows := 0;
	FOR child IN SELECT * FROM nursery.source WHERE part = which LOOP
		INSERT INTO nursery.enrolment (institution_id, child_id, during, class_id)
			VALUES (child.institution_id, child.child_id, child.during, child.class_id);
		COMMIT;
		rows := rows + 1;
	END LOOP;
END
$$;

CREATE PROCEDURE plan_often(OUT rows bigint) LANGUAGE plpgsql AS $$
BEGIN
	FOR n IN 1 .. 100 LOOP
		EXECUTE 'EXPLAIN SELECT FROM person WHERE age_band(birth_date, date ''2024-09-01'') = ''托小''';
	END LOOP;
	rows := 100;
END
$$;

VACUUM FREEZE ANALYZE;


-- Data for the demonstration: five cities, rebuilt so that counting them gives the figures that their documents publish.
--
-- Run by demo.sql with the registry's schema first in the search_path; needs no psql feature.  Same seed, same rows, on every
-- version of PostgreSQL; another seed:  PGOPTIONS='-c demo.seed=7' make demo
--
-- Published (see tuoyu.policy_document for the documents), and exact here
--   Wuhan     374 institutions: 150 specialised (7 985 places), 213 kindergartens (3 797), 11 employers, parks and others (341);
--             328 of them charge 3 000 yuan at most; 1 100 new places at recognised institutions in 2020 and 2021
--   Zhoushan  998 new places in 2022, 831 of them at recognised institutions; in Putuo 5 new classes of 20
--   Yinchuan  153 filed institutions; 10 700 places, 7 174 of them in kindergartens
-- Assumed, for no document says it
--   report days 2021-06-30 (Wuhan), 2022-10-08 (Zhoushan), 2024-09-12 (Yinchuan), 2024-12-31 (Chongqing)
--   use: each class has 25 % to 65 % of its places taken (45 % in the middle); a child stays for a year, or until it is three
--   districts, sizes, classes, fees, birth order and staff; which institution is an employer's; Yinchuan's 95 kindergartens and
--   58 others; which 46 in Wuhan charge more; filing and recognition in Wuhan (none but those with new places); Wuhan's 22
--   institutions with new places and their years; Zhoushan's institutions, and that Putuo's classes are among the 998 places
--   the population of Yinchuan, and the rate of Putuo's operating subsidy
-- Invented, and named so: every institution and person; Chongqing's one institution.
-- Huainan publishes targets only: nothing is loaded, so its reports stay empty.

DO $$ BEGIN PERFORM set_config('demo.seed', coalesce(nullif(current_setting('demo.seed', true), ''), '20210141'), false); END $$;

BEGIN;

-- A number from 0 to n - 1 that depends on nothing but the seed, what it is for, and for whom.
CREATE FUNCTION pg_temp.draw(what text, key bigint, n integer) RETURNS integer LANGUAGE sql STABLE
	RETURN (('x' || left(encode(sha256(convert_to(concat_ws('/', current_setting('demo.seed'), what, key), 'UTF8')), 'hex'), 8))::bit(32)::bigint % n)::integer;

-- An identity number with a valid check character for a person who cannot exist: no place has the area code 109999.
CREATE FUNCTION pg_temp.invented_id(birth date, sequence integer) RETURNS tuoyu.resident_id LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
	WITH number AS (SELECT '109999' || to_char(birth, 'YYYYMMDD') || lpad(sequence::text, 3, '0') AS digits)
	SELECT (digits || substr('10X98765432',
		1 + (SELECT sum(substr(digits, i, 1)::integer * (1 << (18 - i))) % 11 FROM generate_series(1, 17) i)::integer, 1))::tuoyu.resident_id
	FROM number;
END;

-- Rules of the user, not shipped

INSERT INTO tuoyu.policy_document (document, title, issuer, region, source, verified) VALUES
	('demo', '演示用的虚构规定和取值，不是任何地方的文件', '演示', '000000', 'examples/demo_data.sql', false);
-- The document gives a range, 8 % to 15 %, and not what selects the rate; without this row Putuo's operating subsidy is an error.
INSERT INTO tuoyu.policy_parameter (parameter, name, region, during, value, document, clause) VALUES
	('demo-putuo-rate', 'putuo_operating_rate', '330903', '[2022-01-01,)', 0.08, 'demo', '演示取值：区间下限'),
	('demo-yinchuan-population', 'population', '640100', '[2024-01-01,2025-01-01)', 2890000, 'demo', '演示值，不是统计数据：取在公布的托位数与千人口托位数所隐含的区间之内');

-- Institutions

CREATE TEMPORARY TABLE made ON COMMIT DROP AS
WITH city (city, label, report_day, opens) AS (VALUES
	('420100'::tuoyu.region_code, '武汉', date '2021-06-30', date '2020-01-01'),
	('640100', '银川', '2024-09-12', '2023-01-01')
), sort (city, sort, kind, institutions, places, built) AS (VALUES
	('420100'::tuoyu.region_code, 1, '专门托育机构', 22, 1100, true),
	('420100', 2, '专门托育机构', 128, 6885, false),
	('420100', 3, '幼儿园托班', 213, 3797, false),
	('420100', 4, '用人单位', 6, 186, false),
	('420100', 5, '其他', 5, 155, false),
	('640100', 1, '幼儿园托班', 95, 7174, false),
	('640100', 2, '专门托育机构', 58, 3526, false)
), district AS (
	SELECT tuoyu.region_parent(code) AS city, array_agg(code ORDER BY code) AS codes
	FROM tuoyu.region WHERE tuoyu.region_level(code) = 3 GROUP BY 1
), numbered AS (
	-- what one of a pair has more than the average, the other has less
	SELECT s.*, c.label, c.report_day, c.opens, d.codes, n, row_number() OVER (PARTITION BY s.city ORDER BY s.sort, n) AS number,
		s.places / s.institutions + (n <= s.places % s.institutions)::integer
			+ CASE WHEN n = s.institutions AND n % 2 = 1 THEN 0 ELSE (2 * (n % 2) - 1) * pg_temp.draw(s.city || s.kind, (n + 1) / 2, s.places / s.institutions / 2) END AS size
	FROM sort s JOIN city c ON c.city = s.city JOIN district d ON d.city = s.city, generate_series(1, s.institutions) n
), known (institution_id, label, region, kind, size, built, opened_on, report_day) AS (VALUES
	(33090001, '舟山', '330902'::tuoyu.region_code, '专门托育机构', 120, true, date '2022-01-10', date '2022-10-08'),
	(33090002, '舟山', '330902', '专门托育机构', 120, true, '2022-02-21', '2022-10-08'),
	(33090003, '舟山', '330902', '社区', 100, true, '2022-03-01', '2022-10-08'),
	(33090004, '舟山', '330902', '幼儿园托班', 100, true, '2022-03-01', '2022-10-08'),
	(33090005, '舟山', '330902', '专门托育机构', 67, false, '2022-04-18', '2022-10-08'),
	(33090006, '舟山', '330921', '专门托育机构', 90, true, '2022-02-14', '2022-10-08'),
	(33090007, '舟山', '330921', '幼儿园托班', 80, true, '2022-03-01', '2022-10-08'),
	(33090008, '舟山', '330921', '用人单位', 60, false, '2022-05-09', '2022-10-08'),
	(33090009, '舟山', '330922', '专门托育机构', 61, true, '2022-03-14', '2022-10-08'),
	(33090010, '舟山', '330922', '社区', 60, true, '2022-06-01', '2022-10-08'),
	(33090011, '舟山', '330922', '专门托育机构', 40, false, '2022-06-01', '2022-10-08'),
	(33090012, '舟山', '330903', '幼儿园托班', 40, true, '2022-03-01', '2022-10-08'),
	(33090013, '舟山', '330903', '幼儿园托班', 40, true, '2022-03-01', '2022-10-08'),
	(33090014, '舟山', '330903', '幼儿园托班', 20, true, '2022-05-05', '2022-10-08'),
	(50000001, '重庆', '500103', '专门托育机构', 45, true, '2023-03-01', '2024-12-31')
)
SELECT city::text::bigint * 100 + number AS institution_id, label, codes[1 + pg_temp.draw('district' || city, number, cardinality(codes))] AS region,
	kind, size, built, opens + CASE WHEN built AND n % 2 = 0 THEN 366 ELSE 0 END + pg_temp.draw('opened' || city, number, 90) AS opened_on, report_day
FROM numbered
UNION ALL
SELECT institution_id, label, region, kind, size, built, opened_on, report_day FROM known;

INSERT INTO institution (institution_id, name, region, kind, ownership, opened_on, provides_meals)
SELECT institution_id, format('%s示例%s%s', tuoyu.region_name(region), CASE kind WHEN '幼儿园托班' THEN '幼儿园' ELSE '托育园' END, institution_id % 10000),
	region, kind, CASE WHEN pg_temp.draw('ownership', institution_id, 10) < 3 THEN '公办' ELSE '民办' END, opened_on,
	pg_temp.draw('meals', institution_id, 10) < 8
FROM made;

INSERT INTO standing (institution_id, kind, during, document_no)
SELECT m.institution_id, s.kind, daterange(m.opened_on, NULL), '演示' || m.institution_id
FROM made m CROSS JOIN (VALUES ('备案'), ('普惠认定')) s (kind)
WHERE m.built OR s.kind = '备案' AND m.label = '银川';

-- Classes, filled up to the sizes of the national standard: kindergartens from two years on, others one class of a kind in turn

INSERT INTO class (institution_id, class_id, name, kind, places, during)
WITH turn (kindergarten, bands) AS (VALUES
	(true, ARRAY['托大']::tuoyu.age_band[]),
	(false, ARRAY['托大', '托小', '乳儿', '混合']::tuoyu.age_band[])
), slot AS (
	SELECT t.kindergarten, n, r.band, r.class_size, sum(r.class_size) OVER (PARTITION BY t.kindergarten ORDER BY n) AS upto
	FROM turn t, generate_series(1, 12) n, tuoyu.band_rule_at('000000', t.bands[1 + (n - 1) % cardinality(t.bands)], '2020-01-01') r
)
SELECT m.institution_id, s.n, format('%s%s班', s.band, s.n), s.band,
	m.size * s.upto / full_size - m.size * (s.upto - s.class_size) / full_size, daterange(m.opened_on, NULL)
FROM made m
	JOIN slot s ON s.kindergarten = (m.kind = '幼儿园托班')
	CROSS JOIN LATERAL (SELECT min(upto) AS full_size FROM slot f WHERE f.kindergarten = s.kindergarten AND f.upto >= m.size) f
WHERE s.upto <= full_size;

INSERT INTO capacity_event (institution_id, event_id, happened_on, places_added, classes_added, build)
SELECT m.institution_id, 1, m.opened_on, sum(c.places), count(*), '新建'
FROM made m JOIN class c ON c.institution_id = m.institution_id
WHERE m.built AND m.label = '武汉' OR m.label = '舟山'
GROUP BY m.institution_id, m.opened_on;

-- Listed fees: in Wuhan 46 above the cap, one of them by a fen, and some exactly at it

INSERT INTO fee_listing (institution_id, class_kind, service_form, during, monthly_fee)
WITH rank AS (
	SELECT *, row_number() OVER (PARTITION BY label ORDER BY built, pg_temp.draw('dear', institution_id, 1000000), institution_id) AS dearness
	FROM made
), base AS (
	SELECT *, CASE label
		WHEN '舟山' THEN 2000
		WHEN '银川' THEN 800 + 50 * pg_temp.draw('fee', institution_id, 25)
		WHEN '重庆' THEN 1200
		ELSE CASE WHEN dearness = 1 THEN 3000.01 WHEN dearness <= 46 THEN 3050 + 50 * pg_temp.draw('fee', institution_id, 50)
			ELSE 1000 + 50 * pg_temp.draw('fee', institution_id, 35) END
		END AS fee
	FROM rank
)
SELECT DISTINCT b.institution_id, c.kind, '全日托', daterange(b.opened_on, NULL),
	(b.fee + CASE WHEN b.label = '武汉' AND b.dearness > 1 THEN CASE c.kind::text WHEN '乳儿' THEN 300 WHEN '托小' THEN 100 ELSE 0 END ELSE 0 END)::tuoyu.yuan
FROM base b JOIN class c ON c.institution_id = b.institution_id;

-- Children: old enough for the class on the day of admission

CREATE TEMPORARY TABLE admitted ON COMMIT DROP AS
WITH class_size AS (
	SELECT m.institution_id, m.region, m.label, m.opened_on, m.report_day, c.class_id, c.kind, c.institution_id * 100 + c.class_id AS key,
		CASE WHEN m.label = '重庆' THEN CASE c.kind::text WHEN '托大' THEN 10 WHEN '托小' THEN 5 ELSE 2 END
			ELSE round(c.places * (25 + pg_temp.draw('use', c.institution_id * 100 + c.class_id, 41)) / 100.0) END::integer AS children
	FROM made m JOIN class c ON c.institution_id = m.institution_id
), child AS (
	SELECT s.*, n, s.key * 100 + n AS child_key, a.youngest, a.oldest,
		CASE WHEN s.label = '重庆' THEN date '2024-01-01'
			ELSE greatest(s.opened_on, s.report_day - pg_temp.draw('admission', s.key * 100 + n, CASE s.kind::text WHEN '乳儿' THEN 120 ELSE 270 END)) END AS admitted_on
	FROM class_size s JOIN (VALUES ('乳儿', 6, 11), ('托小', 12, 23), ('托大', 24, 32), ('混合', 18, 32)) a (kind, youngest, oldest) ON a.kind = s.kind::text,
		generate_series(1, s.children) n
)
SELECT institution_id, region, class_id, kind, report_day, class_id * 100 + n AS child_id, admitted_on,
	tuoyu.add_months(admitted_on, -(youngest + pg_temp.draw('months', child_key, choice))) - pg_temp.draw('days', child_key, 20) AS birth_date,
	CASE WHEN pg_temp.draw('order', child_key, 100) < 58 THEN 1 WHEN pg_temp.draw('order', child_key, 100) < 94 THEN 2 ELSE 3 END AS birth_order
-- nobody is three yet on the report day; nine months before it a child of two years is just young enough
FROM child CROSS JOIN LATERAL (SELECT greatest(1, least(oldest, 34 - tuoyu.age_months(admitted_on, report_day)) - youngest + 1) AS choice) c;

INSERT INTO child (institution_id, child_id, birth_date, birth_order, household)
SELECT institution_id, child_id, birth_date, birth_order, region FROM admitted;

-- Staff: caregivers as the national standard asks, mixed classes as if all were toddlers; then everyone else

CREATE TEMPORARY TABLE caregiver ON COMMIT DROP AS
SELECT c.institution_id, c.class_id, c.during, row_number() OVER (PARTITION BY c.institution_id ORDER BY c.class_id, n) AS staff_id
FROM class c
	JOIN (SELECT institution_id, class_id, count(*)::integer AS children FROM admitted GROUP BY 1, 2) a USING (institution_id, class_id)
	CROSS JOIN LATERAL tuoyu.band_rule_at('000000', CASE c.kind::text WHEN '混合' THEN '托小' ELSE c.kind END, lower(c.during)) r
	CROSS JOIN LATERAL generate_series(1, tuoyu.caregivers_required(r.ratio, a.children)) n;

INSERT INTO staff (institution_id, staff_id, role, during)
SELECT institution_id, staff_id, '保育人员', during FROM caregiver
UNION ALL
SELECT i.institution_id, r.staff_id, r.role, daterange(i.opened_on, NULL)
FROM institution i CROSS JOIN (VALUES (901, '负责人'), (902, '保健人员'), (903, '保安人员'), (904, '炊事人员')) r (staff_id, role)
WHERE r.role <> '炊事人员' OR i.provides_meals;

INSERT INTO certificate (institution_id, staff_id, kind, during)
SELECT s.institution_id, s.staff_id, r.certificate, s.during
FROM staff s JOIN (VALUES ('保育人员', '保育师证'), ('负责人', '负责人培训合格证'), ('保健人员', '保健员证'), ('保安人员', '保安员证'), ('炊事人员', '健康证')) r (role, certificate) USING (role)
WHERE pg_temp.draw('certificate', s.institution_id * 1000 + s.staff_id, 100) < 93;

INSERT INTO class_staff (institution_id, class_id, staff_id, during)
SELECT institution_id, class_id, staff_id, during FROM caregiver;

INSERT INTO enrolment (institution_id, child_id, during, class_id, service_form, monthly_fee)
SELECT a.institution_id, a.child_id,
	daterange(a.admitted_on, greatest(a.report_day + 1, least(tuoyu.add_months(a.admitted_on, 12), tuoyu.add_months(a.birth_date, 36)))), a.class_id, f.service_form, f.monthly_fee
FROM admitted a JOIN fee_listing f ON f.institution_id = a.institution_id AND f.class_kind = a.kind;

-- Identities of a few: the children of one institution; a child, and a caregiver, who are at two institutions on the same days

INSERT INTO child_identity (institution_id, child_id, name, resident_id, guardian)
WITH sample AS (
	SELECT institution_id, child_id, birth_date, row_number() OVER (ORDER BY child_id)::integer AS n FROM child WHERE institution_id = 42010001
), twin AS (
	SELECT b.institution_id, b.child_id, s.birth_date, s.n
	FROM sample s
		JOIN child b ON b.birth_date = s.birth_date AND b.institution_id BETWEEN 42010002 AND 42019999
		JOIN enrolment x ON x.institution_id = s.institution_id AND x.child_id = s.child_id
		JOIN enrolment y ON y.institution_id = b.institution_id AND y.child_id = b.child_id AND y.during && x.during
	ORDER BY s.n, b.institution_id, b.child_id LIMIT 1
)
SELECT institution_id, child_id, '演示儿童' || n, pg_temp.invented_id(birth_date, n), '演示家长' || n FROM (TABLE sample UNION ALL TABLE twin) p;

INSERT INTO staff_identity (institution_id, staff_id, resident_id)
SELECT institution_id, 1, pg_temp.invented_id('1990-01-01', 1) FROM made WHERE institution_id IN (42010001, 42010025);

-- Figures that the user supplies: indicators divide by this one; the check of the published figures reads the parameter above
INSERT INTO region_figure (region, name, during, value, source)
SELECT region, name, during, value, clause FROM tuoyu.policy_parameter WHERE parameter = 'demo-yinchuan-population';

DROP FUNCTION pg_temp.draw(text, bigint, integer), pg_temp.invented_id(date, integer);
COMMIT;

ANALYZE;

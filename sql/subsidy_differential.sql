-- 100 000 random facts under every shipped and example rule, against amounts worked out by plain SQL from what the documents say:
-- no function of tuoyu is called for the expected side, days are counted by make_interval, fractions kept as integers.
-- Month ends, leap days, rules' first and last days, birthdays of bands, part months and years, broken stays, fees that end in 5 fen.
CREATE SCHEMA differential_test;
SET search_path = differential_test, tuoyu;
SET datestyle = ISO;
\getenv source PG_ABS_SRCDIR
\set ECHO none
\set f :source '/examples/policies/xiamen.sql'
\i :f
\set f :source '/examples/policies/chengdu.sql'
\i :f
\set f :source '/examples/policies/qingshanhu.sql'
\i :f
\set f :source '/examples/policies/shanxi.sql'
\i :f
\set f :source '/examples/policies/zhanggong.sql'
\i :f
\set f :source '/examples/policies/qingdao.sql'
\i :f
\set f :source '/examples/policies/mianyang.sql'
\i :f
\set f :source '/examples/policies/shenzhen.sql'
\i :f
\set f :source '/examples/policies/childcare_allowance.sql'
\i :f
\set ECHO all
INSERT INTO policy_parameter (name, region, during, value)
SELECT name, region, during, value FROM (VALUES
	('putuo_operating_rate', '330903'::region_code, '[2022-01-01,2023-03-15)'::daterange, 0.08), ('putuo_operating_rate', '330903', '[2023-03-15,2023-03-20)', 0.15),
	('putuo_operating_rate', '330903', '[2023-03-20,2026-01-01)', 0.1234), ('putuo_operating_rate', '330903', '[2026-01-01,)', 0.1),
	('income_urban', '510104', '[2024-09-01,2025-09-01)', 63000), ('income_urban', '510104', '[2025-09-01,2026-03-15)', 51237), ('income_urban', '510104', '[2026-03-15,)', 44999),
	('income_urban', '510112', '[2024-09-01,2025-01-10)', 54000), ('income_urban', '510112', '[2025-01-10,)', 60001)) p(name, region, during, value);

-- The facts

-- a day within the years of the rules: any, the end or the beginning of a month, a leap day, or beside a day on which some rule begins or ends
CREATE FUNCTION some_day(r float8, kind float8) RETURNS date LANGUAGE sql IMMUTABLE RETURN CASE
	WHEN kind < 0.15 THEN (date_trunc('month', '2021-11-01'::date + (r * 3080)::int) + make_interval(months => 1, days => -1))::date
	WHEN kind < 0.20 THEN date_trunc('month', '2021-11-01'::date + (r * 3080)::int)::date
	WHEN kind < 0.25 THEN CASE WHEN r < 0.6 THEN '2024-02-29'::date ELSE '2028-02-29'::date END
	WHEN kind < 0.40 THEN ('{2022-01-01,2023-06-01,2023-10-20,2024-01-01,2024-09-01,2024-11-01,2025-01-01,2026-01-01,2028-06-01,2030-01-01}'::date[])[1 + (r * 9.99)::int % 10] + (kind * 1000)::int % 5 - 2
	ELSE '2021-11-01'::date + (r * 3080)::int END;
SELECT setseed(0.2024);
CREATE UNLOGGED TABLE draw AS SELECT g AS id, some_day(random(), random()) AS day, random() AS a, random() AS b, random() AS c, random() AS d, random() AS e, random() AS f, random() AS g, random() AS h
FROM generate_series(1, 100000) g;
CREATE UNLOGGED TABLE fact AS
SELECT id, day AS as_of,
	-- a stay of days, months or years; one in four is broken once
	CASE WHEN b < 0.25 AND days > 2 THEN datemultirange(daterange(day, day + 1 + days / 3), daterange(day + 2 + days / 3 + (c * days / 3)::int, day + 2 + days))
		ELSE datemultirange(daterange(day, CASE WHEN b > 0.85 THEN (day + make_interval(months => (c * 14)::int))::date + 1 ELSE day + 1 + days END)) END AS during,
	-- a birthday of a band on the day or beside it, or any age
	CASE WHEN d < 0.3 THEN (day - make_interval(months => ('{0,6,12,18,24,36}'::int[])[1 + (e * 5.99)::int % 6]))::date + (d * 10)::int - 1
		WHEN d < 0.4 THEN (day - make_interval(months => (e * 40)::int))::date ELSE day - (e * 1300)::int END AS birth_date,
	('{NULL,1,1,2,2,3,4}'::int[])[1 + (f * 6.99)::int % 7] AS birth_order,
	('{NULL,乳儿,托小,托大,托大,混合}'::text[])[1 + (g * 5.99)::int % 6] AS class_kind,
	CASE WHEN h < 0.03 THEN NULL WHEN h < 0.3 THEN (c * 100)::int * 0.10 + 0.05 WHEN h < 0.5 THEN (c * 50)::int * 100 ELSE round((c * 6000)::numeric, 2) END AS monthly_fee,
	CASE WHEN c < 0.9 THEN (e * 31)::int END AS attended,
	('{NULL,专门托育机构,幼儿园托班,幼儿园托班,社区}'::text[])[1 + (h * 4.99)::int % 5] AS institution_kind,
	('{城区,农村,城区,NULL}'::text[])[1 + (f * 3.99)::int % 4] AS zone, (CASE WHEN e < 0.5 THEN '新建' ELSE '改建' END) AS build,
	(CASE WHEN a < 0.85 THEN true WHEN a < 0.95 THEN false END) AS recognised, (CASE WHEN c < 0.9 THEN true WHEN c < 0.97 THEN false END) AS filed,
	CASE WHEN d > 0.02 THEN (d * 120)::int END AS places, CASE WHEN e > 0.2 THEN round((e * 900)::numeric, 1) END AS area, (c * 200)::int AS places_added, (e * 6)::int AS classes_added,
	('{NULL,全日托,半日托,临时托,计时托,其他}'::text[])[1 + (b * 5.99)::int % 6] AS service_form, ('{NULL,市级示范,市级示范,省级}'::text[])[1 + (d * 3.99)::int % 4] AS grade,
	round((f * 12)::numeric, 1) AS hours, (f * 40)::int AS infants, (g * 40)::int AS toddlers, (h * 40)::int AS preschoolers
FROM (SELECT *, CASE WHEN a < 0.4 THEN (c * 31)::int WHEN a < 0.8 THEN (c * 200)::int ELSE (c * 500)::int END AS days FROM draw) x;
ALTER TABLE fact ADD PRIMARY KEY (id);
ANALYZE fact;
-- what the facts are made of, so that a generator that draws nothing is seen
SELECT count(*) AS facts, count(*) FILTER (WHERE extract(day FROM as_of + 1) = 1) > 10000 AS month_ends, count(*) FILTER (WHERE to_char(as_of, 'MM-DD') = '02-29') > 3000 AS leap_days,
	count(*) FILTER (WHERE (SELECT count(*) FROM unnest(during)) = 2) > 10000 AS broken, count(*) FILTER (WHERE extract(day FROM birth_date + make_interval(months => 12)) = extract(day FROM as_of)) > 10000 AS birthdays,
	count(*) FILTER (WHERE monthly_fee * 100 % 10 = 5) > 10000 AS odd_fen, count(*) FILTER (WHERE class_kind IS NULL OR recognised IS NULL OR monthly_fee IS NULL OR birth_order IS NULL) > 10000 AS with_unknowns FROM fact;

-- Calendar months with at least one day in care, the first such day, and the month's number within its year
CREATE UNLOGGED TABLE month_in_care AS
SELECT id, month::date AS month, min(greatest(lower(r), month::date)) AS first_day, row_number() OVER (PARTITION BY id, extract(year FROM month) ORDER BY month) AS n
FROM fact, unnest(during) r, generate_series(date_trunc('month', lower(r)), upper(r) - 1, make_interval(months => 1)) month
GROUP BY id, month;
ANALYZE month_in_care;

-- What is due by the documents: a row for each payment
CREATE UNLOGGED TABLE due (scheme text, id int, rule text, payee text, first_day date, instalment int, amount numeric, family_pays numeric, shares jsonb);

-- 武汉: 10 000 for each new place of a recognised institution
CREATE VIEW due_wuhan AS SELECT id, 'wuhan-construction' AS rule, '机构' AS payee, as_of AS first_day, NULL::int AS instalment, 10000 * places_added::numeric AS amount, NULL::numeric AS family_pays, '{}'::jsonb AS shares FROM fact WHERE recognised;
-- 普陀: 20 000 for each new class from 2022
CREATE VIEW due_putuo_class AS SELECT id, 'putuo-class' AS rule, '机构' AS payee, as_of AS first_day, NULL::int AS instalment, 20000 * classes_added::numeric AS amount, NULL::numeric AS family_pays, '{}'::jsonb AS shares FROM fact WHERE as_of >= '2022-01-01';
-- 普陀: each month the rate of the first day in care times the fee
CREATE VIEW due_putuo_operating AS
SELECT id, 'putuo-operating' AS rule, '机构' AS payee, first_day, NULL::int AS instalment,
	round(monthly_fee * CASE WHEN first_day < '2023-03-15' THEN 0.08 WHEN first_day < '2023-03-20' THEN 0.15 WHEN first_day < '2026-01-01' THEN 0.1234 ELSE 0.1 END, 2) AS amount, NULL::numeric AS family_pays, '{}'::jsonb AS shares
FROM month_in_care JOIN fact USING (id) WHERE month >= '2022-01-01' AND recognised AND monthly_fee IS NOT NULL;
-- 普陀: the second child pays 70 %, the third and later nothing; what is waived is the rest of the fee
CREATE VIEW due_putuo_children AS
SELECT id, CASE birth_order WHEN 2 THEN 'putuo-second-child' ELSE 'putuo-third-child' END AS rule, '家庭' AS payee, first_day, NULL::int AS instalment, monthly_fee - pays AS amount, pays AS family_pays, '{}'::jsonb AS shares
FROM month_in_care JOIN fact USING (id) CROSS JOIN LATERAL (SELECT CASE birth_order WHEN 2 THEN round(monthly_fee * 70 / 100, 2) ELSE 0 END AS pays) p
WHERE month >= '2022-01-01' AND birth_order >= 2 AND monthly_fee IS NOT NULL;
-- 重庆: by the class, a twelfth of 700, 800, 900 for each whole month in care within the calendar year, from 2023-10-20 to 2025
CREATE VIEW due_chongqing AS
SELECT id, 'chongqing-operating-' || CASE class_kind WHEN '托大' THEN 'preschool' WHEN '托小' THEN 'toddler' ELSE 'infant' END AS rule, '机构' AS payee, min(a) AS first_day, NULL::int AS instalment,
	round(CASE class_kind WHEN '托大' THEN 700 WHEN '托小' THEN 800 ELSE 900 END * sum(guess - CASE WHEN a + make_interval(months => guess) > b THEN 1 ELSE 0 END) / 12.0, 2) AS amount, NULL::numeric AS family_pays, '{}'::jsonb AS shares
FROM fact, unnest(during) r, generate_series(2023, 2025) y,
	LATERAL (SELECT greatest(lower(r), make_date(y, 1, 1), '2023-10-20') AS a, least(upper(r), make_date(y + 1, 1, 1)) AS b) s,
	LATERAL (SELECT ((extract(year FROM b) - extract(year FROM a)) * 12 + extract(month FROM b) - extract(month FROM a))::int AS guess) g
WHERE a < b AND filed AND recognised AND class_kind IN ('托大', '托小', '乳儿')
GROUP BY id, class_kind, y;
-- 厦门: by the class 300, 400, 600 a month, whole from 15 days, half from 1, nothing without a day
CREATE VIEW due_xiamen_operating AS
SELECT id, 'xiamen-operating-' || class_kind AS rule, '机构' AS payee, first_day, NULL::int AS instalment,
	CASE class_kind WHEN '托大' THEN 300 WHEN '托小' THEN 400 ELSE 600 END::numeric / 2 * CASE WHEN attended >= 15 THEN 2 WHEN attended >= 1 THEN 1 ELSE 0 END AS amount, NULL::numeric AS family_pays, '{}'::jsonb AS shares
FROM month_in_care JOIN fact USING (id) WHERE month >= '2023-06-01' AND month < '2028-06-01' AND recognised AND attended IS NOT NULL AND class_kind IN ('托大', '托小', '乳儿');
-- 厦门: 10 000 a place, kindergartens 1 000, paid 40/30/30 over three years
CREATE VIEW due_xiamen_construction AS
SELECT id, CASE WHEN institution_kind = '幼儿园托班' THEN 'xiamen-construction-kindergarten' ELSE 'xiamen-construction' END AS rule, '机构' AS payee, (as_of + make_interval(years => i - 1))::date AS first_day, i AS instalment,
	CASE WHEN institution_kind = '幼儿园托班' THEN 1000 ELSE 10000 END * places_added::numeric * CASE i WHEN 1 THEN 40 ELSE 30 END / 100 AS amount, NULL::numeric AS family_pays, '{}'::jsonb AS shares
FROM fact, generate_series(1, 3) i WHERE recognised AND as_of >= '2023-06-01' AND as_of < '2028-06-01';
-- 成都: 300 a month for each place, vacant ones too, places counted at 8 square metres
CREATE VIEW due_chengdu AS
SELECT id, 'chengdu-places' AS rule, '机构' AS payee, first_day, NULL::int AS instalment, 300 * CASE WHEN area IS NOT NULL AND area < places * 8 THEN (area - area % 8) / 8 ELSE places END::numeric AS amount, NULL::numeric AS family_pays, '{}'::jsonb AS shares
FROM month_in_care JOIN fact USING (id) WHERE month >= '2024-09-01' AND recognised AND places IS NOT NULL;
-- 山西: 500 a child-month, kindergartens 300, 2025 to 2029, at most ten months a year
CREATE VIEW due_shanxi AS
SELECT id, CASE WHEN institution_kind = '幼儿园托班' THEN 'shanxi-operating-kindergarten' ELSE 'shanxi-operating' END AS rule, '机构' AS payee, first_day, NULL::int AS instalment,
	CASE WHEN n > 10 THEN 0 WHEN institution_kind = '幼儿园托班' THEN 300 ELSE 500 END::numeric AS amount, NULL::numeric AS family_pays, '{}'::jsonb AS shares
FROM month_in_care JOIN fact USING (id) WHERE month >= '2025-01-01' AND month < '2030-01-01' AND recognised;
-- 章贡: new 600 urban, 500 rural a place, conversion 500 and 400; city and district 2 : 8
CREATE VIEW due_zhanggong AS
SELECT id, 'zhanggong-' || zone AS rule, '机构' AS payee, as_of AS first_day, NULL::int AS instalment, total AS amount, NULL::numeric AS family_pays, jsonb_build_object('市', total * 2 / 10, '区', total * 8 / 10) AS shares
FROM fact, LATERAL (SELECT places_added::numeric * (400 + CASE zone WHEN '城区' THEN 100 ELSE 0 END + CASE build WHEN '新建' THEN 100 ELSE 0 END) AS total) t WHERE zone IS NOT NULL;
-- 青岛: a month second 500, third 600, from 2026 both 300; half to the institution, half to the family
CREATE VIEW due_qingdao AS
SELECT id, concat('qingdao-', payee, '-', CASE WHEN month < '2026-01-01' THEN '2024-01-01-' || CASE birth_order WHEN 2 THEN '[2,2]' ELSE '[3,)' END ELSE '2026-01-01-[2,)' END) AS rule, payee, first_day, NULL::int AS instalment,
	CASE WHEN month >= '2026-01-01' THEN 150 WHEN birth_order = 2 THEN 250 ELSE 300 END::numeric AS amount, NULL::numeric AS family_pays, '{}'::jsonb AS shares
FROM month_in_care JOIN fact USING (id), (VALUES ('机构'), ('家庭')) p(payee) WHERE month >= '2024-01-01' AND birth_order >= 2;
-- 绵阳: by the child's band on the day, which closes at the top: 600, 400, 200 a month from 2024-11
CREATE VIEW due_mianyang AS
SELECT id, 'mianyang-' || band AS rule, '机构' AS payee, date_trunc('month', as_of)::date AS first_day, NULL::int AS instalment, CASE band WHEN '乳儿' THEN 600 WHEN '托小' THEN 400 ELSE 200 END::numeric AS amount, NULL::numeric AS family_pays, '{}'::jsonb AS shares
FROM fact, LATERAL (SELECT CASE WHEN as_of < birth_date + make_interval(months => 6) THEN NULL WHEN as_of <= birth_date + make_interval(months => 12) THEN '乳儿'
	WHEN as_of <= birth_date + make_interval(months => 24) THEN '托小' WHEN as_of <= birth_date + make_interval(months => 36) THEN '托大' END AS band) b WHERE band IS NOT NULL AND as_of >= '2024-11-01';
-- 育儿补贴: from 2025, 300 for each calendar month from birth to the third birthday, the days ignored
CREATE VIEW due_allowance AS
SELECT id, 'allowance' AS rule, '家庭' AS payee, greatest(birth_date, make_date(y, 1, 1)) AS first_day, NULL::int AS instalment, 300 * count(*)::numeric AS amount, NULL::numeric AS family_pays, '{}'::jsonb AS shares
FROM fact, generate_series(date_trunc('month', birth_date), birth_date + make_interval(months => 36), make_interval(months => 1)) month, LATERAL (SELECT extract(year FROM month)::int AS y) y
WHERE y >= 2025 GROUP BY id, birth_date, y;

-- What the engine says: for every fact the sum of the item; of one in sixteen, the lines
CREATE TABLE scheme (scheme text PRIMARY KEY, item text[], columns text);
INSERT INTO scheme VALUES
	('wuhan', '{建设补贴}', $$'420106'::region_code AS region, as_of, places_added, recognised$$),
	('putuo_class', '{新增托班补助}', $$'330903'::region_code AS region, as_of, classes_added, recognised$$),
	('putuo_operating', '{运营补助}', $$'330903'::region_code AS region, during, recognised, monthly_fee::yuan, birth_order$$),
	('putuo_children', '{多孩收费减免}', $$'330903'::region_code AS region, during, recognised, monthly_fee::yuan, birth_order$$),
	('chongqing', '{普惠托育机构运营补助}', $$'500112'::region_code AS region, during, recognised, filed, class_kind::age_band$$),
	('xiamen_operating', '{运营补助}', $$'350203'::region_code AS region, during, recognised, class_kind, attended AS days$$),
	('xiamen_construction', '{建设补助}', $$'350203'::region_code AS region, as_of, recognised, institution_kind, places_added$$),
	('chengdu', '{托位补助}', $$'510104'::region_code AS region, during, recognised, places, area$$),
	('shanxi', '{运营补助}', $$'140105'::region_code AS region, during, recognised, institution_kind$$),
	('zhanggong', '{建设补助}', $$'360702'::region_code AS region, as_of, places_added, build, zone$$),
	('qingdao', '{多孩补助（机构）,多孩补助（家庭）}', $$'370202'::region_code AS region, during, birth_order$$),
	('mianyang', '{运营补助}', $$'510703'::region_code AS region, as_of, birth_date$$),
	('allowance', '{育儿补贴}', $$'420106'::region_code AS region, birth_date, daterange(birth_date, (birth_date + make_interval(months => 36))::date, '[]') AS during$$);
CREATE UNLOGGED TABLE sums (id int, expected numeric, computed numeric);
CREATE TABLE outcome (scheme text, what text, kind text, compared bigint, differ bigint);

CREATE FUNCTION compare(name text, items text[], columns text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('INSERT INTO due SELECT %L, id, rule, payee, first_day, instalment, amount, family_pays, shares FROM due_%s', name, name);
	ANALYZE due;
	-- the sum of every fact: nothing is due (NULL), 0, or more
	EXECUTE format('INSERT INTO sums SELECT id, d.amount, (SELECT sum(tuoyu.subsidy_amount(f, i)::numeric) FROM unnest(%L::text[]) i)
		FROM (SELECT id, %s FROM fact OFFSET 0) f LEFT JOIN (SELECT id, sum(amount) AS amount FROM due GROUP BY id) d USING (id)', items, columns);
	INSERT INTO outcome SELECT name, 'facts', CASE WHEN expected IS NULL THEN 'nothing' WHEN expected = 0 THEN 'zero' ELSE 'positive' END, count(*), count(*) FILTER (WHERE expected IS DISTINCT FROM computed) FROM sums GROUP BY 3;
	-- the payments that they consist of, by rule; of a fact whose sum differs, each counts as different
	INSERT INTO outcome SELECT name, rule, CASE WHEN amount = 0 THEN 'zero' ELSE 'positive' END, count(*), count(*) FILTER (WHERE expected IS DISTINCT FROM computed) FROM due JOIN sums USING (id) GROUP BY rule, 3;
	-- lines: each one expected is there with the same rule, amount, family part and shares, and no other
	EXECUTE format('INSERT INTO outcome SELECT %L, ''lines'', CASE WHEN coalesce(d.amount, l.amount::numeric) = 0 THEN ''zero'' ELSE ''positive'' END, count(*),
			count(*) FILTER (WHERE (d.rule, d.amount, d.family_pays, d.shares) IS DISTINCT FROM (l.rule, l.amount::numeric, l.family_pays::numeric, l.funder_shares))
		FROM (SELECT * FROM due WHERE id %% 16 = 0) d FULL JOIN
			(SELECT id, l.* FROM (SELECT id, %s FROM fact WHERE id %% 16 = 0 OFFSET 0) f, tuoyu.subsidy_lines(f) l WHERE l.item = ANY (%L)) l
			ON l.id = d.id AND l.payee = d.payee AND lower(l.during) = d.first_day AND l.instalment IS NOT DISTINCT FROM d.instalment GROUP BY 3', name, columns, items);
	TRUNCATE due, sums;
END $$;
SELECT count(compare(scheme, item, columns)) FROM scheme;

-- Fees: the cap, and a fee at it, above it and anywhere
CREATE FUNCTION fen(numerator bigint, denominator bigint) RETURNS numeric LANGUAGE sql IMMUTABLE RETURN ((2 * numerator + denominator) / (2 * denominator))::numeric / 100;
CREATE UNLOGGED TABLE fee_case AS
SELECT id, 'wuhan' AS scheme, 'wuhan-cap' AS rule, '420106'::region_code AS region, as_of - 400 AS as_of, CASE WHEN as_of - 400 >= '2021-01-01' THEN 3000 END::numeric AS cap FROM fact
UNION ALL
-- 成都: 80 % of the income per head and month, at most 4000; half a day half of it, a day a 22nd, an hour a fifth of the day, started hours count
SELECT id, 'chengdu', CASE form WHEN '全日托' THEN 'chengdu-full-day' WHEN '半日托' THEN 'chengdu-half-day' WHEN '临时托' THEN 'chengdu-day' WHEN '计时托' THEN 'chengdu-hour' END, county::region_code, as_of,
	CASE WHEN as_of < '2024-09-01' THEN NULL WHEN income >= 60000 THEN CASE form WHEN '全日托' THEN 4000 WHEN '半日托' THEN 2000 WHEN '临时托' THEN fen(200000, 11) WHEN '计时托' THEN fen(40000 * started, 11) END
		ELSE CASE form WHEN '全日托' THEN fen(income * 20, 3) WHEN '半日托' THEN fen(income * 10, 3) WHEN '临时托' THEN fen(income * 10, 33) WHEN '计时托' THEN fen(income * 2 * started, 33) END END
FROM (SELECT id, as_of, COALESCE(service_form, '全日托') AS form, CASE WHEN id % 2 = 0 THEN '510104' ELSE '510112' END AS county, trunc(hours)::bigint + CASE WHEN hours > trunc(hours) THEN 1 ELSE 0 END AS started FROM fact) f,
	LATERAL (SELECT CASE WHEN county = '510112' THEN CASE WHEN as_of < '2025-01-10' THEN 54000 ELSE 60001 END WHEN as_of < '2025-09-01' THEN 63000 WHEN as_of < '2026-03-15' THEN 51237 ELSE 44999 END::bigint AS income) i
UNION ALL
-- 青山湖: by class and grade; half a day half
SELECT id, 'qingshanhu', concat_ws('-', 'qingshanhu', form, class_kind, CASE WHEN grade = '市级示范' THEN grade END), '360111', as_of,
	CASE WHEN as_of >= '2023-01-01' THEN (CASE class_kind WHEN '乳儿' THEN 3100 WHEN '托小' THEN 2400 ELSE 2200 END + CASE WHEN grade = '市级示范' THEN 200 ELSE 0 END)::numeric / CASE form WHEN '半日托' THEN 2 ELSE 1 END END
FROM (SELECT *, COALESCE(service_form, '全日托') AS form FROM fact) f WHERE class_kind IS NOT NULL AND form IN ('全日托', '半日托');
INSERT INTO outcome
SELECT scheme, COALESCE(CASE WHEN expected IS NOT NULL THEN rule END, 'fees'), CASE WHEN expected IS NULL THEN 'nothing' WHEN expected = 0 THEN 'zero' ELSE 'positive' END, count(*),
	count(*) FILTER (WHERE expected IS DISTINCT FROM computed::numeric
		OR is_affordable(fee, region, as_of, fact) IS DISTINCT FROM (fee::numeric <= expected)
		OR is_affordable(expected::yuan, region, as_of, fact) IS DISTINCT FROM (expected >= 0) OR is_affordable((expected + 0.01)::yuan, region, as_of, fact) IS DISTINCT FROM (expected < 0))
FROM (SELECT c.scheme, c.rule, c.cap AS expected, c.region, c.as_of, COALESCE(monthly_fee, 3000)::yuan AS fee, fact, fee_cap(c.region, c.as_of, fact) AS computed
	FROM fee_case c JOIN LATERAL (SELECT monthly_fee FROM fact f WHERE f.id = c.id) m ON true
		JOIN LATERAL (SELECT f.service_form, f.class_kind::age_band, f.grade, f.hours FROM fact f WHERE f.id = c.id) fact ON true) s
GROUP BY 1, 2, 3;

-- Bands: the nation's, 绵阳 (closed at the top), 厦门 (托大 to the 31 August after the third birthday)
INSERT INTO outcome
SELECT scheme, scheme || '-' || expected, 'band', count(*), count(*) FILTER (WHERE expected IS DISTINCT FROM age_band(birth_date, as_of, region::region_code)::text)
FROM (SELECT scheme, region, birth_date, as_of, CASE
		WHEN as_of < birth_date + make_interval(months => 6) THEN '未到龄'
		WHEN as_of < birth_date + make_interval(months => 12) OR (closes AND as_of = birth_date + make_interval(months => 12)) THEN '乳儿'
		WHEN as_of < birth_date + make_interval(months => 24) OR (closes AND as_of = birth_date + make_interval(months => 24)) THEN '托小'
		WHEN as_of < birth_date + make_interval(months => 36) OR (closes AND as_of = birth_date + make_interval(months => 36)) OR (stays AND as_of <= until) THEN '托大'
		ELSE '超龄' END AS expected
	FROM fact, (VALUES ('nation', '420106'), ('mianyang', '510703'), ('xiamen', '350203')) v(scheme, region),
		LATERAL (SELECT scheme = 'mianyang' AND as_of >= '2024-11-01' AS closes, scheme = 'xiamen' AND as_of >= '2023-06-01' AND as_of < '2028-06-01' AS stays, (birth_date + make_interval(months => 36))::date AS third) c,
		LATERAL (SELECT make_date(extract(year FROM third)::int + CASE WHEN to_char(third, 'MMDD') > '0831' THEN 1 ELSE 0 END, 8, 31) AS until) u) s
GROUP BY 1, 2;

-- Caregivers and health workers required
INSERT INTO outcome
SELECT 'staff', rule, CASE WHEN expected IS NULL THEN 'nothing' WHEN expected = 0 THEN 'zero' ELSE 'positive' END, count(*), count(*) FILTER (WHERE expected IS DISTINCT FROM computed)
FROM (
	SELECT 'nation-' || CASE kind WHEN '乳儿' THEN 'infant' WHEN '托小' THEN 'toddler' WHEN '托大' THEN 'preschool' ELSE 'mixed' END AS rule,
		CASE WHEN day >= '2019-10-08' THEN CASE kind WHEN '乳儿' THEN (n + 2) / 3 WHEN '托小' THEN (n + 4) / 5 WHEN '托大' THEN (n + 6) / 7 ELSE (infants * 35 + toddlers * 21 + preschoolers * 15 + 104) / 105 END END AS expected,
		class_caregivers_required('420106', kind::age_band, day, n, infants, toddlers, preschoolers, 18) AS computed
	FROM (SELECT *, infants + toddlers + preschoolers AS n, as_of - 1000 AS day FROM fact) f, unnest('{乳儿,托小,托大,混合}'::text[]) kind
	UNION ALL
	SELECT CASE WHEN day >= '2020-01-01' THEN 'shenzhen-mixed' ELSE 'shenzhen-mixed (before)' END,
		CASE WHEN day >= '2020-01-01' THEN (n + 5) / 6 WHEN day >= '2019-10-08' THEN (infants * 35 + toddlers * 21 + preschoolers * 15 + 104) / 105 END, class_caregivers_required('440305', '混合', day, n, infants, toddlers, preschoolers, 18)
	FROM (SELECT *, infants + toddlers + preschoolers AS n, as_of - 1000 AS day FROM fact) f
	UNION ALL
	SELECT r.rule, CASE WHEN day >= r.since THEN CASE r.rule WHEN 'shenzhen-health' THEN (places_added + 99) / 100 ELSE 1 END WHEN day >= '2019-10-08' THEN 1 END, staff_required(r.region, r.role, day, places_added)
	FROM (SELECT *, as_of - 1000 AS day FROM fact) f, (VALUES ('nation-health', '420106'::region_code, '保健人员', '2019-10-08'::date), ('nation-guard', '420106', '保安人员', '2019-10-08'), ('shenzhen-health', '440305', '保健人员', '2020-01-01')) r(rule, region, role, since)
) s GROUP BY 1, 2, 3;

-- Every rule of the catalogue, with how often it was compared: none is left out, none differs
SELECT scheme, what, kind, sum(compared) AS compared, sum(differ) AS differ FROM outcome GROUP BY scheme, what, kind ORDER BY scheme COLLATE "C", what COLLATE "C", kind COLLATE "C";
SELECT count(*) AS rules, array_agg(rule) FILTER (WHERE NOT EXISTS (SELECT FROM outcome o WHERE o.compared > 1000 AND o.kind IN ('positive', 'band') AND o.what IN (r.rule, replace(r.rule, 'xiamen-preschool', 'xiamen-托大')))) AS hardly_compared
FROM (SELECT rule FROM subsidy_rule UNION ALL SELECT rule FROM fee_rule UNION ALL SELECT rule FROM band_rule UNION ALL SELECT rule FROM staffing_rule) r;
SELECT sum(differ) AS differ FROM outcome;

DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM band_rule WHERE origin = 'user';
DELETE FROM staffing_rule WHERE origin = 'user';
DELETE FROM subsidy_rule WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
SET client_min_messages = warning;
DROP SCHEMA differential_test CASCADE;

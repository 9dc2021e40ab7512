-- The registry's views: what they show, that they count, and that each moves when a fact does.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\set SHOW_CONTEXT never
CALL create_registry('childcare');
SET search_path = childcare, public, tuoyu;
SET tuoyu.as_of = '2024-09-01';
-- classes short of staff are wanted here: this test is about reports
SET session_replication_role = replica;

-- Wuhan: two institutions and a small kindergarten class; Chongqing: one that is filed and recognised
INSERT INTO institution (institution_id, name, region, kind, ownership, opened_on, closed_on, provides_meals) VALUES
	(1, '江岸一', '420102', '专门托育机构', '民办', '2021-03-01', NULL, true),
	(2, '江汉幼', '420103', '幼儿园托班', '公办', NULL, NULL, false),
	(3, '渝中厂', '500103', '用人单位', '公办', '2023-01-01', NULL, true),
	(4, '已关', '420102', '社区', '民办', '2020-01-01', '2024-09-01', NULL),
	(5, '未开', '420102', '社区', '民办', '2024-09-02', NULL, NULL);
INSERT INTO standing (institution_id, kind, during, grade) VALUES
	(1, '备案', '[2021-03-01,)', NULL), (1, '普惠认定', '[2024-01-01,2025-01-01)', NULL), (1, '等级', '[2024-01-01,)', '市级示范'),
	(2, '普惠认定', '[2022-01-01,2024-09-01)', NULL),
	(3, '备案', '[2023-01-01,)', NULL), (3, '普惠认定', '[2023-10-20,)', NULL);
INSERT INTO class VALUES
	(1, 1, '小一', '托小', 15, '[2021-03-01,)'), (1, 2, '混合', '混合', 18, '[2021-03-01,)'), (1, 3, '旧班', '托大', 20, '[2021-03-01,2024-09-01)'),
	(2, 1, '大一', '托大', 20, '[2024-01-01,)'),
	(3, 1, '大', '托大', 20, '[2023-01-01,)'), (3, 2, '小', '托小', 15, '[2023-01-01,)'), (3, 3, '乳', '乳儿', 10, '[2023-01-01,)'),
	(4, 1, '关', '托小', 15, '[2020-01-01,2024-09-01)');
INSERT INTO child (institution_id, child_id, birth_date, birth_order, household)
	SELECT 1, n, date '2022-12-01' + 7 * n, 1 + n % 3, '420102'::region_code FROM generate_series(1, 12) n
	UNION ALL SELECT 1, 20, '2021-09-11', 1, NULL
	UNION ALL SELECT 2, n, date '2021-10-01' + n, 1, '420103' FROM generate_series(1, 8) n
	UNION ALL SELECT 3, n, CASE WHEN n <= 10 THEN date '2021-06-15' WHEN n <= 15 THEN date '2022-06-15' ELSE date '2023-04-15' END, 1, '500103'
		FROM generate_series(1, 17) n;
INSERT INTO enrolment (institution_id, child_id, during, class_id, service_form, monthly_fee)
	SELECT 1, n, daterange '[2024-03-01,2025-03-01)', CASE WHEN n <= 7 THEN 1 ELSE 2 END, CASE WHEN n = 12 THEN '半日托' ELSE '全日托' END,
		CASE WHEN n = 7 THEN '3000.01' WHEN n = 11 THEN NULL ELSE '3000' END::yuan FROM generate_series(1, 12) n
	UNION ALL SELECT 1, 20, '[2024-01-01,)', 2, '全日托', '2500'
	UNION ALL SELECT 2, n, '[2024-02-01,2024-09-01)', 1, '全日托', '900' FROM generate_series(1, 8) n
	UNION ALL SELECT 2, n, '[2024-09-01,2024-12-16)', 1, '全日托', '1000' FROM generate_series(1, 8) n
	UNION ALL SELECT 3, n, '[2024-01-01,2025-01-01)', CASE WHEN n <= 10 THEN 1 WHEN n <= 15 THEN 2 ELSE 3 END, '全日托', '1200'
		FROM generate_series(1, 17) n;
INSERT INTO staff VALUES
	(1, 1, NULL, '保育人员', '[2021-03-01,)'), (1, 2, NULL, '保育人员', '[2021-03-01,)'), (1, 3, NULL, '保育人员', '[2021-03-01,2024-11-01)'),
	(1, 4, NULL, '负责人', '[2021-03-01,)'), (1, 5, NULL, '保安人员', '[2021-03-01,2024-09-01)'), (1, 6, NULL, '保健人员', '[2021-03-01,)'),
	(2, 1, NULL, '保育人员', '[2021-03-01,)'),
	(3, 1, NULL, '保育人员', '[2023-01-01,)'), (3, 2, NULL, '保育人员', '[2023-01-01,)'), (3, 3, NULL, '保育人员', '[2023-01-01,)'),
	(3, 4, NULL, '保育人员', '[2023-01-01,)'), (3, 5, NULL, '炊事人员', '[2023-01-01,)');
INSERT INTO certificate VALUES (1, 1, '保育师', '[2021-03-01,)'), (1, 1, '健康证', '[2024-01-01,2025-01-01)'), (1, 2, '保育师', '[2021-03-01,2024-09-01)'),
	(3, 1, '保育师', '[2023-01-01,)');
INSERT INTO class_staff VALUES
	(1, 1, 1, '[2021-03-01,)'), (1, 1, 3, '[2021-03-01,)'), (1, 2, 2, '[2021-03-01,2024-12-01)'), (1, 2, 4, '[2021-03-01,)'),
	(2, 1, 1, '[2024-01-01,2024-10-01)'),
	(3, 1, 1, '[2023-01-01,)'), (3, 1, 2, '[2023-01-01,)'), (3, 2, 3, '[2023-01-01,)'), (3, 3, 4, '[2023-01-01,)');
INSERT INTO fee_listing VALUES
	(1, '托小', '全日托', '[2024-01-01,)', '3000'), (1, '混合', '全日托', '[2024-01-01,)', '2900'), (1, '托大', '全日托', '[2023-01-01,2024-09-01)', '9000'),
	(2, '托大', '全日托', '[2024-01-01,)', '3000.01'), (3, '托大', '全日托', '[2024-01-01,)', '1200'), (4, '托小', '全日托', '[2024-01-01,)', '1');
INSERT INTO capacity_event VALUES (1, 1, '2021-03-01', 53, 3, '新建', '1000000'), (1, 2, '2024-02-15', 18, 1, '改建', '90000'),
	(2, 1, '2024-03-01', 20, 1, '改建', NULL), (3, 1, '2023-12-31', 45, 3, '新建', NULL);
INSERT INTO region_figure VALUES ('420100', 'population', '[2024-01-01,2025-01-01)', 10000), ('420100', 'kindergartens', '[2024-01-01,)', 4),
	('420100', 'population', '[2023-01-01,2024-01-01)', 9999), ('640100', 'population', '[2024-01-01,)', 2890000);
INSERT INTO child_identity (institution_id, child_id, resident_id) VALUES (1, 1, '11010519491231002X'), (2, 3, '11010519491231002X'),
	(3, 1, '440524188001010014'), (3, 2, '440524188001010014'), (2, 1, NULL), (3, 3, NULL);
INSERT INTO staff_identity VALUES (1, 3, '932682198501010017'), (3, 4, '932682198501010017'), (1, 4, '440524188001010014'), (3, 5, '440524188001010014');

-- Standard column types only
SELECT DISTINCT format_type(a.atttypid, NULL) AS type
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'childcare'::regnamespace AND c.relkind = 'v' ORDER BY 1;
SELECT array_agg(relname ORDER BY relname) @> registry_views()::name[] AND count(*) = cardinality(registry_views()) AS all_views
FROM pg_class WHERE relnamespace = 'childcare'::regnamespace AND relkind = 'v';

-- Children
SELECT institution_id, institution_name, region, region_name, child_id, birth_order, household_name, age_months, age_text, band, class_kind, service_form,
	monthly_fee, affordable, since, until
FROM child_status WHERE institution_id IN (1, 2) ORDER BY institution_id, child_id;
SELECT band, count(*) FROM child_status GROUP BY band ORDER BY band::age_band;

-- Classes
SELECT institution_id, class_id, class_kind, places, class_size_limit, children, infants, toddlers, preschoolers, youngest_months, vacancies, overfull,
	caregivers, caregivers_required, caregivers_short
FROM class_status ORDER BY 1, 2;
SELECT institution_id, class_id, first_day, last_day, children, caregivers, caregivers_required, caregivers_short
FROM staffing_gap ORDER BY 1, 2, 3;

-- Institutions and fees
SELECT institution_id, institution_kind, ownership, classes, places, children, vacancies, use_rate, filed, licensed, recognised, grade, exemplary
FROM institution_status ORDER BY 1;
SELECT institution_id, lowest_fee, highest_fee, affordable, staff, principals, caregivers, health_staff, guards, cooks, certified_staff
FROM institution_status ORDER BY 1;
SELECT institution_id, class_kind, service_form, monthly_fee, fee_cap, affordable, since, until FROM fee_status ORDER BY 1, 2;

-- Subsidies of 2024: Chongqing's is 10 x 700 + 5 x 800 + 2 x 900; Wuhan's is for the places made while 普惠认定
SELECT institution_id, item, payee, unit, count(*), sum(amount) FROM subsidy_due GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;
SELECT institution_id, child_id, event_id, item, payee, unit, first_day, last_day, amount, family_pays, instalment, doc_number, clause,
	explanation LIKE '依据%' || doc_number || '%公式 ' || '%取值 %' AS explained
FROM subsidy_due WHERE institution_id = 3 AND child_id IN (10, 15, 17) OR event_id IS NOT NULL ORDER BY 1, 2, 3;

-- Putuo settles by the month, each month by its own facts, and asks for a parameter that its document does not give
INSERT INTO institution (institution_id, region, kind) VALUES (51, '330903', '社区'), (52, '350203', '社区');
INSERT INTO standing (institution_id, kind, during) VALUES (51, '普惠认定', '[2022-01-01,)'), (52, '普惠认定', '[2022-01-01,)');
INSERT INTO class VALUES (51, 1, NULL, '托大', 20, '[2022-01-01,)'), (52, 1, NULL, '托小', 15, '[2022-01-01,)');
INSERT INTO child VALUES (51, 1, '2022-01-01', 1), (51, 2, '2022-01-01', 2), (51, 3, '2022-01-01', 3), (52, 1, '2023-01-01', 1);
INSERT INTO enrolment (institution_id, child_id, during, class_id, monthly_fee) VALUES (51, 1, '[2024-01-10,2024-02-15)', 1, '2000'),
	(51, 1, '[2024-02-15,2024-04-01)', 1, '2500'), (51, 2, '[2024-02-01,2024-03-01)', 1, '2000'), (51, 3, '[2023-12-01,2024-02-01)', 1, '2000');
INSERT INTO capacity_event VALUES (51, 1, '2024-05-01', 60, 3, '新建', NULL);
SELECT count(*) FROM subsidy_due WHERE institution_id = 51;
BEGIN;
INSERT INTO policy_document (document, title, region) VALUES ('rate', '测试', '330903');
INSERT INTO policy_parameter (name, region, during, value, document) VALUES ('putuo_operating_rate', '330903', '[2024-01-01,)', 0.08, 'rate');
SELECT child_id, event_id, item, payee, first_day, last_day, amount, family_pays FROM subsidy_due WHERE institution_id = 51 ORDER BY 2, 1, 3, 5;
ROLLBACK;

-- What a user's rules add: days attended, instalments in later years, half years, and a school year in the year in which it ends
INSERT INTO policy_document (document, title, region) VALUES ('xiamen', '测试', '350200');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, condition, amount, instalments,
	rounding_mode, document) VALUES
	('x-days', '按天', '350200', '[2023-06-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', NULL,
		'case when days >= 15 then 400 when days > 0 then 200 else 0 end', NULL, 'half_up', 'xiamen'),
	('x-half', '半年', '350200', '[2023-06-01,)', '机构', 'child-month', 'half_year', 'first_day_in_care', 'whole_months', NULL, '100 * months', NULL, 'half_up', 'xiamen'),
	('x-school', '学年', '350200', '[2023-06-01,)', '机构', 'child-year', 'school_year', 'first_day_in_care', 'whole_months', NULL, '1000 + months', NULL, 'half_up', 'xiamen'),
	('x-build', '建设', '350200', '[2022-01-01,)', '机构', 'place', 'event', 'as_of', 'none', 'places_added > 0', '10000 * places_added', '{0.4,0.3,0.3}', 'half_up', 'xiamen');
INSERT INTO enrolment (institution_id, child_id, during, class_id, monthly_fee) VALUES (52, 1, '[2024-03-01,2024-11-01)', 1, '2000');
INSERT INTO attendance (institution_id, child_id, day) SELECT 52, 1, d FROM generate_series(date '2024-03-01', '2024-03-15', '1 day') d
	UNION ALL SELECT 52, 1, d FROM generate_series(date '2024-04-01', '2024-04-14', '1 day') d;
INSERT INTO capacity_event VALUES (52, 1, '2023-07-01', 100, 5, '新建', NULL);
SELECT item, first_day, last_day, amount, instalment FROM subsidy_due WHERE institution_id = 52 ORDER BY 1, 2;
SET tuoyu.as_of = '2025-01-01';
SELECT item, first_day, last_day, amount, instalment FROM subsidy_due WHERE institution_id = 52 ORDER BY 1, 2;
SET tuoyu.as_of = '2023-12-31';
SELECT item, first_day, last_day, amount, instalment FROM subsidy_due WHERE institution_id = 52 ORDER BY 1, 2;
SET tuoyu.as_of = '2026-01-01';
SELECT count(*) FROM subsidy_due WHERE institution_id = 52;
SET tuoyu.as_of = '2024-09-01';
DELETE FROM subsidy_rule WHERE document = 'xiamen';
DELETE FROM policy_document WHERE document = 'xiamen';
DELETE FROM attendance;
DELETE FROM capacity_event WHERE institution_id > 50;
DELETE FROM enrolment WHERE institution_id > 50;
DELETE FROM child WHERE institution_id > 50;
DELETE FROM class WHERE institution_id > 50;
DELETE FROM standing WHERE institution_id > 50;
DELETE FROM institution WHERE institution_id > 50;

-- Regions
SELECT region, region_name, region_level, institution_kind, institutions, institutions_share, places, places_share, children, use_rate,
	affordable_institutions, affordable_share, recognised_institutions, recognised_places
FROM institution_kind_summary ORDER BY region, institution_kind COLLATE "C";
SELECT indicator, label, numerator, denominator, value, unit FROM region_indicator WHERE region = '420100' ORDER BY indicator;
SELECT region, region_name, region_level, value FROM region_indicator WHERE indicator = 'places' ORDER BY region;
SELECT region, value FROM region_indicator WHERE indicator = 'places_per_1000' ORDER BY region;

-- Wuhan's published structure: 150, 213 and 11 institutions, 7985, 3797 and 341 places, 328 of 374 at or under the cap
CALL create_registry('wuhan');
INSERT INTO wuhan.institution (institution_id, region, kind)
	SELECT n, ('4201' || lpad((2 + n % 6)::text, 2, '0'))::region_code, CASE WHEN n <= 150 THEN '专门托育机构' WHEN n <= 363 THEN '幼儿园托班' ELSE '用人单位' END
	FROM generate_series(1, 374) n;
INSERT INTO wuhan.class (institution_id, class_id, kind, places, during)
	SELECT n, 1, '托大', CASE WHEN n <= 150 THEN 53 + (n <= 35)::integer WHEN n <= 363 THEN 17 + (n <= 326)::integer
		ELSE 31 END, '[2021-01-01,)' FROM generate_series(1, 374) n;
INSERT INTO wuhan.fee_listing SELECT n, '托大', '全日托', '[2021-01-01,)', CASE WHEN n % 8 = 0 THEN '3000.01' ELSE '3000' END::yuan FROM generate_series(1, 374) n;
SET tuoyu.as_of = '2021-06-01';
SELECT institution_kind, institutions, places, places_share, affordable_institutions, affordable_share
FROM wuhan.institution_kind_summary WHERE region = '420100' ORDER BY places DESC;
SELECT indicator, numerator, denominator, value FROM wuhan.region_indicator WHERE region = '420100' AND indicator IN ('places', 'institutions_affordable_share') ORDER BY 1;
CALL drop_registry('wuhan', force => true);

-- Zhoushan's targets of 2022: 900 new places of which 540 普惠; 998 and 831 were made
SET tuoyu.as_of = '2022-12-31';
INSERT INTO institution (institution_id, region, kind) VALUES (41, '330902100000', '社区'), (42, '330903101000', '社区'), (43, '330903102000', '社区'), (44, '330903102', '社区');
INSERT INTO standing (institution_id, kind, during) VALUES (41, '普惠认定', '[2022-06-01,)'), (42, '普惠认定', '[2022-12-31,)'), (44, '普惠认定', '[2022-06-01,2022-12-31)');
INSERT INTO capacity_event (institution_id, event_id, happened_on, places_added) VALUES (41, 1, '2022-01-01', 500), (41, 2, '2021-12-31', 70),
	(42, 1, '2022-12-31', 331), (43, 1, '2022-07-01', 100), (44, 1, '2022-07-01', 67), (43, 2, '2023-01-01', 1000);
INSERT INTO policy_document (document, title, region) VALUES ('test', '测试', '000000');
INSERT INTO policy_target (target, region, indicator, label, since, due_on, value, value_text, qualifier, document) VALUES
	('test-1', '330900', 'places_added', '新增托位', '2022-01-01', '2022-12-31', 900, NULL, '不少于', 'test'),
	('test-2', '330900', 'affordable_places_added', '新增普惠托位', '2022-01-01', '2022-12-31', 540, NULL, '不少于', 'test'),
	('test-3', '330900', 'affordable_places_added_share', '新增普惠占比', '2022-01-01', '2022-12-31', 83.27, NULL, '超过', 'test'),
	('test-4', '330900', 'townships_started', '新增街道', '2022-01-01', '2022-12-31', 3, NULL, '不少于', 'test'),
	('test-5', '330900', 'places_added', '新增托位', '2022-01-01', '2022-12-31', 998, NULL, '超过', 'test'),
	('test-6', '330900', 'places_added', '新增托位', '2022-01-01', '2022-12-31', 998, NULL, '不超过', 'test'),
	('test-7', '330900', 'places_added', '新增托位', '2022-01-01', '2022-12-31', 998, NULL, '低于', 'test'),
	('test-8', '330900', 'institutions', '机构数', NULL, '2022-12-31', 5, NULL, '以上', 'test'),
	('test-9', '330900', 'anything', '基本满足需求', NULL, '2025-12-31', NULL, '基本满足', '不少于', 'test'),
	('test-a', '330900', 'unheard_of', '无从统计', NULL, '2025-12-31', 100, NULL, '不少于', 'test'),
	('test-b', '340400', 'institutions', '别处的机构数', NULL, '2025-12-31', 2, NULL, '不少于', 'test'),
	('test-c', '340400', 'places_added', '别处的托位', '2021-01-01', '2025-12-31', 2, NULL, '不少于', 'test');
INSERT INTO policy_target (target, region, indicator, label, value, document, scenario) VALUES ('test-x', '330900', 'institutions', '假设', 1, 'test', '改革');
SELECT target, region_name, indicator, qualifier, target_value, target_text, actual, completion, met FROM target_progress WHERE document = 'test' ORDER BY target;
SELECT indicator, value FROM region_indicator WHERE region = '330900' AND indicator LIKE '%added%' ORDER BY 1;
DELETE FROM policy_target WHERE document = 'test';
DELETE FROM capacity_event WHERE institution_id > 40;
DELETE FROM standing WHERE institution_id > 40;
DELETE FROM institution WHERE institution_id > 40;
SET tuoyu.as_of = '2024-09-01';

-- The year ahead
SELECT institution_id, month, children, under_age, infants, toddlers, preschoolers, over_age, infants_leaving, toddlers_leaving, preschoolers_leaving,
	leaving, places, vacancies
FROM band_forecast WHERE institution_id IN (1, 2) ORDER BY 1, 2;

-- One person at two institutions, without the number
SELECT * FROM duplicate_person ORDER BY person_kind, institution_id;

-- Each report moves with the facts, and only those that should: rows gone and come in every view
CREATE FUNCTION moved(change text) RETURNS TABLE ("view" text, gone bigint, came bigint) LANGUAGE plpgsql AS $$
DECLARE
	v text;
	moves jsonb := '{}';
	a bigint;
	b bigint;
BEGIN
	BEGIN
		FOREACH v IN ARRAY tuoyu.registry_views() LOOP
			EXECUTE format('CREATE TEMPORARY TABLE %I AS SELECT * FROM childcare.%I', 'before_' || v, v);
		END LOOP;
		EXECUTE change;
		FOREACH v IN ARRAY tuoyu.registry_views() LOOP
			EXECUTE format('SELECT (SELECT count(*) FROM (TABLE %1$I EXCEPT ALL TABLE childcare.%2$I) x), (SELECT count(*) FROM (TABLE childcare.%2$I EXCEPT ALL TABLE %1$I) y)',
				'before_' || v, v) INTO a, b;
			moves := moves || jsonb_build_object(v, jsonb_build_array(a, b));
		END LOOP;
		RAISE EXCEPTION USING ERRCODE = 'P0099';
	EXCEPTION WHEN SQLSTATE 'P0099' THEN
		NULL;
	END;
	RETURN QUERY SELECT key, (value ->> 0)::bigint, (value ->> 1)::bigint FROM jsonb_each(moves) WHERE value <> '[0, 0]' ORDER BY key COLLATE "C";
END
$$;
SELECT * FROM moved('SELECT 1');
-- an institution opens, without classes
SELECT * FROM moved($$INSERT INTO institution (institution_id, region, kind) VALUES (6, '420102', '社区')$$);
-- one closes
SELECT * FROM moved($$UPDATE institution SET closed_on = '2024-09-01' WHERE institution_id = 2$$);
-- one moves to another district
SELECT * FROM moved($$UPDATE institution SET region = '420104' WHERE institution_id = 2$$);
-- it loses its recognition
SELECT * FROM moved($$UPDATE standing SET during = '[2024-01-01,2024-09-01)' WHERE institution_id = 1 AND kind = '普惠认定'$$);
-- it had none on the first day in care
SELECT * FROM moved($$UPDATE standing SET during = '[2024-01-02,)' WHERE institution_id = 3 AND kind = '普惠认定'$$);
-- a child is a month older
SELECT * FROM moved($$UPDATE child SET birth_date = birth_date - 30 WHERE (institution_id, child_id) = (1, 12)$$);
-- a child leaves
SELECT * FROM moved($$UPDATE enrolment SET during = '[2024-03-01,2024-09-01)' WHERE (institution_id, child_id) = (1, 12)$$);
-- a child comes
SELECT * FROM moved($$INSERT INTO child VALUES (2, 9, '2021-12-01'); INSERT INTO enrolment VALUES (2, 9, '[2024-09-01,)', DEFAULT, 1, '全日托', '1')$$);
-- a fee of one fen more
SELECT * FROM moved($$UPDATE enrolment SET monthly_fee = '3000.01' WHERE (institution_id, child_id) = (1, 1)$$);
SELECT * FROM moved($$UPDATE fee_listing SET monthly_fee = '3000.01' WHERE institution_id = 1 AND class_kind = '托小'$$);
-- a fee listed no more
SELECT * FROM moved($$DELETE FROM fee_listing WHERE institution_id = 2$$);
-- a caregiver leaves the class; a cook is no caregiver
SELECT * FROM moved($$DELETE FROM class_staff WHERE (institution_id, class_id, staff_id) = (3, 2, 3)$$);
SELECT * FROM moved($$UPDATE class_staff SET during = '[2024-01-01,2024-10-02)' WHERE institution_id = 2$$);
SELECT * FROM moved($$DELETE FROM staff WHERE (institution_id, staff_id) = (3, 5)$$);
-- a certificate
SELECT * FROM moved($$INSERT INTO certificate VALUES (2, 1, '保育师', '[2024-01-01,)')$$);
-- places
SELECT * FROM moved($$UPDATE class SET places = 19 WHERE (institution_id, class_id) = (2, 1)$$);
SELECT * FROM moved($$INSERT INTO capacity_event VALUES (1, 3, '2024-09-01', 1, 0, NULL, NULL)$$);
-- a figure
SELECT * FROM moved($$UPDATE region_figure SET value = 20000 WHERE name = 'population' AND region = '420100'$$);
-- an identity
SELECT * FROM moved($$UPDATE child_identity SET resident_id = '440524188001010014' WHERE institution_id = 1$$);

-- Counted again by brute force, over 300 days, with many institutions
INSERT INTO institution (institution_id, region, kind) SELECT 100 + n, (ARRAY['420102', '420106', '500103', '310101'])[1 + n % 4]::region_code,
	(ARRAY['专门托育机构', '社区', '幼儿园托班'])[1 + n % 3] FROM generate_series(1, 12) n;
INSERT INTO class SELECT 100 + n, k, NULL, (ARRAY['乳儿', '托小', '托大', '混合'])[k]::age_band, 5 + (n * k) % 9, '[2024-01-01,)'
	FROM generate_series(1, 12) n, generate_series(1, 4) k;
INSERT INTO child SELECT 100 + n, c, date '2021-10-01' + (c * 37 + n * 11) % 900 FROM generate_series(1, 12) n, generate_series(1, 30) c;
INSERT INTO enrolment (institution_id, child_id, during, class_id)
	SELECT 100 + n, c, daterange(date '2024-01-01' + (c * 13 + n * 5) % 400, date '2024-01-01' + (c * 13 + n * 5) % 400 + 30 + (c * 29 + n * 17) % 300), 1 + (c + n) % 4
	FROM generate_series(1, 12) n, generate_series(1, 30) c;
INSERT INTO staff SELECT 100 + n, s, NULL, CASE WHEN s = 9 THEN '负责人' ELSE '保育人员' END, daterange('2024-01-01', date '2024-10-01' + (n * s * 7) % 300)
	FROM generate_series(1, 12) n, generate_series(1, 9) s;
INSERT INTO class_staff SELECT 100 + n, 1 + s % 4, s, daterange(date '2024-01-01' + (n * s) % 250, NULL) FROM generate_series(1, 12) n, generate_series(1, 9) s;
-- by rules that differ between places, change within the year, and read the children's own months
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, to_included, ratio, required, document) VALUES
	('t-1', '310000', '[2020-01-01,)', '混合', 18, NULL, false, NULL, 'case when youngest < 14 then ceil(children / 3.0) when youngest < 25 then 2 else 1 end', 'test'),
	('t-2', '500000', '[2025-02-03,)', '托大', 24, 36, false, '1:5', NULL, 'test'),
	('t-3', '500000', '[2025-05-05,2025-06-01)', '混合', 18, NULL, false, '1:2', NULL, 'test'),
	('t-4', '420106', '[2020-01-01,)', '托小', 12, 24, true, '1:4', NULL, 'test');
ANALYZE;
WITH heads AS (
	SELECT k.institution_id, k.class_id, d::date AS day, i.region, k.kind, h.*,
		(SELECT count(*) FROM class_staff r JOIN staff s USING (institution_id, staff_id) WHERE r.institution_id = k.institution_id
			AND r.class_id = k.class_id AND r.during @> d::date AND s.during @> d::date AND s.role = '保育人员')::integer AS caregivers
	FROM class k JOIN institution i USING (institution_id), generate_series(as_of(), as_of() + 299, interval '1 day') d,
		LATERAL (SELECT count(*)::integer AS children, count(*) FILTER (WHERE b IN ('未到龄', '乳儿'))::integer AS infants, count(*) FILTER (WHERE b = '托小')::integer AS toddlers,
				count(*) FILTER (WHERE b IN ('托大', '超龄'))::integer AS preschoolers, min(m) AS youngest
			FROM (SELECT age_band(c.birth_date, d::date, i.region)::text AS b, age_months(c.birth_date, d::date) AS m
				FROM enrolment e JOIN child c USING (institution_id, child_id)
				WHERE e.institution_id = k.institution_id AND e.class_id = k.class_id AND e.during @> d::date) x) h
	WHERE k.institution_id > 100
), needed AS (
	SELECT institution_id, class_id, day, children, caregivers,
		class_caregivers_required(region, kind, day, children, infants, toddlers, preschoolers, youngest) AS required FROM heads
), oracle AS (
	SELECT * FROM needed WHERE caregivers < required
), seen AS (
	SELECT institution_id, class_id, d::date AS day, children, caregivers, caregivers_required
	FROM staffing_gap, generate_series(first_day, LEAST(last_day, as_of() + 299), interval '1 day') d WHERE institution_id > 100
)
SELECT (SELECT count(*) > 1000 FROM oracle) AS enough, (SELECT count(*) FROM (TABLE oracle EXCEPT ALL TABLE seen) x) AS missed,
	(SELECT count(*) FROM (TABLE seen EXCEPT ALL TABLE oracle) x) AS invented;
-- gaps that touch differ; the first day of as_of is what class_status says
SELECT count(*) FROM staffing_gap a JOIN staffing_gap b USING (institution_id, class_id, children, caregivers, caregivers_required) WHERE b.first_day = a.last_day + 1;
SELECT count(*) > 5 AS some, bool_and(s.caregivers_short = COALESCE(g.caregivers_short, 0)) AS agree
FROM class_status s LEFT JOIN staffing_gap g ON g.institution_id = s.institution_id AND g.class_id = s.class_id AND g.first_day = as_of();
-- children, classes, institutions and regions add up
SELECT (SELECT count(*) FROM child_status) AS children, (SELECT sum(children) FROM class_status) AS in_classes, (SELECT sum(children) FROM institution_status) AS in_institutions,
	(SELECT value FROM region_indicator WHERE region = '000000' AND indicator = 'children') AS in_the_nation,
	(SELECT sum(children) FROM institution_kind_summary WHERE region_level = 1) AS in_provinces;
SELECT count(*) AS regions, bool_and(r.value = (SELECT COALESCE(sum(s.places), 0) FROM institution_status s WHERE s.region::region_code <@ r.region::region_code)) AS right_places
FROM region_indicator r WHERE r.indicator = 'places';
SELECT count(*) AS rows, bool_and(s.institutions = (SELECT count(*) FROM institution i WHERE i.region <@ s.region::region_code AND i.kind = s.institution_kind
	AND (i.opened_on IS NULL OR i.opened_on <= as_of()) AND (i.closed_on IS NULL OR i.closed_on > as_of()))) AS right_count
FROM institution_kind_summary s;
SELECT count(*) AS rows, bool_and(f.children = (SELECT count(*) FROM enrolment e WHERE e.institution_id = f.institution_id AND e.during @> f.month)
	AND f.toddlers = (SELECT count(*) FROM enrolment e JOIN child c USING (institution_id, child_id) JOIN institution i USING (institution_id)
		WHERE e.institution_id = f.institution_id AND e.during @> f.month AND age_band(c.birth_date, f.month, i.region) = '托小')) AS right_children
FROM band_forecast f WHERE institution_id > 100;

-- Other days, other reports
SET tuoyu.as_of = '2024-08-31';
SELECT institution_id, classes, places, children, recognised FROM institution_status WHERE institution_id < 100 ORDER BY 1;
SET tuoyu.as_of = '2019-01-01';
SELECT count(*) FROM child_status;
SELECT indicator, numerator, denominator, value FROM region_indicator WHERE region = '420102' AND indicator IN ('institutions', 'use_rate') ORDER BY 1;
SET tuoyu.as_of = '2024-09-01';

-- A restore makes the views again under an empty search_path: same rows
CREATE FUNCTION made_again(v text) RETURNS text LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
	differing bigint;
BEGIN
	EXECUTE pg_catalog.format('CREATE TEMPORARY VIEW %I AS %s', 'again_' || v, pg_catalog.pg_get_viewdef(pg_catalog.format('childcare.%I', v)::pg_catalog.regclass));
	EXECUTE pg_catalog.format('SELECT count(*) FROM ((TABLE childcare.%1$I EXCEPT ALL TABLE pg_temp.%2$I) UNION ALL (TABLE pg_temp.%2$I EXCEPT ALL TABLE childcare.%1$I)) d', v, 'again_' || v)
		INTO differing;
	RETURN pg_catalog.format('%s differ', differing);
END
$$;
SELECT v, made_again(v) FROM unnest(registry_views()) v;
DISCARD TEMP;

-- Who may read the views needs no grant on the tables
RESET session_replication_role;
CREATE ROLE regress_registry_reader;
GRANT USAGE ON SCHEMA childcare TO regress_registry_reader;
SELECT format('GRANT SELECT ON childcare.%I TO regress_registry_reader', v) FROM unnest(registry_views()) v \gexec
SET ROLE regress_registry_reader;
SELECT count(*) FROM childcare.child_identity;
CREATE TEMPORARY TABLE read (v text, rows bigint);
SELECT format('INSERT INTO read SELECT %L, count(*) FROM childcare.%I', v, v) FROM unnest(registry_views()) v \gexec
SELECT bool_and(rows > 0 OR v IN ('target_progress', 'settlement_detail', 'settlement_summary')) AS all_readable FROM read;
RESET ROLE;
DISCARD TEMP;

-- class_gaps by itself
SELECT * FROM class_gaps('000000', '托大', '{2022-01-01,2022-01-01,NULL}', '{"[2024-01-01,2024-02-01)","[2024-01-15,)",NULL}', NULL, '[2024-01-10,2024-03-01)');
SELECT * FROM class_gaps('000000', '托大', '{2022-01-01}', '{empty}', '{}', '[2024-01-01,)');
SELECT * FROM class_gaps('000000', '托大', '{2022-01-01}', '{"[2024-01-01,)"}', '{}', 'empty');
SELECT * FROM class_gaps(NULL, '托大', '{2022-01-01}', '{"[2024-01-01,)"}', '{}', '[2024-01-01,)');
-- no rule was in force before 2019-10-08
SELECT * FROM class_gaps('000000', '托大', '{2018-01-01}', '{"[2019-01-01,2019-11-01)"}', '{}', '[2019-01-01,)');
SELECT * FROM class_gaps('000000', '托大', '{2022-01-01}', '{}', '{}', '[2024-01-01,)');
SELECT * FROM class_gaps('000000', '托大', '{infinity}', '{"[2024-01-01,)"}', '{}', '[2024-01-01,)');
SELECT * FROM class_gaps('000000', '托大', '{2022-01-01}', '{"[2024-01-01,)"}', '{}', '(,2024-01-01)');

CALL drop_registry('childcare', force => true);
DELETE FROM band_rule WHERE document = 'test';
DELETE FROM policy_document WHERE document = 'test';
DROP FUNCTION moved(text), made_again(text);
DROP OWNED BY regress_registry_reader;
DROP ROLE regress_registry_reader;

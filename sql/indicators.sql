-- Indicators: every one moves when a row behind it does, with numerator and denominator in sight; without a denominator there is no value.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SET client_min_messages = warning;
\set SHOW_CONTEXT never
CALL create_registry('indicators');
SET search_path = indicators, public, tuoyu;
SET tuoyu.as_of = '2024-09-01';
SET session_replication_role = replica;

-- two streets of 普陀区 and one of 定海区; a kindergarten, an employer, a specialised institution
INSERT INTO institution (institution_id, region, kind) VALUES (1, '330903001', '专门托育机构'), (2, '330903001', '幼儿园托班'), (3, '330902002', '用人单位');
INSERT INTO standing (institution_id, kind, during) VALUES (1, '备案', '[2022-01-01,)'), (1, '普惠认定', '[2022-01-01,)'), (2, '备案', '[2022-01-01,)');
INSERT INTO class VALUES (1, 1, NULL, '托大', 20, '[2022-01-01,)'), (2, 1, NULL, '托大', 20, '[2022-01-01,)'), (3, 1, NULL, '托小', 10, '[2022-01-01,)');
INSERT INTO child (institution_id, child_id, birth_date) SELECT 1, n, date '2021-08-30' + n FROM generate_series(1, 8) n;
INSERT INTO enrolment (institution_id, child_id, during, class_id) SELECT 1, n, '[2024-01-01,2025-01-01)', 1 FROM generate_series(1, 8) n;
INSERT INTO staff SELECT 1, n, NULL, '保育人员', '[2022-01-01,)' FROM generate_series(1, 4) n;
INSERT INTO certificate VALUES (1, 1, '保育师', '[2022-01-01,)');
INSERT INTO fee_listing VALUES (1, '托大', '全日托', '[2024-01-01,)', '2000'), (2, '托大', '全日托', '[2024-01-01,)', '4000');
INSERT INTO capacity_event VALUES (1, 1, '2024-02-01', 20, 1, '新建', NULL), (2, 1, '2024-03-01', 20, 1, '改建', NULL);
INSERT INTO region_figure VALUES ('330900', 'population', '[2024-01-01,2025-01-01)', 10000), ('330900', 'under_threes', '[2024-01-01,2025-01-01)', 160),
	('330900', 'kindergartens', '[2024-01-01,2025-01-01)', 8), ('330900', 'streets', '[2024-01-01,2025-01-01)', 5);
INSERT INTO policy_document (document, title, region) VALUES ('test', '测试', '330900');
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document) VALUES ('test-cap', '330900', '[2020-01-01,)', '3000', 'half_up', 'test');

-- what is needed of a ratio is an indicator of its own, and the value is what both give
SELECT i.indicator, r.numerator, r.denominator, r.value, r.unit
FROM ratio_indicators() i JOIN region_indicator r ON r.region = '330900' AND r.indicator = i.indicator ORDER BY i.indicator;
SELECT count(*) AS ratios, count(*) FILTER (WHERE n.value IS DISTINCT FROM r.numerator) AS other_numerator, count(*) FILTER (WHERE d.value IS DISTINCT FROM r.denominator) AS other_denominator,
	count(*) FILTER (WHERE r.value IS DISTINCT FROM round(i.per * r.numerator / nullif(r.denominator, 0), 2)) AS other_value, count(*) FILTER (WHERE r.value IS NOT NULL) AS with_value
FROM ratio_indicators() i
	JOIN region_indicator r ON r.indicator = i.indicator
	LEFT JOIN region_indicator n ON n.region = r.region AND n.indicator = i.numerator
	LEFT JOIN LATERAL (SELECT value FROM region_indicator d WHERE d.region = r.region AND d.indicator = i.denominator
		UNION ALL SELECT value FROM region_figure f WHERE f.region::text = r.region AND f.name = i.denominator) d ON true
WHERE i.indicator <> 'districts_with_employer_share';

-- one row is changed: numerator, denominator and value before and after, of everything in 舟山 that moved
CREATE FUNCTION moved(change text) RETURNS TABLE (indicator text, numerator text, denominator text, value text) LANGUAGE plpgsql AS $$
DECLARE
	before jsonb;
	after jsonb;
BEGIN
	BEGIN
		SELECT jsonb_object_agg(r.indicator, to_jsonb(r)) INTO before FROM region_indicator r WHERE region = '330900';
		EXECUTE change;
		SELECT jsonb_object_agg(r.indicator, to_jsonb(r)) INTO after FROM region_indicator r WHERE region = '330900';
		RAISE EXCEPTION USING ERRCODE = 'P0099';
	EXCEPTION WHEN SQLSTATE 'P0099' THEN
		NULL;
	END;
	RETURN QUERY SELECT k, concat(before #>> ARRAY[k, 'numerator'], ' → ', after #>> ARRAY[k, 'numerator']), concat(before #>> ARRAY[k, 'denominator'], ' → ', after #>> ARRAY[k, 'denominator']),
		concat(before #>> ARRAY[k, 'value'], ' → ', after #>> ARRAY[k, 'value'])
	FROM jsonb_object_keys(before) k WHERE before -> k <> after -> k ORDER BY k COLLATE "C";
END
$$;
SELECT * FROM moved('SELECT 1');
-- places per 1 000 residents: a place more, a resident more, no figure, a figure of another year
SELECT * FROM moved('UPDATE class SET places = 30 WHERE institution_id = 3');
SELECT * FROM moved('UPDATE region_figure SET value = 12500 WHERE name = ''population''');
SELECT * FROM moved('DELETE FROM region_figure WHERE name = ''population''');
SELECT * FROM moved('UPDATE region_figure SET during = ''[2023-01-01,2024-01-01)'' WHERE name = ''population''');
SELECT * FROM moved('UPDATE region_figure SET value = 0 WHERE name = ''population''');
-- a parameter of that name serves where the registry has no figure, and only there
SELECT * FROM moved($$INSERT INTO policy_parameter (name, region, during, value) VALUES ('population', '330900', '[2024-01-01,)', 5000)$$);
SELECT * FROM moved($$DELETE FROM region_figure WHERE name = 'population'; INSERT INTO policy_parameter (name, region, during, value) VALUES ('population', '330900', '[2024-01-01,)', 5000)$$);
SELECT * FROM moved($$DELETE FROM region_figure WHERE name = 'population'; INSERT INTO policy_parameter (name, region, during, value, scenario) VALUES ('population', '330900', '[2024-01-01,)', 5000, '假设')$$);
-- the 普惠 share, of places and of institutions, by standing; a fee at the cap is another matter
SELECT * FROM moved($$INSERT INTO standing VALUES (2, '普惠认定', '[2024-09-01,)')$$);
SELECT * FROM moved($$UPDATE standing SET during = '[2022-01-01,2024-09-01)' WHERE kind = '普惠认定'$$);
SELECT * FROM moved('UPDATE fee_listing SET monthly_fee = 3000 WHERE institution_id = 2');
SELECT * FROM moved('DELETE FROM fee_listing WHERE institution_id = 2');
-- use rate and enrolment rate: a child leaves, grows too old, comes
SELECT * FROM moved($$UPDATE enrolment SET during = '[2024-01-01,2024-09-01)' WHERE child_id = 8$$);
SELECT * FROM moved($$UPDATE child SET birth_date = '2021-09-01' WHERE child_id = 8$$);
SELECT * FROM moved($$UPDATE child SET birth_date = '2021-09-02' WHERE child_id = 1$$);
SELECT * FROM moved('DELETE FROM class WHERE institution_id = 1; DELETE FROM class WHERE institution_id = 2; DELETE FROM class WHERE institution_id = 3');
SELECT * FROM moved('UPDATE region_figure SET value = 80 WHERE name = ''under_threes''');
-- births of the three years before stand in for the under-threes, by the day, where they are all there
SELECT * FROM moved($$DELETE FROM region_figure WHERE name = 'under_threes'; INSERT INTO region_figure VALUES ('330900', 'births', '[2021-01-01,2022-01-01)', 365), ('330900', 'births', '[2022-01-01,2024-01-01)', 80), ('330900', 'births', '[2024-01-01,2025-01-01)', 366)$$);
SELECT * FROM moved($$DELETE FROM region_figure WHERE name = 'under_threes'; INSERT INTO region_figure VALUES ('330900', 'births', '[2021-09-02,2022-01-01)', 100), ('330900', 'births', '[2022-01-01,2024-09-02)', 60)$$);
SELECT * FROM moved($$DELETE FROM region_figure WHERE name = 'under_threes'; INSERT INTO region_figure VALUES ('330900', 'births', '[2021-09-03,2022-01-01)', 100), ('330900', 'births', '[2022-01-01,2024-09-02)', 60)$$);
SELECT * FROM moved($$DELETE FROM region_figure WHERE name = 'under_threes'; INSERT INTO region_figure VALUES ('330900', 'births', '[2021-01-01,)', 1000)$$);
-- filed
SELECT * FROM moved($$INSERT INTO standing VALUES (3, '备案', '[2024-09-01,)')$$);
SELECT * FROM moved($$INSERT INTO standing VALUES (3, '备案', '[2024-09-02,)')$$);
-- streets: a 普惠 institution in another one; one more street; nobody registered by street
SELECT * FROM moved($$INSERT INTO standing VALUES (3, '普惠认定', '[2024-01-01,)')$$);
SELECT * FROM moved($$UPDATE institution SET region = '330903003' WHERE institution_id = 2$$);
SELECT * FROM moved('UPDATE region_figure SET value = 10 WHERE name = ''streets''');
SELECT * FROM moved($$UPDATE institution SET region = '330903'$$);
-- certificates, of staff in office
SELECT * FROM moved($$INSERT INTO certificate VALUES (1, 2, '保育师', '[2022-01-01,)')$$);
SELECT * FROM moved($$UPDATE certificate SET during = '[2022-01-01,2024-09-01)'$$);
SELECT * FROM moved($$UPDATE staff SET during = '[2022-01-01,2024-09-01)' WHERE staff_id = 4$$);
SELECT * FROM moved('DELETE FROM certificate; DELETE FROM staff');
-- kindergartens
SELECT * FROM moved($$UPDATE institution SET kind = '幼儿园托班' WHERE institution_id = 3$$);
SELECT * FROM moved('UPDATE region_figure SET value = 2 WHERE name = ''kindergartens''');
-- employers, by district; the districts of the list, unless a figure says how many
SELECT * FROM moved($$UPDATE institution SET kind = '用人单位' WHERE institution_id = 2$$);
SELECT * FROM moved($$INSERT INTO region_figure VALUES ('330900', 'districts', '[2024-01-01,)', 2)$$);
-- places made this year
SELECT * FROM moved($$INSERT INTO standing VALUES (2, '普惠认定', '[2024-09-01,)')$$);
SELECT * FROM moved('UPDATE capacity_event SET places_added = 60 WHERE institution_id = 1');
SELECT * FROM moved($$UPDATE capacity_event SET happened_on = '2023-12-31'$$);

-- Targets: completion from the numerator and denominator that are shown; 以上 includes the number, 超过 does not
INSERT INTO policy_target (target, region, indicator, label, since, due_on, value, qualifier, document) VALUES
	('t-1', '330900', 'affordable_places_share', '占比', NULL, '2025-12-31', 40, '以上', 'test'), ('t-2', '330900', 'affordable_places_share', '占比', NULL, '2025-12-31', 40, '超过', 'test'),
	('t-3', '330900', 'affordable_places_share', '占比', NULL, '2025-12-31', 39.99, '超过', 'test'), ('t-4', '330900', 'affordable_places_share', '占比', NULL, '2025-12-31', 40.01, '不少于', 'test'),
	('t-5', '330900', 'places', '托位', NULL, '2025-12-31', 50, '不超过', 'test'), ('t-6', '330900', 'places', '托位', NULL, '2025-12-31', 50, '低于', 'test'), ('t-7', '330900', 'places', '托位', NULL, '2025-12-31', 50, '等于', 'test'),
	('t-8', '330900', 'places_per_1000', '千人托位', NULL, '2025-12-31', 4.5, '不少于', 'test'), ('t-9', '330900', 'affordable_places_added_share', '新增', '2024-02-01', '2024-12-31', 60, '不少于', 'test');
SELECT target, qualifier, target_value, numerator, denominator, actual, completion, met FROM target_progress WHERE document = 'test' ORDER BY target;
-- a share that only rounding lifts to the target has not met it
BEGIN;
UPDATE class SET places = 39996 WHERE institution_id = 1;
UPDATE class SET places = 60004 - 20 WHERE institution_id = 3;
SELECT target, numerator, denominator, actual, completion, met FROM target_progress WHERE target IN ('t-1', 't-2', 't-3') ORDER BY target;
ROLLBACK;
DELETE FROM region_figure WHERE name = 'population';
UPDATE capacity_event SET places_added = 80 WHERE institution_id = 1;
SELECT target, numerator, denominator, actual, completion, met FROM target_progress WHERE target IN ('t-8', 't-9') ORDER BY target;

CALL drop_registry('indicators', force => true);
DROP FUNCTION moved(text);

-- What documents publish: parts as uncertain as they are, every ratio with its denominator, targets met by a range
SET search_path = public, tuoyu;
INSERT INTO published_figure (figure, region, indicator, label, value, resolution, qualifier, part_of, document, as_of) VALUES
	('t-sum', '110000', 'places', '合计', 1000, 100, NULL, NULL, 'test', '2024-01-01'), ('t-a', '110000', 'x', '甲', 600, 100, NULL, 't-sum', 'test', NULL), ('t-b', '110000', 'y', '乙', 480, 10, NULL, 't-sum', 'test', NULL),
	('t-sum2', '120000', 'places', '合计', 1000, 0, NULL, NULL, 'test', '2024-01-01'), ('t-c', '120000', 'x', '丙', 990, 0, NULL, 't-sum2', 'test', NULL), ('t-d', '120000', 'y', '丁', 20, 0, '余', 't-sum2', 'test', NULL),
	('t-sum3', '130000', 'places', '合计', 1000, 0, '余', NULL, 'test', '2024-01-01'), ('t-e', '130000', 'x', '戊', 990, 0, NULL, 't-sum3', 'test', NULL),
	('t-sum4', '140000', 'places', '合计', 1000, 100, NULL, NULL, 'test', '2024-01-01'), ('t-f', '140000', 'x', '己', 1050, 0, NULL, 't-sum4', 'test', NULL);
SELECT region_code, label, low, high, value, finding, agrees FROM published_figure_check WHERE region_code IN ('110000', '120000', '130000', '140000') ORDER BY 1, 2;
-- 328 of 374 is 87.70 %, not 87.6 %; of another day nothing is said; a parameter stands in for a denominator that is not published
INSERT INTO published_figure (figure, region, indicator, label, value, resolution, document, as_of) VALUES
	('t-1', '420106', 'institutions_filed', '备案', 328, 0, 'test', '2021-12-31'), ('t-2', '420106', 'institutions', '全部', 374, 0, 'test', '2021-12-31'),
	('t-3', '420106', 'institutions_filed_share', '占比', 87.7, 0.01, 'test', '2021-12-31'), ('t-4', '420106', 'institutions_filed_share', '另一占比', 87.6, 0.1, 'test', '2021-12-31'),
	('t-5', '420106', 'institutions_filed_share', '后一年占比', 50, 1, 'test', '2022-12-31'),
	('t-6', '420106', 'institutions_kindergarten', '园', 30, 0, 'test', '2021-12-31'), ('t-7', '420106', 'kindergarten_care_share', '园占比', 30, 1, 'test', '2021-12-31');
SELECT kind, label, low, high, value, finding, agrees FROM published_figure_check WHERE region_code = '420106' ORDER BY label COLLATE "C";
INSERT INTO policy_parameter (name, region, during, value) VALUES ('kindergartens', '420106', '[2021-01-01,2022-01-01)', 200), ('kindergartens', '420106', '[2022-01-01,)', 100);
SELECT label, low, high, value, finding, agrees FROM published_figure_check WHERE region_code = '420106' AND label LIKE '园%';
-- 20余 meets 20以上 and not 20以下; of 30 nobody knows.  By comparison with every number in the range, over a grid
SELECT range_meets(figure_range(20, 0, '余'), 20, '以上'), range_meets(figure_range(20, 0, '余'), 20, '不超过'), range_meets(figure_range(20, 0, '余'), 30, '不少于'), range_meets(figure_range(NULL), 1, '以上'), range_meets('empty', 1, '以上');
SELECT count(*) > 4000 AS enough, count(*) FILTER (WHERE range_meets(r, t, q) IS DISTINCT FROM CASE WHEN every THEN true WHEN NOT any_x THEN false END) AS differ, count(DISTINCT range_meets(r, t, q)) AS outcomes
FROM (SELECT numrange(a / 2.0, b / 2.0, i) AS r, t / 2.0 AS t, q, bool_and(target_met(x / 8.0, t / 2.0, q)) AS every, bool_or(target_met(x / 8.0, t / 2.0, q)) AS any_x
	FROM generate_series(0, 6) a, generate_series(0, 6) b, unnest('{[],[),(],()}'::text[]) i, generate_series(0, 6) t, unnest('{不少于,以上,超过,不高于,不超过,低于,等于}'::text[]) q, generate_series(0, 24) x
	WHERE a <= b AND x / 8.0 <@ numrange(a / 2.0, b / 2.0, i) GROUP BY 1, 2, 3) g;
SELECT target, target_value, published_value, low, high, completion, met FROM published_target_check WHERE region_code = '330900' AND document <> 'test' ORDER BY target;
INSERT INTO published_figure (figure, region, indicator, label, value, qualifier, document, as_of) VALUES ('t-8', '330900', 'places', '托位', 50, '余', 'test', '2024-01-01'), ('t-9', '330900', 'places', '托位', 51, NULL, 'test', '2026-01-01');
SELECT target, qualifier, target_value, published_value, low, high, completion, met FROM published_target_check WHERE document = 'test' ORDER BY target, published_value;
DELETE FROM published_figure WHERE document = 'test';
DELETE FROM policy_target WHERE document = 'test';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM fee_rule WHERE document = 'test';
DELETE FROM policy_document WHERE document = 'test';

-- Workdays: Monday to Friday, less holidays, plus make-up workdays, by the calendar that the user fills.
CREATE SCHEMA workdays_test;
SET search_path = workdays_test, tuoyu;
SET datestyle = ISO;
\getenv source PG_ABS_SRCDIR
\set f :source '/examples/workdays_sample.sql'

-- A year of which the calendar says nothing is an error that names it, never a guess
SELECT workdays('[2099-01-01,2099-02-01)');
\set ECHO none
\i :f
\set ECHO all
SELECT workdays('[2099-01-01,2099-02-01)'), workdays('[2099-01-01,2099-02-01)', '330903'), workdays('empty'), workdays('[2099-05-01,2099-05-01]');
SELECT workdays('[2098-12-31,2099-01-02)');
SELECT workdays('[2099-12-31,2100-01-02)', '420106');
SELECT workdays('[2099-12-31,2100-01-01)', '420106');
SELECT workdays('[2099-12-31,)');
SELECT workdays('[2099-12-31,infinity)');
SELECT is_workday('2100-06-01');
\set VERBOSITY sqlstate
SELECT workdays('[2100-01-01,2100-02-01)');
SELECT workdays('(,2099-01-01)');
\set VERBOSITY default
-- a year that only one region has filled is filled there only
INSERT INTO workday_exception (region, day, is_workday, name, source) VALUES ('330000', '2100-01-01', false, '元旦', '示例（虚构）');
SELECT workdays('[2100-01-01,2100-01-08)', '330903');
SELECT workdays('[2100-01-01,2100-01-08)', '420106');

-- The most specific region's row goes first: the city works on a day on which the nation rests, its county rests again
INSERT INTO workday_exception (region, day, is_workday, source) VALUES ('330900', '2099-10-01', true, '示例'), ('330903', '2099-10-01', false, '示例');
SELECT r, is_workday('2099-10-01', r), is_workday('2099-08-05', r), is_workday('2099-01-04', r), is_workday('2099-01-03', r) FROM unnest('{000000,330000,330900,330902,330903,420106}'::region_code[]) r;

-- Against the days one by one
CREATE FUNCTION by_day(d daterange, r region_code) RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FILTER (WHERE coalesce((SELECT e.is_workday FROM tuoyu.workday_exception e WHERE e.day = x::date AND e.region OPERATOR(tuoyu.@>) r ORDER BY tuoyu.region_level(e.region) DESC LIMIT 1),
		extract(isodow FROM x) < 6))
	FROM generate_series(lower(d), upper(d) - 1, '1 day') x
$$;
SELECT count(*), count(*) FILTER (WHERE workdays(d, r) <> by_day(d, r)) AS differ, count(DISTINCT workdays(d, r)) AS values
FROM unnest('{000000,330900,330903,420106}'::region_code[]) r, generate_series(0, 364, 9) a, generate_series(0, 60, 7) b, LATERAL (SELECT daterange('2099-01-01'::date + a, least('2099-01-01'::date + a + b, '2100-01-01')) AS d) d;

-- Terms: the first day does not count, the last is a workday
SELECT n, add_workdays('2098-12-31', 0), add_workdays('2099-01-01', n), add_workdays('2099-09-30', n, '330901') FROM unnest('{0,1,2,5}'::int[]) n;
SELECT count(*) FILTER (WHERE workdays(daterange(d, add_workdays(d, n), '(]')) <> n OR (n > 0 AND NOT is_workday(add_workdays(d, n)))) AS differ, count(*)
FROM generate_series(0, 300, 11) x, LATERAL (SELECT '2099-01-01'::date + x AS d) d, generate_series(0, 12) n;
SELECT add_workdays('2099-01-01', -1);
SELECT add_workdays('infinity', 1);
SELECT add_workdays('2099-12-30', 5, '420106');

-- The table is in the cache like the rest of the catalogue: a change is seen at the next statement, a rollback too
BEGIN;
SELECT workdays('[2099-03-02,2099-03-07)');
INSERT INTO workday_exception (day, is_workday, source) VALUES ('2099-03-03', false, '示例');
SELECT workdays('[2099-03-02,2099-03-07)');
ROLLBACK;
SELECT workdays('[2099-03-02,2099-03-07)');
INSERT INTO workday_exception (day, is_workday, source) VALUES ('2099-01-01', true, '示例');
INSERT INTO workday_exception (day, is_workday, source, origin) VALUES ('2099-01-09', false, '示例', 'shipped');
INSERT INTO workday_exception (day, is_workday, source) VALUES ('infinity', false, '示例');

-- Rules read them: half of the month's workdays, rounded up or down, is a month
INSERT INTO policy_document (document, title, region) VALUES ('t', '测试办法', '420000');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, month_value, amount, rounding_mode, document)
SELECT way, way, '420000', '[2099-01-01,)', '机构', 'child-month', 'half_year', 'period_start', 'by_formula', format('case when days >= %s(period_workdays / 2.0) then 1 when days > 0 then 0.5 else 0 end', way)::formula, '300 * months', 'half_up', 't'
FROM unnest('{ceil,floor}'::text[]) way;
-- February 2099 has 20 workdays, January 21 less 2 holidays plus a Sunday made up: 21, half is 10.5
SELECT l.item, n, l.amount, l.trace -> 'months_by_month' AS months FROM generate_series(9, 11) n, LATERAL (SELECT '420106' AS region, '[2099-01-01,2099-03-01)'::daterange AS during,
	datemultirange(daterange('2099-01-10', '2099-01-10'::date + n), daterange('2099-02-01', '2099-02-11')) AS attended) f, subsidy_lines(f) l ORDER BY l.item, n;
SELECT workdays('[2099-01-01,2099-02-01)'), workdays('[2099-02-01,2099-03-01)');
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, document) VALUES
	('workdays', '工作日', '420000', '[2099-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '21.0 * workdays_in_care / period_workdays', 'half_up', 't');
SELECT l.during, l.amount, l.trace -> 'variables' AS variables FROM (SELECT '420106' AS region, '[2099-01-01,2099-01-10)'::daterange AS during) f, subsidy_lines(f) l WHERE l.item = '工作日';
SELECT subsidy_amount(f, '工作日') FROM (SELECT '420106' AS region, '[2101-01-01,2101-01-10)'::daterange AS during) f;
-- attendance of several months is not one number
SELECT subsidy_amount(f, 'ceil') FROM (SELECT '420106' AS region, '[2099-01-01,2099-03-01)'::daterange AS during, 30 AS days) f;

-- Short stays counted together
SELECT pooled_days('{3,14,15,0,NULL,14.5}', 15), counted_stays('{3,14,15,0,NULL,15.5}', 15), pooled_days('{}', 15), counted_stays('{}', 15), pooled_days(NULL, 15) IS NULL AS none;

DELETE FROM subsidy_rule WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
DELETE FROM workday_exception;
SET client_min_messages = warning;
DROP SCHEMA workdays_test CASCADE;

-- The demonstration: a registry of five cities, and reports that count it.  Run by scripts/demo.sh (make demo), or in a database of
-- your own that has the extension and no registry of that name:  psql -d yours -f examples/demo.sql
--
-- No figure is written in this file: every one that is printed comes from a query over the rows that demo_data.sql loads.

\set ON_ERROR_STOP on
\set QUIET on
\set SHOW_CONTEXT never
\pset pager off
\pset linestyle unicode
\pset border 2
\pset null '—'
\pset footer off
SET client_min_messages = warning;
SET datestyle = ISO;

CALL tuoyu.create_registry('childcare');
SET search_path = childcare, public, tuoyu;
\ir demo_data.sql

\echo
\echo '== 1  登记库 childcare：五市，机构和人都是生成的 / a registry: ordinary tables of your own; generated institutions and persons'
SELECT region_name(city) AS "市 city", count(i.institution_id) AS "机构 institutions", coalesce(sum(classes), 0) AS "班 classes",
	coalesce(sum(places), 0) AS "托位 places", coalesce(sum(children), 0) AS "婴幼儿 children", coalesce(sum(staff), 0) AS "工作人员 staff"
FROM unnest('{420100,330900,640100,340400,500000}'::region_code[]) city
	LEFT JOIN institution i ON i.region <@ city
	LEFT JOIN (SELECT institution_id, count(*) AS classes, sum(places) AS places FROM class GROUP BY 1) c USING (institution_id)
	LEFT JOIN (SELECT institution_id, count(*) AS children FROM child GROUP BY 1) b USING (institution_id)
	LEFT JOIN (SELECT institution_id, count(*) AS staff FROM staff GROUP BY 1) s USING (institution_id)
GROUP BY city ORDER BY city;

\echo
\echo '== 2  在托婴幼儿按月龄段 / children in care by age band'
\echo '      每份报告都有报告日，SET tuoyu.as_of 可改 / each report is drawn for a day that you may choose'
SET tuoyu.as_of = '2021-06-30';
SELECT as_of() AS "报告日 as of", region_name('420100') AS "市 city", band AS "月龄段 band", count(*) AS "人数 children",
	round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS "占比 share %", count(*) FILTER (WHERE band <> class_kind) AS "在他种班 in a class of another kind"
FROM child_status WHERE region::region_code <@ '420100' GROUP BY band ORDER BY band::age_band;
SET tuoyu.as_of = '2024-09-12';
SELECT as_of() AS "报告日 as of", region_name('640100') AS "市 city", band AS "月龄段 band", count(*) AS "人数 children",
	round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS "占比 share %", count(*) FILTER (WHERE band <> class_kind) AS "在他种班 in a class of another kind"
FROM child_status WHERE region::region_code <@ '640100' GROUP BY band ORDER BY band::age_band;

\echo
\echo '== 3  武汉市机构和托位按类型 / Wuhan: institutions and places by kind'
SET tuoyu.as_of = '2021-06-30';
SELECT coalesce(kind, '合计 total') AS "类型 kind", sum(institutions) AS "机构 institutions", sum(places) AS "托位 places",
	round(100 * sum(places) / max(all_places), 2) AS "托位占比 share of places %", sum(children) AS "在托 children",
	round(100.0 * sum(children) / sum(places), 2) AS "使用率 use %"
FROM (
	SELECT *, sum(places) OVER () AS all_places,
		CASE WHEN institution_kind IN ('专门托育机构', '幼儿园托班') THEN institution_kind ELSE '用人单位、园区及其他' END AS kind
	FROM institution_kind_summary WHERE region = '420100'
) k
GROUP BY ROLLUP (kind) ORDER BY grouping(kind), sum(places) DESC;

\echo
\echo '== 4  武汉市公示收费不超过普惠上限的机构 / Wuhan: institutions whose listed fees keep to the affordable cap'
SELECT numerator AS "未超上限 within cap", denominator AS "有公示 listed", value AS "占比 share %",
	(SELECT max(fee_cap) FROM fee_status WHERE region::region_code <@ '420100') AS "上限 cap",
	(SELECT count(DISTINCT institution_id) FROM fee_status WHERE affordable AND monthly_fee = fee_cap) AS "恰为上限 exactly at it",
	(SELECT min(monthly_fee) FROM fee_status WHERE NOT affordable) AS "超限最低 lowest above it"
FROM region_indicator WHERE region = '420100' AND indicator = 'institutions_affordable_share';
\echo '      收费多少是事实，普惠认定是资格，是两回事 / what is charged is one question, the standing 普惠认定 another'
SELECT affordable AS "收费未超上限 within cap", recognised AS "普惠认定 recognised", count(*) AS "机构 institutions"
FROM institution_status WHERE region::region_code <@ '420100' GROUP BY 1, 2 ORDER BY 1 DESC, 2 DESC;

\echo
\echo '== 5  补贴 / subsidies'
\echo '      武汉市建设补贴，由新增托位的事项算出 / Wuhan: construction, computed from the events that added places'
SELECT coalesce(extract(year FROM as_of)::text, '合计 total') AS "年 year", count(*) AS "机构 institutions", sum(places_added) AS "新增托位 new places",
	sum(subsidy_amount(fact))::numeric AS "应计 yuan due"
FROM (
	SELECT i.region, v.happened_on AS as_of, is_recognised('childcare', v.institution_id, v.happened_on) AS recognised, v.places_added
	FROM capacity_event v JOIN institution i USING (institution_id) WHERE i.region <@ '420100'
) fact
GROUP BY ROLLUP (extract(year FROM as_of)) ORDER BY 1;
\echo '      舟山市普陀区，按年（视图 subsidy_due）/ Putuo in Zhoushan, the year of the report day'
SET tuoyu.as_of = '2022-12-31';
SELECT item AS "项目 item", payee AS "补给 payee", unit AS "单位 unit", count(*) AS "笔 lines", sum(amount) AS "应计 yuan due", sum(family_pays) AS "家庭仍付 family pays"
FROM subsidy_due WHERE region::region_code <@ '330900' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
\echo '      重庆市运营补助 / Chongqing: operating subsidy of a filed and recognised institution'
SET tuoyu.as_of = '2024-12-31';
SELECT coalesce(class_kind, '合计 total') AS "班型 class", count(*) AS "人数 children", max(amount) AS "每人最高 most a child", sum(amount) AS "应计 yuan due"
FROM subsidy_due JOIN child_status USING (institution_id, child_id)
WHERE subsidy_due.region::region_code <@ '500000'
GROUP BY ROLLUP (class_kind) ORDER BY grouping(class_kind), class_kind::age_band;
\echo '      其中一笔的说明 / one of these lines, explained'
\pset format unaligned
\pset tuples_only on
SELECT format(E'%s，婴幼儿 %s：%s %s 元，补给%s\n依据　%s，%s\n公式　%s\n取值　%s 至 %s；%s；基准日 %s\n取整　%s\n假定　%s\n',
	institution_name, child_id, l.item, l.amount, l.payee, l.doc_number, l.clause, l.formula,
	trace ->> 'period_start', trace ->> 'period_end', trace ->> 'variables', trace ->> 'reference_day', trace ->> 'rounding', array_to_string(assumptions, '；'))
FROM (
	SELECT i.name AS institution_name, i.region, e.child_id, e.during, e.service_form, k.kind AS class_kind,
		EXISTS (SELECT FROM standing s WHERE s.institution_id = e.institution_id AND s.kind = '备案' AND s.during @> lower(e.during)) AS filed,
		is_recognised('childcare', e.institution_id, lower(e.during)) AS recognised
	FROM enrolment e JOIN class k USING (institution_id, class_id) JOIN institution i USING (institution_id)
	WHERE i.region <@ '500000' AND k.kind = '乳儿' ORDER BY e.child_id LIMIT 1
) fact, subsidy_lines(fact) l;
\pset tuples_only off
\pset format aligned
\echo '      银川市的运营补贴尚无数额：没有规定，不是零 / Yinchuan announces a subsidy without a number: no rule in force, which is not 0'
SELECT subsidy_amount(fact)::numeric AS "应计 yuan due", fee_cap('640100', '2024-09-12')::numeric AS "普惠上限 cap"
FROM (SELECT '640100'::region_code AS region, date '2024-09-12' AS as_of, true AS filed, true AS recognised, '托大'::age_band AS class_kind) fact;

\echo
\echo '== 6  缺保育人员的班 / classes short of staff'
\echo '      登记库不接受缺员，所以此刻没有 / the registry refuses to be short, so nothing is:'
SET tuoyu.as_of = '2021-06-30';
SELECT count(*) AS "缺员的班 classes short" FROM staffing_gap;
\echo '      规定可以改变。用户自己的一行（虚构）：汉南区自2021年9月1日起托小班1:4 / rules may change: a row of the user, invented'
\set ECHO queries
INSERT INTO band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, document, clause)
VALUES ('demo-hannan-toddler', '420113', '[2021-09-01,)', '托小', 12, 24, 15, '1:4', 'demo', '虚构：汉南区托小班每4名婴幼儿配1名保育人员');
\set ECHO none
\echo '      报告日仍是6月30日，缺员已可预见 / the report day is still 30 June, and what will be missing shows'
SELECT institution_name AS "机构 institution", class_name AS "班 class", first_day AS "缺员首日 from", last_day AS "末日 to", children AS "在托 children",
	caregivers AS "在班 caregivers", caregivers_required AS "应配 required", caregivers_short AS "缺 short"
FROM staffing_gap ORDER BY institution_id, class_id, first_day;

\echo
\echo '== 7  被拒绝的入托 / an enrolment that is refused'
SET tuoyu.as_of = '2024-09-02';
SELECT institution_name AS "机构 institution", class_name AS "班 class", places AS "托位 places", children AS "在托 children", caregivers AS "在班 caregivers",
	caregivers_required AS "应配 required"
FROM class_status WHERE institution_id = 50000001 AND class_kind = '托小';
\set ON_ERROR_STOP off
\set ECHO queries
BEGIN;
INSERT INTO child (institution_id, child_id, birth_date, birth_order) VALUES (50000001, 299, '2023-01-15', 2);
INSERT INTO enrolment (institution_id, child_id, class_id, during, monthly_fee) VALUES (50000001, 299, 2, '[2024-09-02,2025-07-01)', '1200');
COMMIT;
\set ECHO none
\set ON_ERROR_STOP on
\echo '      先排一名保育人员就可以 / with one more caregiver it is accepted (and taken back here)'
\set ECHO queries
BEGIN;
INSERT INTO staff (institution_id, staff_id, role, during) VALUES (50000001, 99, '保育人员', '[2024-09-01,)');
INSERT INTO class_staff (institution_id, class_id, staff_id, during) VALUES (50000001, 2, 99, '[2024-09-01,)');
INSERT INTO child (institution_id, child_id, birth_date, birth_order) VALUES (50000001, 299, '2023-01-15', 2);
INSERT INTO enrolment (institution_id, child_id, class_id, during, monthly_fee) VALUES (50000001, 299, 2, '[2024-09-02,2025-07-01)', '1200');
SET CONSTRAINTS ALL IMMEDIATE;
\set ECHO none
SELECT class_name AS "班 class", children AS "在托 children", caregivers AS "在班 caregivers", caregivers_required AS "应配 required"
FROM class_status WHERE institution_id = 50000001 AND class_kind = '托小';
ROLLBACK;

\echo
\echo '== 8  指标与目标 / indicators against targets'
\echo '      舟山市：登记库只有2022年新增的托位，未登记到街道 / Zhoushan: only the places of 2022 are loaded, and no townships'
SET tuoyu.as_of = '2022-10-08';
SELECT label AS "目标 target", concat_ws(' ', qualifier, target_value, unit) AS "要求 asked", actual AS "实际 actual", completion AS "完成率 %", met AS "达到 met"
FROM target_progress WHERE region = '330900' AND due_on <= '2022-12-31' ORDER BY target;
SELECT label AS "指标 indicator", numerator AS "分子 of", denominator AS "分母 in", round(value, 1) AS "值 %"
FROM region_indicator WHERE region = '330900' AND indicator = 'affordable_places_added_share';
\echo '      银川市 / Yinchuan'
SET tuoyu.as_of = '2024-09-12';
SELECT i.label AS "指标 indicator", i.numerator AS "托位 places", i.denominator AS "人口 population", i.value AS "值 value", g.source AS "人口来源 source of the population"
FROM region_indicator i JOIN region_figure g ON g.region::text = i.region AND g.name = 'population' AND g.during @> as_of()
WHERE i.region = '640100' AND i.indicator = 'places_per_1000';
\echo '      公布的数字彼此是否相符 / do the published figures agree with each other?'
SELECT kind AS "核对 check", detail AS "公布数 published", low AS "下限 low", high AS "上限 high", value AS "比较 compared", agrees AS "一致 agrees", finding AS "结论 finding"
FROM published_figure_check WHERE region_code = '640100' ORDER BY kind;
\echo '      淮南市（只公布目标，未载入数据；定性目标照录原文）/ Huainan: targets only, nothing loaded; a qualitative one stays text'
SET tuoyu.as_of = '2021-12-31';
SELECT label AS "目标 target", coalesce(target_text, concat_ws(' ', qualifier, target_value, unit)) AS "要求 asked", due_on AS "期限 due",
	actual AS "实际 actual", met AS "达到 met"
FROM target_progress WHERE region = '340400' ORDER BY due_on NULLS LAST, target;
\echo '      重庆市（登记库只有一家样本机构，实际值只反映这一家）/ Chongqing: one sample institution, so that actual is only its own'
SET tuoyu.as_of = '2024-12-31';
SELECT label AS "目标 target", coalesce(target_text, concat_ws(' ', qualifier, target_value, unit)) AS "要求 asked", due_on AS "期限 due",
	actual AS "实际 actual", completion AS "完成率 %", met AS "达到 met"
FROM target_progress WHERE region = '500000' ORDER BY due_on NULLS LAST, target;

\echo
\echo '== 9  公布数与登记库的统计 / what the documents publish against what the registry counts'
CREATE TEMPORARY TABLE counted AS SELECT region, indicator, value FROM region_indicator LIMIT 0;
SET tuoyu.as_of = '2021-06-30';
INSERT INTO counted SELECT region, indicator, value FROM region_indicator WHERE region = '420100';
SET tuoyu.as_of = '2022-10-08';
INSERT INTO counted SELECT region, indicator, value FROM region_indicator WHERE region IN ('330900', '330903');
SET tuoyu.as_of = '2024-09-12';
INSERT INTO counted SELECT region, indicator, value FROM region_indicator WHERE region = '640100';
SELECT region_name(f.region) AS "地区 region", f.label AS "公布 published", f.value AS "公布数 figure", figure_range(f.value, f.resolution, f.qualifier) AS "可指 stands for",
	c.value AS "统计 counted", c.value <@ figure_range(f.value, f.resolution, f.qualifier) AS "相符 agrees"
FROM published_figure f JOIN counted c ON c.region = f.region::text AND c.indicator = f.indicator
ORDER BY f.region, f.figure;

\echo
\echo '== 10 同一人在两家机构 / one person at two institutions (the numbers are invented, and masked all the same)'
SET tuoyu.as_of = '2021-06-30';
SELECT person AS "号码 number", person_kind AS "何人 who", institution_name AS "机构 institution", other_institution_name AS "另一机构 other",
	first_day AS "自 from", last_day AS "至 to"
FROM duplicate_person ORDER BY person_kind;

\echo
\echo '== 接下来 / where to look next'
\echo '   KEEP=1 make demo                   服务器留着，可以自己查 / keeps the server; then, in psql:'
\echo '     SET search_path = childcare, public, tuoyu;  SET tuoyu.as_of = ''2021-06-30'';'
\echo '     \\dv+ childcare.*                   各视图及中文说明 / the views, with comments'
\echo '     TABLE band_forecast;  TABLE fee_status;  SELECT * FROM ratio_violations(''childcare_staffing'');'
\echo '   README.zh-CN.md / README.md        安装、任务、报表工具 / installation, tasks, BI tools'
\echo '   doc/reference.md                   每个类型、函数、表、视图 / every type, function, table, view'
\echo '   examples/demo_data.sql             数据及其假定 / the data and what it assumes'

-- A registry of :institutions institutions with 32 children each in four classes, for a year, and a province's operating subsidy
-- for it: so much a child-month by the class's kind, for institutions whose standing is recognised and whose fee is within the
-- limit, 40 of 100 borne by the province.  All of it by the numbers of its rows, so that every run has the same.
--   Of eight institutions one is never recognised and one only from the middle of the year; of 20 fees one is beyond the limit;
-- half of the children come in September, a quarter move up to the next class in it.
SET search_path = public, tuoyu;
INSERT INTO policy_document (document, title, doc_number, region, verified) VALUES ('bench', '婴幼儿照护服务机构运营补助办法（试验）', '试〔2024〕1号', '99', false);
INSERT INTO subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source, condition, amount,
		funder_shares, residual_funder, rounding_mode, document, clause)
	SELECT 'bench-' || band, '运营补助', '99', '[2024-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', band::age_band, 'class',
		'recognised and monthly_fee <= 3400', amount::text::formula, '{"省级财政":0.4}', '市级财政', 'half_up', 'bench', '第三条'
	FROM (VALUES ('乳儿', 600), ('托小', 400), ('托大', 300), ('混合', 300)) r (band, amount);

CALL create_registry('ledger');
SELECT drop_ratio_constraint('ledger_staffing');
SET search_path = ledger, public, tuoyu;
-- a load does not wait for keys that it has just written
SET session_replication_role = replica;
INSERT INTO institution (institution_id, name, region, kind, ownership, opened_on)
	SELECT i, '托育机构' || i, format('99%s%s', lpad((1 + i % 8)::text, 2, '0'), lpad((1 + i % 5)::text, 2, '0'))::region_code,
		(ARRAY['专门托育机构', '幼儿园托班', '用人单位', '社区'])[1 + i % 4], (ARRAY['公办', '民办', '公办民营'])[1 + i % 3], date '2020-01-01' + i % 1500
	FROM generate_series(1, :institutions) i;
INSERT INTO standing (institution_id, kind, during)
	SELECT i, '备案', '[2024-01-01,)'::daterange FROM generate_series(1, :institutions) i
	UNION ALL
	SELECT i, '普惠认定', CASE i % 8 WHEN 1 THEN '[2025-06-10,)' ELSE '[2024-06-01,)' END::daterange FROM generate_series(1, :institutions) i WHERE i % 8 > 0;
INSERT INTO class (institution_id, class_id, name, kind, places, during)
	SELECT i, c, kind || '班', kind::age_band, 20, '[2024-01-01,)'
	FROM generate_series(1, :institutions) i, unnest('{乳儿,托小,托大,混合}'::text[]) WITH ORDINALITY k (kind, c);
INSERT INTO child (institution_id, child_id, birth_date, birth_order, household)
	SELECT i, n, date '2025-01-01' - (200 + abs(hashint8extended(i * 100 + n, 1)) % 600)::integer, 1 + n % 3, '990101'
	FROM generate_series(1, :institutions) i, generate_series(1, 32) n;
INSERT INTO enrolment (institution_id, child_id, during, class_id, service_form, monthly_fee)
	SELECT institution_id, child_id, e.during, 1 + (child_id + e.later) % 4, '全日托', (1600 + institution_id % 20 * 100)::yuan
	FROM child CROSS JOIN LATERAL (
		SELECT '[2024-09-01,2026-03-01)'::daterange AS during, 0 AS later WHERE child_id % 4 IN (0, 1)
		UNION ALL SELECT '[2024-09-01,2025-09-01)', 0 WHERE child_id % 4 = 2
		UNION ALL SELECT '[2025-09-01,)', 1 WHERE child_id % 4 = 2
		UNION ALL SELECT '[2025-03-15,)', 0 WHERE child_id % 4 = 3) e;
RESET session_replication_role;

-- Each run begins with an empty ledger; only here may one be emptied
ALTER TABLE settlement_line DISABLE TRIGGER append_only_truncate;
ALTER TABLE settlement_pass DISABLE TRIGGER append_only_truncate;
ALTER TABLE settlement_run DISABLE TRIGGER append_only_truncate;
CREATE TABLE copy_of_settlement_line (LIKE settlement_line INCLUDING ALL);
VACUUM ANALYZE;

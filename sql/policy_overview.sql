-- What is in force somewhere, from where it is inherited, and for which days nothing is.
CREATE SCHEMA overview_test;
SET search_path = overview_test, tuoyu;
SET datestyle = ISO;

SELECT kind, item, selectors, rule, rule_region, rule_region_name, inherited, content FROM policy_at('330903', '2022-10-08');
SELECT kind, item, rule, inherited FROM policy_at('420106', '2021-06-01') WHERE kind IN ('收费上限', '补贴');
SELECT * FROM policy_gaps('420100', '[2019-01-01,2022-01-01)');
SELECT * FROM policy_gaps('640100', '[2024-01-01,2025-01-01)');

-- It agrees with what is computed: the rule named is the rule used, on every day on which one begins or ends
INSERT INTO policy_document (document, title, region) VALUES ('o', '概览', '420100');
INSERT INTO fee_rule (rule, region, during, cap, combine, rounding_mode, document) VALUES
	('o-mine', '420100', '[2022-01-01,2023-01-01)', '2500', 'replace', 'half_up', 'o'), ('o-district', '420106', '[2022-06-01,2022-09-01)', '2000', 'replace', 'half_up', 'o'),
	('o-add', '420106', '[2022-09-01,2023-01-01)', '100', 'add', 'half_up', 'o'), ('o-floor', '420000', '[2021-06-01,2021-09-01)', '2600', 'floor', 'half_up', 'o');
INSERT INTO policy_parameter (parameter, name, region, during, value) VALUES ('o-p', 'population', '420106', '[2022-01-01,2022-02-01)', 1);
SELECT day, (SELECT array_agg(rule || CASE WHEN inherited THEN '^' ELSE '' END ORDER BY rule) FROM policy_at('420106', day) WHERE kind = '收费上限') AS named,
	(SELECT array_agg(r ->> 'rule' ORDER BY r ->> 'rule') FROM jsonb_array_elements(explain_affordability('1', '420106', day) -> 'rules') r) AS used
FROM unnest('{2020-12-31,2021-01-01,2021-06-01,2021-09-01,2022-01-01,2022-06-01,2022-09-01,2023-01-01}'::date[]) day;
SELECT * FROM policy_gaps('420106', '[2021-12-01,2022-03-01)') WHERE kind = '参数';
-- a scenario is not the law
INSERT INTO fee_rule (rule, region, during, cap, rounding_mode, document, scenario) VALUES ('o-scenario', '640100', '[2024-01-01,)', '1', 'half_up', 'o', '改革');
SELECT count(*) FROM policy_at('640100', '2024-06-01') WHERE kind = '收费上限';

DELETE FROM fee_rule WHERE origin = 'user';
DELETE FROM policy_parameter WHERE origin = 'user';
DELETE FROM policy_document WHERE origin = 'user';
DROP SCHEMA overview_test;

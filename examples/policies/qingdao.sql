-- 青岛市：2024年二孩每月500元、三孩600元，机构和家庭各半；2026年起均为300元。来源为二手资料，未与原文核对。
INSERT INTO tuoyu.policy_document (document, title, region, source) VALUES ('qingdao', '青岛市多孩托育补助', '370200', '二手资料');
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, birth_order,
	amount, rounding_mode, document, clause, assumptions)
SELECT concat_ws('-', 'qingdao', payee, lower(during::daterange), birth_order), '多孩补助（' || payee || '）', '370200', during::daterange, payee, 'child-month', 'month', 'period_start', 'none',
	birth_order::int4range, (yuan || ' * 0.5')::tuoyu.formula, 'half_up', 'qingdao', '每月' || yuan || '元，机构、家庭各50%', '{2024年标准执行至2025年底,不足一月按一月计为假定}'
FROM (VALUES ('[2024-01-01,2026-01-01)', '[2,2]', 500), ('[2024-01-01,2026-01-01)', '[3,)', 600), ('[2026-01-01,)', '[2,)', 300)) v(during, birth_order, yuan),
	(VALUES ('机构'), ('家庭')) p(payee);

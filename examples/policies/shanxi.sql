-- 山西省，2025至2029：每孩每月500元（幼儿园300元），每年至多10个月。来源为二手资料，未与原文核对。
INSERT INTO tuoyu.policy_document (document, title, region, source) VALUES ('shanxi-2025', '山西省普惠托育补助', '140000', '二手资料');
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, institution_kind,
	condition, amount, cap, cap_scope, rounding_mode, document, clause, assumptions) VALUES
	('shanxi-operating', '运营补助', '140000', '[2025-01-01,2030-01-01)', '机构', 'child-month', 'month', 'period_start', 'none', NULL,
		'recognised', '500', '500 * 10', 'year', 'half_up', 'shanxi-2025', '每孩每月500元，每年不超过10个月', '{不足一月按一月计为假定}'),
	('shanxi-operating-kindergarten', '运营补助', '140000', '[2025-01-01,2030-01-01)', '机构', 'child-month', 'month', 'period_start', 'none', '幼儿园托班',
		'recognised', '300', '300 * 10', 'year', 'half_up', 'shanxi-2025', '幼儿园每孩每月300元，每年不超过10个月', '{不足一月按一月计为假定}');

-- 国家育儿补贴，2025-01-01起：每孩每年3600元至满三周岁，按涉及的自然月每月300元，生日当月计入、不论日期。来源为二手资料，未与原文核对。
-- 家庭的事实没有班型；during 为出生日至满三周岁之日（含），可与所计年度相交。
INSERT INTO tuoyu.policy_document (document, title, region, source) VALUES ('allowance-2025', '育儿补贴制度', '000000', '二手资料');
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting,
	condition, amount, rounding_mode, document, clause) VALUES
	('allowance', '育儿补贴', '000000', '[2025-01-01,)', '家庭', 'child-year', 'year', 'first_day_in_care', 'calendar_months',
		'birth_date is not null and class_kind is null', '300 * months', 'half_up', 'allowance-2025', '每孩每年3600元，按月计算，至满三周岁当月');

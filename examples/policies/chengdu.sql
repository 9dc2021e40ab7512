-- 成都市，2024-09起：普惠收费上限与上一年城镇居民人均可支配收入挂钩；按托位补助。来源为二手资料，未与原文核对。
INSERT INTO tuoyu.policy_document (document, title, region, source) VALUES ('chengdu-2024', '成都市普惠托育收费办法', '510100', '二手资料');
INSERT INTO tuoyu.fee_rule (rule, region, during, service_form, cap, rounding_mode, document, clause, assumptions) VALUES
	('chengdu-full-day', '510100', '[2024-09-01,)', '全日托', 'least(0.8 * income_urban / 12, 4000)', 'half_up', 'chengdu-2024',
		'不超过上年度区（市）县城镇居民人均可支配收入月均数的80%，且不超过4000元', '{收入为政策参数 income_urban：按区县、按适用期间登记}'),
	('chengdu-half-day', '510100', '[2024-09-01,)', '半日托', '0.5 * least(0.8 * income_urban / 12, 4000)', 'half_up', 'chengdu-2024', '半日托不超过全日托的50%', '{半日托不少于4小时}'),
	('chengdu-day', '510100', '[2024-09-01,)', '临时托', 'least(0.8 * income_urban / 12, 4000) / 22', 'half_up', 'chengdu-2024', '日托按月价除以22', '{}'),
	('chengdu-hour', '510100', '[2024-09-01,)', '计时托', '0.2 * least(0.8 * income_urban / 12, 4000) / 22 * ceil(hours)', 'half_up', 'chengdu-2024', '每小时不超过日价的20%，不足一小时按一小时', '{}');
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, condition, amount, rounding_mode, document, clause, assumptions) VALUES
	('chengdu-places', '托位补助', '510100', '[2024-09-01,)', '机构', 'place', 'month', 'period_start', 'none', 'recognised',
		'300 * least(places, floor(coalesce(area::numeric, places * 8) / 8.0))', 'half_up', 'chengdu-2024', '每托位每月300元，含空余托位，按实际运营时间，托位按每个8平方米核定',
		'{面积由事实的 area 列给出：没有该列时按托位数计}');

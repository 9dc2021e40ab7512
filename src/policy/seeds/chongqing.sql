-- 重庆市 (500000): 渝府办发〔2023〕77号, 2023-10-20.  托幼班 in the document's garbled text is 托小班.

INSERT INTO tuoyu.policy_document (document, title, doc_number, issuer, region, issued_on, source, verified, origin) VALUES
	('chongqing-2023-77', '重庆市人民政府办公厅文件（渝府办发〔2023〕77号）', '渝府办发〔2023〕77号', '重庆市人民政府办公厅', '500000', '2023-10-20', '公开文件', true, 'shipped');

INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source,
	condition, amount, rounding_mode, document, clause, assumptions, origin) VALUES
	('chongqing-operating-preschool', '普惠托育机构运营补助', '500000', '[2023-10-20,2026-01-01)', '机构', 'child-year', 'year', 'first_day_in_care',
		'whole_months', '托大', 'class', 'filed and recognised', '700 * months / 12.0', 'half_up', 'chongqing-2023-77', '运营补助：托大班每人每年700元',
		'{计数日文件未载明：按当年首个在托日的班型定标准,不足一年文件未载明：按在托整月数的十二分之一计,市与区县共同承担，分担比例文件未载明}', 'shipped'),
	('chongqing-operating-toddler', '普惠托育机构运营补助', '500000', '[2023-10-20,2026-01-01)', '机构', 'child-year', 'year', 'first_day_in_care',
		'whole_months', '托小', 'class', 'filed and recognised', '800 * months / 12.0', 'half_up', 'chongqing-2023-77', '运营补助：托小班每人每年800元',
		'{计数日文件未载明：按当年首个在托日的班型定标准,不足一年文件未载明：按在托整月数的十二分之一计,市与区县共同承担，分担比例文件未载明}', 'shipped'),
	('chongqing-operating-infant', '普惠托育机构运营补助', '500000', '[2023-10-20,2026-01-01)', '机构', 'child-year', 'year', 'first_day_in_care',
		'whole_months', '乳儿', 'class', 'filed and recognised', '900 * months / 12.0', 'half_up', 'chongqing-2023-77', '运营补助：乳儿班每人每年900元',
		'{计数日文件未载明：按当年首个在托日的班型定标准,不足一年文件未载明：按在托整月数的十二分之一计,市与区县共同承担，分担比例文件未载明}', 'shipped');

INSERT INTO tuoyu.policy_target (target, region, indicator, label, due_on, since, value, value_text, qualifier, unit, document, clause, assumptions, origin) VALUES
	('chongqing-2025-places', '500000', 'places_per_1000', '2025年每千人口托位', '2025-12-31', NULL, 4.5, NULL, '不少于', '个', 'chongqing-2023-77', '工作目标', '{}', 'shipped'),
	('chongqing-2025-affordable', '500000', 'affordable_places_share', '2025年普惠托位占比', '2025-12-31', NULL, 60, NULL, '不少于', '%', 'chongqing-2023-77', '工作目标', '{}', 'shipped'),
	('chongqing-2025-use', '500000', 'use_rate', '托位使用率', '2025-12-31', NULL, NULL, '不低于全国平均水平', '不少于', '%', 'chongqing-2023-77', '工作目标', '{全国平均水平文件未载明：不打分}', 'shipped'),
	('chongqing-2023-kindergartens', '500000', 'kindergarten_care_share', '2023年开设托班的幼儿园占比', '2023-12-31', NULL, 30, NULL, '不少于', '%', 'chongqing-2023-77', '工作目标', '{}', 'shipped'),
	('chongqing-2024-kindergartens', '500000', 'kindergarten_care_share', '2024年开设托班的幼儿园占比', '2024-12-31', NULL, 35, NULL, '不少于', '%', 'chongqing-2023-77', '工作目标', '{}', 'shipped'),
	('chongqing-2025-kindergartens', '500000', 'kindergarten_care_share', '2025年开设托班的幼儿园占比', '2025-12-31', NULL, 40, NULL, '不少于', '%', 'chongqing-2023-77', '工作目标', '{}', 'shipped'),
	('chongqing-2025-employer', '500000', 'districts_with_employer_share', '每个区县至少1所用人单位托育机构', '2025-12-31', NULL, 100, NULL, '不少于', '%', 'chongqing-2023-77', '工作目标', '{以有用人单位托育机构的区县占比计}', 'shipped'),
	('chongqing-2025-streets', '500000', 'streets_with_affordable_share', '有普惠托育机构的街道占比', '2025-12-31', NULL, 90, NULL, '不少于', '%', 'chongqing-2023-77', '工作目标', '{}', 'shipped'),
	('chongqing-2025-records', '500000', 'health_record_share', '电子健康档案建档率', '2025-12-31', NULL, 100, NULL, '不少于', '%', 'chongqing-2023-77', '工作目标', '{}', 'shipped'),
	('chongqing-2025-certified', '500000', 'certified_share', '持证上岗率', '2025-12-31', NULL, 90, NULL, '不少于', '%', 'chongqing-2023-77', '工作目标', '{}', 'shipped'),
	('chongqing-2025-training', '500000', 'training_person_times', '培训人次', '2025-12-31', NULL, 15000, NULL, '不少于', '人次', 'chongqing-2023-77', '工作目标', '{}', 'shipped'),
	('chongqing-2025-units', '500000', 'demonstration_units', '示范单位', '2025-12-31', NULL, 60, NULL, '不少于', '个', 'chongqing-2023-77', '工作目标', '{}', 'shipped'),
	('chongqing-2025-cities', '500000', 'demonstration_cities', '示范城市', '2025-12-31', NULL, 2, NULL, '不少于', '个', 'chongqing-2023-77', '工作目标', '{}', 'shipped'),
	('chongqing-housing', '500000', 'housing_fund_factor', '二孩及以上家庭公积金贷款额度上浮', NULL, NULL, NULL, '1.5倍', '等于', NULL, 'chongqing-2023-77', '支持政策', '{原文照录，不打分}', 'shipped'),
	('chongqing-prices', '500000', 'pricing', '价格管理', NULL, NULL, NULL, '公办实行政府指导价，普惠加强监管，其他实行市场调节价', '等于', NULL, 'chongqing-2023-77', '支持政策', '{原文照录，不打分}', 'shipped');

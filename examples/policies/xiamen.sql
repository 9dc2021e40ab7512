-- 厦门市，2023-06-01起五年：运营补助、建设补助。来源为二手资料，未与原文核对。
INSERT INTO tuoyu.policy_document (document, title, region, issued_on, source) VALUES
	('xiamen-2023', '厦门市普惠托育补助办法', '350200', NULL, '二手资料');
-- 托大至入园为止
INSERT INTO tuoyu.band_rule (rule, region, during, band, from_months, to_months, stays_until, class_size, ratio, document, clause, assumptions) VALUES
	('xiamen-preschool', '350200', '[2023-06-01,2028-06-01)', '托大', 24, 36, '08-31', 20, '1:7', 'xiamen-2023', '托大至入幼儿园', '{入园日按满三周岁后的八月三十一日计,班额和照护比沿用国家标准}');
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source,
	condition, amount, rounding_mode, document, clause, assumptions)
SELECT 'xiamen-operating-' || band, '运营补助', '350200', '[2023-06-01,2028-06-01)', '机构', 'child-month', 'month', 'period_start', 'none', band::tuoyu.age_band, 'class',
	'recognised and days is not null', (format('%s * case when days >= 15 then 1 when days > 0 then 0.5 else 0 end', yuan))::tuoyu.formula, 'half_up', 'xiamen-2023',
	'满15天按一个月、1至14天按半个月', '{不超过核定托位数：由登记库的班额约束保证}'
FROM (VALUES ('托大', 300), ('托小', 400), ('乳儿', 600)) v(band, yuan);
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, institution_kind,
	condition, amount, instalments, rounding_mode, document, clause) VALUES
	('xiamen-construction', '建设补助', '350200', '[2023-06-01,2028-06-01)', '机构', 'place', 'event', 'as_of', 'none', NULL,
		'recognised', '10000 * places_added', '{0.4,0.3,0.3}', 'half_up', 'xiamen-2023', '每托位10000元，三年按40%、30%、30%拨付'),
	('xiamen-construction-kindergarten', '建设补助', '350200', '[2023-06-01,2028-06-01)', '机构', 'place', 'event', 'as_of', 'none', '幼儿园托班',
		'recognised', '1000 * places_added', '{0.4,0.3,0.3}', 'half_up', 'xiamen-2023', '幼儿园每托位1000元，三年按40%、30%、30%拨付');

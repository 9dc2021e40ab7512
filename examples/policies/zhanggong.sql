-- 赣州市章贡区：建设补助按建设方式和城乡，市、区2:8分担。来源为二手资料，未与原文核对。
INSERT INTO tuoyu.policy_document (document, title, region, source) VALUES ('zhanggong', '章贡区托育建设补助', '360702', '二手资料');
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, zone,
	amount, funder_shares, residual_funder, rounding_mode, document, clause, assumptions)
SELECT 'zhanggong-' || zone, '建设补助', '360702', '[2021-01-01,)', '机构', 'place', 'event', 'as_of', 'none', zone,
	(format('places_added * case build when ''新建'' then %s when ''改建'' then %s end', new, conversion))::tuoyu.formula,
	'{"市": 0.2}', '区', 'half_up', 'zhanggong', '新建每托位' || new || '元、改建' || conversion || '元', '{起始日期未载明：自2021年1月1日起}'
FROM (VALUES ('城区', 600, 500), ('农村', 500, 400)) v(zone, new, conversion);

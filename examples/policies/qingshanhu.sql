-- 南昌市青山湖区，2023：收费上限按班型和等级。来源为二手资料，未与原文核对。
INSERT INTO tuoyu.policy_document (document, title, region, source) VALUES ('qingshanhu-2023', '青山湖区普惠托育收费标准', '360111', '二手资料');
INSERT INTO tuoyu.fee_rule (rule, region, during, service_form, band, grade, cap, rounding_mode, document, clause, assumptions)
SELECT concat_ws('-', 'qingshanhu', form, band, grade), '360111', '[2023-01-01,)', form, band::tuoyu.age_band, grade,
	(cap || CASE form WHEN '半日托' THEN ' * 0.5' ELSE '' END)::tuoyu.formula, 'half_up', 'qingshanhu-2023', '收费上限：' || band || '班，' || COALESCE(grade, '普通'), '{执行起始日期未载明：自2023年1月1日起}'
FROM (VALUES ('乳儿', NULL, 3100), ('乳儿', '市级示范', 3300), ('托小', NULL, 2400), ('托小', '市级示范', 2600),
	('托大', NULL, 2200), ('托大', '市级示范', 2400), ('混合', NULL, 2200), ('混合', '市级示范', 2400)) v(band, grade, cap), (VALUES ('全日托'), ('半日托')) f(form);

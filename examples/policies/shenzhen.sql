-- 深圳市：混合班18至36月龄、至多18人、1:6；每100名婴幼儿配一名专职保健人员。来源为二手资料，未与原文核对。
INSERT INTO tuoyu.policy_document (document, title, region, source) VALUES ('shenzhen', '深圳市托育机构设置标准', '440300', '二手资料');
INSERT INTO tuoyu.band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, document, clause, assumptions) VALUES
	('shenzhen-mixed', '440300', '[2020-01-01,)', '混合', 18, 36, 18, '1:6', 'shenzhen', '混合班', '{起始日期未载明：自2020年1月1日起}');
INSERT INTO tuoyu.staffing_rule (rule, region, during, role, required, document, clause, assumptions) VALUES
	('shenzhen-health', '440300', '[2020-01-01,)', '保健人员', 'ceil(children / 100.0)', 'shenzhen', '每100名婴幼儿一名专职保健人员', '{起始日期未载明：自2020年1月1日起}');

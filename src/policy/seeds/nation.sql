-- The nation (000000): classes, staff and what every region inherits.

INSERT INTO tuoyu.policy_document (document, title, doc_number, issuer, region, issued_on, source, verified, origin) VALUES
	('nhc-2019-58', '托育机构设置标准（试行）', '国卫人口发〔2019〕58号', '国家卫生健康委员会', '000000', '2019-10-08', '国家卫生健康委员会公布', true, 'shipped'),
	('moh-moe-76', '托儿所幼儿园卫生保健管理办法', '卫生部、教育部令第76号', '卫生部、教育部', '000000', NULL, '卫生部公布', true, 'shipped');

INSERT INTO tuoyu.band_rule (rule, region, during, band, from_months, to_months, class_size, ratio, required, document, clause, assumptions, origin) VALUES
	('nation-infant', '000000', '[2019-10-08,)', '乳儿', 6, 12, 10, '1:3', NULL, 'nhc-2019-58', '班级规模与人员配备：乳儿班', '{满周岁以生日当日计}', 'shipped'),
	('nation-toddler', '000000', '[2019-10-08,)', '托小', 12, 24, 15, '1:5', NULL, 'nhc-2019-58', '班级规模与人员配备：托小班', '{满周岁以生日当日计}', 'shipped'),
	('nation-preschool', '000000', '[2019-10-08,)', '托大', 24, 36, 20, '1:7', NULL, 'nhc-2019-58', '班级规模与人员配备：托大班', '{满周岁以生日当日计}', 'shipped'),
	('nation-mixed', '000000', '[2019-10-08,)', '混合', 18, NULL, 18, NULL,
		'(35 * infants + 21 * toddlers + 15 * preschoolers) / 105.0', 'nhc-2019-58', '班级规模与人员配备：混合编班',
		'{混合班的照护比文件未载明：按各婴幼儿本人月龄段的照护比相加后进位,满三十六个月的婴幼儿按托大计}', 'shipped');

INSERT INTO tuoyu.staffing_rule (rule, region, during, role, scope, required, document, clause, assumptions, origin) VALUES
	('nation-health', '000000', '[2019-10-08,)', '保健人员', 'institution', '1', 'moh-moe-76', '第十二条：收托一百五十人以上至少配一名专职，以下配专职或兼职',
		'{登记数据不区分专职兼职：不论收托人数均按至少一名计,施行日期未在此记载：自2019年10月8日起适用}', 'shipped'),
	('nation-guard', '000000', '[2019-10-08,)', '保安人员', 'institution', '1', 'nhc-2019-58', '人员配备：至少一名保安人员', '{}', 'shipped');

-- 武汉市 (420100): reply no. 20210141, 2021.

INSERT INTO tuoyu.policy_document (document, title, doc_number, issuer, region, issued_on, source, verified, origin) VALUES
	('wuhan-20210141', '武汉市第20210141号答复（2021年）', '第20210141号', NULL, '420100', NULL, '公开答复', true, 'shipped');

INSERT INTO tuoyu.fee_rule (rule, region, during, cap, cap_included, rounding_mode, document, clause, assumptions, origin) VALUES
	('wuhan-cap', '420100', '[2021-01-01,)', '3000', true, 'half_up', 'wuhan-20210141', '普惠：月收费3000元以下',
		'{文件未区分班型和服务形式：一律适用,以下包括本数（民法典第一千二百五十九条）}', 'shipped');

INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting,
	condition, amount, rounding_mode, document, clause, assumptions, origin) VALUES
	('wuhan-construction', '建设补贴', '420100', '[2020-01-01,)', '机构', 'place', 'event', 'as_of', 'none',
		'recognised', '10000 * places_added', 'half_up', 'wuhan-20210141', '普惠机构每新增一个托位补贴10000元',
		'{文件合计两年数额、未载明分年数额和起止日期：自2020年1月1日起适用,各级财政分担比例未载明}', 'shipped');

INSERT INTO tuoyu.policy_target (target, region, indicator, label, due_on, since, value, value_text, qualifier, unit, document, clause, assumptions, origin) VALUES
	('wuhan-led', '420100', 'government_led_started', '每个区每年至少启动建设1所政府主导的托育机构', NULL, NULL, NULL,
		'每个区每年至少启动1所', '不少于', '所', 'wuhan-20210141', '建设任务', '{区数文件未载明：不折算全市总数}', 'shipped'),
	('wuhan-bonds', '420100', 'bonds', '地方政府专项债券1.7亿元', NULL, NULL, NULL,
		'1.7亿元', '等于', '元', 'wuhan-20210141', '资金保障', '{文件未说明是计划数还是已发行数：原文照录，不打分}', 'shipped');

INSERT INTO tuoyu.published_figure (figure, region, indicator, label, as_of, value, resolution, qualifier, unit, part_of, document, clause, assumptions, origin) VALUES
	('wuhan-institutions', '420100', 'institutions', '托育机构', NULL, 374, 0, NULL, '所', NULL, 'wuhan-20210141', '基本情况', '{截止日文件未载明}', 'shipped'),
	('wuhan-institutions-specialised', '420100', 'institutions_specialised', '专门托育机构', NULL, 150, 0, NULL, '所', 'wuhan-institutions', 'wuhan-20210141', '基本情况', '{截止日文件未载明}', 'shipped'),
	('wuhan-institutions-kindergarten', '420100', 'institutions_kindergarten', '幼儿园托班', NULL, 213, 0, NULL, '所', 'wuhan-institutions', 'wuhan-20210141', '基本情况', '{截止日文件未载明}', 'shipped'),
	('wuhan-institutions-other', '420100', 'institutions_other', '用人单位、园区及其他', NULL, 11, 0, NULL, '所', 'wuhan-institutions', 'wuhan-20210141', '基本情况', '{截止日文件未载明}', 'shipped'),
	('wuhan-places', '420100', 'places', '托位', NULL, 12123, 0, NULL, '个', NULL, 'wuhan-20210141', '基本情况', '{各类机构托位之和等于此数，可见为全部托位而非普惠托位}', 'shipped'),
	('wuhan-places-specialised', '420100', 'places_specialised', '专门托育机构托位', NULL, 7985, 0, NULL, '个', 'wuhan-places', 'wuhan-20210141', '基本情况', '{截止日文件未载明}', 'shipped'),
	('wuhan-places-kindergarten', '420100', 'places_kindergarten', '幼儿园托位', NULL, 3797, 0, NULL, '个', 'wuhan-places', 'wuhan-20210141', '基本情况', '{截止日文件未载明}', 'shipped'),
	('wuhan-places-other', '420100', 'places_other', '用人单位、园区及其他托位', NULL, 341, 0, NULL, '个', 'wuhan-places', 'wuhan-20210141', '基本情况', '{截止日文件未载明}', 'shipped'),
	('wuhan-affordable', '420100', 'institutions_affordable', '收费在普惠上限以内的机构', NULL, 328, 0, NULL, '所', NULL, 'wuhan-20210141', '基本情况', '{截止日文件未载明,是机构总数的一部分但不与类型并列}', 'shipped'),
	('wuhan-started-2020', '420100', 'government_led_started', '2020年启动建设的政府主导机构', '2020-12-31', 18, 0, NULL, '所', NULL, 'wuhan-20210141', '建设任务', '{}', 'shipped'),
	('wuhan-started-2021', '420100', 'government_led_started', '2021年至答复时启动建设的政府主导机构', NULL, 12, 0, NULL, '所', NULL, 'wuhan-20210141', '建设任务', '{截止日文件未载明}', 'shipped');

-- 舟山市 (330900) and 普陀区 (330903): 舟政办提函〔2022〕11号, 2022-10-08.

INSERT INTO tuoyu.policy_document (document, title, doc_number, issuer, region, issued_on, source, verified, origin) VALUES
	('zhoushan-2022-11', '舟山市人民政府办公室提案答复（舟政办提函〔2022〕11号）', '舟政办提函〔2022〕11号', '舟山市人民政府办公室', '330900', '2022-10-08', '公开答复', true, 'shipped');

INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, birth_order,
	condition, requires, amount, family_pays, rounding_mode, document, clause, assumptions, origin) VALUES
	('putuo-class', '新增托班补助', '330903', '[2022-01-01,)', '机构', 'class', 'event', 'as_of', 'none', NULL,
		NULL, NULL, '20000 * classes_added', NULL, 'half_up', 'zhoushan-2022-11', '普陀区：每新增一个托班一次性补助20000元',
		'{起始日期文件未载明：自2022年1月1日起适用,出资级次文件未载明}', 'shipped'),
	('putuo-operating', '运营补助', '330903', '[2022-01-01,)', '机构', 'child-month', 'month', 'first_day_in_care', 'none', NULL,
		'recognised and monthly_fee is not null', 'putuo_operating_rate between 0.08 and 0.15', 'monthly_fee * putuo_operating_rate', NULL, 'half_up',
		'zhoushan-2022-11', '普陀区：按收费标准的8%至15%给予运营补助',
		'{比例如何确定文件未载明：由参数 putuo_operating_rate 给出，无默认值，须在8%至15%之间,按每孩每月计、不足月不折算为假定,普惠性民办幼儿园托班参照机构执行,起始日期文件未载明：自2022年1月1日起适用,出资级次文件未载明}', 'shipped'),
	('putuo-second-child', '多孩收费减免', '330903', '[2022-01-01,)', '家庭', 'child-month', 'month', 'first_day_in_care', 'none', '[2,2]',
		'monthly_fee is not null', NULL, 'monthly_fee - round(monthly_fee * 0.7, 2)', 'monthly_fee * 0.7', 'half_up', 'zhoushan-2022-11', '普陀区：二孩按收费标准的70%收取',
		'{减免额由谁承担文件未载明,起始日期文件未载明：自2022年1月1日起适用}', 'shipped'),
	('putuo-third-child', '多孩收费减免', '330903', '[2022-01-01,)', '家庭', 'child-month', 'month', 'first_day_in_care', 'none', '[3,)',
		'monthly_fee is not null', NULL, 'monthly_fee', '0', 'half_up', 'zhoushan-2022-11', '普陀区：三孩及以上免收',
		'{减免额由谁承担文件未载明,起始日期文件未载明：自2022年1月1日起适用}', 'shipped');

INSERT INTO tuoyu.policy_target (target, region, indicator, label, due_on, since, value, value_text, qualifier, unit, document, clause, assumptions, origin) VALUES
	('zhoushan-2022-townships', '330900', 'townships_started', '2022年新增托育服务的乡镇（街道）', '2022-12-31', '2022-01-01', 3, NULL, '不少于', '个', 'zhoushan-2022-11', '2022年目标', '{}', 'shipped'),
	('zhoushan-2022-places', '330900', 'places_added', '2022年新增托位', '2022-12-31', '2022-01-01', 900, NULL, '不少于', '个', 'zhoushan-2022-11', '2022年目标', '{}', 'shipped'),
	('zhoushan-2022-affordable-places', '330900', 'affordable_places_added', '2022年新增普惠托位', '2022-12-31', '2022-01-01', 540, NULL, '不少于', '个', 'zhoushan-2022-11', '2022年目标', '{}', 'shipped'),
	('zhoushan-2025-share', '330900', 'affordable_places_share', '2025年普惠托位占比', '2025-12-31', NULL, 60, NULL, '不少于', '%', 'zhoushan-2022-11', '2025年目标', '{}', 'shipped'),
	('zhoushan-inspection', '330900', 'inspected_share', '县（区）交叉检查托育机构', NULL, NULL, 10, NULL, '不少于', '%', 'zhoushan-2022-11', '监督检查', '{抽取方法文件未载明：可按种子复现地抽取、向上取整、至少1所}', 'shipped');

INSERT INTO tuoyu.published_figure (figure, region, indicator, label, as_of, value, resolution, qualifier, unit, part_of, document, clause, assumptions, origin) VALUES
	('zhoushan-places-added', '330900', 'places_added', '2022年新增托位', '2022-10-08', 998, 0, NULL, '个', NULL, 'zhoushan-2022-11', '完成情况', '{截止日文件未载明：以答复日计}', 'shipped'),
	('zhoushan-affordable-places-added', '330900', 'affordable_places_added', '2022年新增普惠托位', '2022-10-08', 831, 0, NULL, '个', 'zhoushan-places-added', 'zhoushan-2022-11', '完成情况', '{截止日文件未载明：以答复日计}', 'shipped'),
	('putuo-classes-added', '330903', 'classes_added', '新增托班', '2022-10-08', 5, 0, NULL, '个', NULL, 'zhoushan-2022-11', '完成情况', '{截止日文件未载明：以答复日计}', 'shipped'),
	('putuo-class-places-added', '330903', 'class_places_added', '新增托班的托位', '2022-10-08', 100, 0, NULL, '个', NULL, 'zhoushan-2022-11', '完成情况', '{每班20人，即托大班班额上限}', 'shipped');

-- 淮南市 (340400): 淮府办〔2021〕9号, 2021-04-12.

INSERT INTO tuoyu.policy_document (document, title, doc_number, issuer, region, issued_on, source, verified, origin) VALUES
	('huainan-2021-9', '淮南市人民政府办公室文件（淮府办〔2021〕9号）', '淮府办〔2021〕9号', '淮南市人民政府办公室', '340400', '2021-04-12', '公开文件', true, 'shipped');

INSERT INTO tuoyu.policy_target (target, region, indicator, label, due_on, since, value, value_text, qualifier, unit, document, clause, assumptions, origin) VALUES
	('huainan-2021-exemplary', '340400', 'exemplary_institutions', '2021年底示范性托育机构', '2021-12-31', NULL, 2, NULL, '不少于', '所', 'huainan-2021-9', '发展目标', '{}', 'shipped'),
	('huainan-2025-met', '340400', 'need_met', '2025年婴幼儿照护服务需求', '2025-12-31', NULL, NULL, '基本满足', '等于', NULL, 'huainan-2021-9', '发展目标', '{定性目标：原文照录，不打分}', 'shipped'),
	('huainan-systems', '340400', 'systems', '建立四个体系', NULL, NULL, NULL, '4个体系', '等于', '个', 'huainan-2021-9', '主要任务', '{工作安排：原文照录，不打分}', 'shipped'),
	('huainan-tasks', '340400', 'tasks', '十六项任务', NULL, NULL, NULL, '16项任务（5+4+4+3）', '等于', '项', 'huainan-2021-9', '主要任务', '{工作安排：原文照录，不打分}', 'shipped'),
	('huainan-pilots', '340400', 'pilot_kinds', '试点类型', NULL, NULL, NULL, '单位福利性、社区公办民营、临时托管看护、幼儿园延伸服务', '等于', NULL, 'huainan-2021-9', '试点', '{原文照录，不打分}', 'shipped');

-- 银川市 (640100): reply no. 052, 2024-09-12.  A 普惠 operating subsidy is planned without a number, so there is no rule for it.

INSERT INTO tuoyu.policy_document (document, title, doc_number, issuer, region, issued_on, source, verified, origin) VALUES
	('yinchuan-052', '银川市第052号答复（2024年）', '第052号', NULL, '640100', '2024-09-12', '公开答复', true, 'shipped');

INSERT INTO tuoyu.published_figure (figure, region, indicator, label, as_of, value, resolution, qualifier, unit, part_of, document, clause, assumptions, origin) VALUES
	('yinchuan-institutions', '640100', 'institutions', '备案托育机构', '2024-09-12', 153, 0, NULL, '所', NULL, 'yinchuan-052', '基本情况', '{截止日文件未载明：以答复日计}', 'shipped'),
	('yinchuan-places', '640100', 'places', '托位', '2024-09-12', 10700, 100, NULL, '个', NULL, 'yinchuan-052', '基本情况', '{1.07万为约数：在10650以上、不满10750,截止日文件未载明：以答复日计}', 'shipped'),
	('yinchuan-places-kindergarten', '640100', 'places_kindergarten', '幼儿园托位', '2024-09-12', 7174, 0, NULL, '个', 'yinchuan-places', 'yinchuan-052', '基本情况', '{包含在1.07万之内,截止日文件未载明：以答复日计}', 'shipped'),
	('yinchuan-places-per-1000', '640100', 'places_per_1000', '每千人口托位', '2024-09-12', 3.70, 0.01, NULL, '个', NULL, 'yinchuan-052', '基本情况', '{截止日文件未载明：以答复日计}', 'shipped'),
	('yinchuan-training-nursery', '640100', 'trained_nursery', '2023年培训育婴员', '2023-12-31', 195, 0, NULL, '人', NULL, 'yinchuan-052', '人才培养', '{}', 'shipped'),
	('yinchuan-training-caregiver', '640100', 'trained_caregiver', '2023年培训保育师', '2023-12-31', 2277, 0, NULL, '人', NULL, 'yinchuan-052', '人才培养', '{}', 'shipped'),
	('yinchuan-training-times', '640100', 'training_person_times', '培训人次', '2024-09-12', 1200, 0, '超过', '人次', NULL, 'yinchuan-052', '人才培养', '{截止日文件未载明：以答复日计}', 'shipped');

-- 绵阳市，2024-11起：每孩每月不低于托大200元、托小400元、乳儿600元，县可提高；月龄段上限当日仍属本段。来源为二手资料，未与原文核对。
INSERT INTO tuoyu.policy_document (document, title, region, source) VALUES ('mianyang-2024', '绵阳市托育补助', '510700', '二手资料');
INSERT INTO tuoyu.band_rule (rule, region, during, band, from_months, to_months, from_included, to_included, class_size, ratio, document, clause, assumptions)
SELECT 'mianyang-' || band::text, '510700', '[2024-11-01,)', band, from_months, to_months, band::text = '乳儿', true, class_size, ratio, 'mianyang-2024',
	'满上限月龄当日仍属本段', '{班额和照护比沿用国家标准}'
FROM tuoyu.band_rule WHERE rule IN ('nation-infant', 'nation-toddler', 'nation-preschool');
INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, band, band_source, amount, combine, rounding_mode, document, clause)
SELECT 'mianyang-' || band, '运营补助', '510700', '[2024-11-01,)', '机构', 'child-month', 'month', 'as_of', 'none', band::tuoyu.age_band, 'child', yuan::text::tuoyu.formula, 'floor', 'half_up',
	'mianyang-2024', '每孩每月不低于' || yuan || '元'
FROM (VALUES ('托大', 200), ('托小', 400), ('乳儿', 600)) v(band, yuan);

-- What a published figure stands for, and whether figures agree.
CREATE SCHEMA figure_test;
SET search_path = figure_test, tuoyu;

SELECT figure_range(10700, 100), figure_range(374), figure_range(20, 0, '余'), figure_range(1200, 0, '超过'),
	figure_range(20, 0, '以上'), figure_range(5, 0, '约'), figure_range(50, 10, '约'), figure_range(NULL);
SELECT 10650.0 <@ figure_range(10700, 100) AS low_included, 10750.0 <@ figure_range(10700, 100) AS high_excluded,
	20.0 <@ figure_range(20, 0, '余') AS not_20, 21.0 <@ figure_range(20, 0, '余') AS but_21;
SELECT implied_denominator(figure_range(10700, 100), figure_range(3.70, 0.01), 1000);
SELECT target_met(998, 900, '不少于'), target_met(900, 900, '以上'), target_met(900, 900, '超过'), target_met(899.99, 900, '不少于'),
	target_met(900, 900, '低于'), target_met(900, 900, '不超过'), target_met(NULL, 900, '以上');

-- The shipped figures: Wuhan's parts add up, Yinchuan's rounded figures agree for 287.4万 to 290.9万 residents
SELECT region_name, kind, label, low, high, value, finding, agrees FROM published_figure_check ORDER BY region_code, kind, label;

-- They are looked at, not recited: a part that does not fit shows, and so does a population
BEGIN;
INSERT INTO policy_document (document, title, region) VALUES ('t', '测试', '640100');
INSERT INTO published_figure (figure, region, indicator, label, value, part_of, document) VALUES ('t-part', '640100', 'places_other', '其他', 5000, 'yinchuan-places', 't');
INSERT INTO policy_parameter (name, region, during, value) VALUES ('population', '640100', '[2024-01-01,)', 2890000);
SELECT label, value, finding, agrees FROM published_figure_check WHERE region_code = '640100' ORDER BY label;
UPDATE policy_parameter SET value = 3000000 WHERE name = 'population';
SELECT label, value, finding, agrees FROM published_figure_check WHERE region_code = '640100' AND kind = '隐含人口';
ROLLBACK;
DROP SCHEMA figure_test;

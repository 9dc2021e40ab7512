-- 工作日日历的示例（虚构，不是任何一年的放假安排）：2099年。
-- 实际使用时，每年按公布的放假安排填写：放假的工作日一行（is_workday 为 false），调休上班的周末一行（is_workday 为 true），
-- 来源写明文号；本来就不上班的周末不必填写。某年一行也没有，按工作日计算时报错，不猜测。
INSERT INTO tuoyu.workday_exception (day, is_workday, name, source) VALUES
	('2099-01-01', false, '元旦', '示例（虚构）'),
	('2099-01-02', false, '元旦', '示例（虚构）'),
	('2099-01-04', true, '调休上班', '示例（虚构）'),
	('2099-05-01', false, '劳动节', '示例（虚构）'),
	('2099-10-01', false, '国庆节', '示例（虚构）'),
	('2099-10-02', false, '国庆节', '示例（虚构）'),
	('2099-10-10', true, '调休上班', '示例（虚构）');
-- 一个地区另有规定的，填该地区的行，只在该地区及其下级有效
INSERT INTO tuoyu.workday_exception (region, day, is_workday, name, source) VALUES
	('330900', '2099-08-05', false, '台风停工（示例）', '示例（虚构）');

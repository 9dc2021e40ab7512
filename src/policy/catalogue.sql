-- The policy catalogue: dated rows for every rule of the sector.
--
-- Every table has a text key, the region and days for which a row holds, the document and clause that it comes from, and
-- what that document leaves unsaid (assumptions).  Shipped rows (origin 'shipped') are read-only; users add rows of their own,
-- which go first for the same region and day, and only those are dumped.  A row with a scenario is not the law: it overlays
-- the law when that scenario is asked for.

CREATE FUNCTION tuoyu.policy_guard() RETURNS trigger
	AS 'MODULE_PATHNAME', 'tuoyu_policy_guard'
	LANGUAGE C;

COMMENT ON FUNCTION tuoyu.policy_guard() IS
	'Trigger: shipped rows of the catalogue can be written by the extension''s own scripts only (42501)';

CREATE FUNCTION tuoyu.policy_changed() RETURNS trigger
	AS 'MODULE_PATHNAME', 'tuoyu_policy_changed'
	LANGUAGE C;

COMMENT ON FUNCTION tuoyu.policy_changed() IS
	'Trigger: makes every session drop its compiled catalogue at its next statement';

CREATE FUNCTION tuoyu.policy_formula_check() RETURNS trigger
	AS 'MODULE_PATHNAME', 'tuoyu_policy_formula_check'
	LANGUAGE C;

COMMENT ON FUNCTION tuoyu.policy_formula_check() IS
	'Trigger: compiles the formulas of a rule against the facts that it will read. Arguments: kind of facts (fee, care, heads), then column and result type (numeric, boolean) in pairs';

CREATE FUNCTION tuoyu.policy_row_check() RETURNS trigger
	AS 'MODULE_PATHNAME', 'tuoyu_policy_row_check'
	LANGUAGE C;

COMMENT ON FUNCTION tuoyu.policy_row_check() IS
	'Trigger: refuses a row that the table''s NOT NULL, CHECK and EXCLUDE constraints would refuse, under the same SQLSTATE, but names rule, region, what is allowed and the way out. The words are the comment on the constraint';

-- Documents

CREATE TABLE tuoyu.policy_document (
	document pg_catalog.text PRIMARY KEY,
	title pg_catalog.text NOT NULL,
	doc_number pg_catalog.text,
	issuer pg_catalog.text,
	region tuoyu.region_code NOT NULL,
	issued_on pg_catalog.date,
	source pg_catalog.text,
	verified pg_catalog.bool NOT NULL DEFAULT false,
	origin pg_catalog.text NOT NULL DEFAULT 'user' CHECK (origin IN ('shipped', 'user'))
);

COMMENT ON TABLE tuoyu.policy_document IS '政策文件：每条规则的出处';
COMMENT ON COLUMN tuoyu.policy_document.document IS '文件标识（稳定的键）';
COMMENT ON COLUMN tuoyu.policy_document.title IS '文件标题';
COMMENT ON COLUMN tuoyu.policy_document.doc_number IS '文号；文件没有文号时为空';
COMMENT ON COLUMN tuoyu.policy_document.issuer IS '发文机关';
COMMENT ON COLUMN tuoyu.policy_document.region IS '适用地区';
COMMENT ON COLUMN tuoyu.policy_document.issued_on IS '成文日期；文件未载明时为空';
COMMENT ON COLUMN tuoyu.policy_document.source IS '来源说明';
COMMENT ON COLUMN tuoyu.policy_document.verified IS '是否已与原文核对';
COMMENT ON COLUMN tuoyu.policy_document.origin IS 'shipped 为随扩展发布（只读），user 为用户自行添加';

-- Parameters: named figures that formulas may use

CREATE TABLE tuoyu.policy_parameter (
	parameter pg_catalog.text PRIMARY KEY DEFAULT (pg_catalog.gen_random_uuid())::pg_catalog.text,
	name pg_catalog.text NOT NULL CHECK (name OPERATOR(pg_catalog.~) '^[a-z_][a-z0-9_]*$'),
	region tuoyu.region_code NOT NULL,
	during pg_catalog.daterange NOT NULL CHECK (NOT pg_catalog.isempty(during)),
	value pg_catalog.numeric NOT NULL CHECK (value OPERATOR(pg_catalog.<>) 'NaN'::pg_catalog.numeric),
	unit pg_catalog.text,
	document pg_catalog.text REFERENCES tuoyu.policy_document,
	clause pg_catalog.text,
	scenario pg_catalog.text,
	origin pg_catalog.text NOT NULL DEFAULT 'user' CHECK (origin IN ('shipped', 'user')),
	CONSTRAINT policy_parameter_overlap EXCLUDE USING gist (
		name WITH OPERATOR(pg_catalog.=), (region::pg_catalog.text) WITH OPERATOR(pg_catalog.=),
		origin WITH OPERATOR(pg_catalog.=), (COALESCE(scenario, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		during WITH OPERATOR(pg_catalog.&&))
);

COMMENT ON TABLE tuoyu.policy_parameter IS '政策参数：公式可引用的、有日期和地区的数值';
COMMENT ON COLUMN tuoyu.policy_parameter.parameter IS '参数行标识（稳定的键）';
COMMENT ON COLUMN tuoyu.policy_parameter.name IS '公式中使用的名称';
COMMENT ON COLUMN tuoyu.policy_parameter.region IS '适用地区；下级地区未设时沿用上级';
COMMENT ON COLUMN tuoyu.policy_parameter.during IS '有效期';
COMMENT ON COLUMN tuoyu.policy_parameter.value IS '数值';
COMMENT ON COLUMN tuoyu.policy_parameter.unit IS '单位';
COMMENT ON COLUMN tuoyu.policy_parameter.document IS '出处文件';
COMMENT ON COLUMN tuoyu.policy_parameter.clause IS '出处条款';
COMMENT ON COLUMN tuoyu.policy_parameter.scenario IS '情景名；空为现行规定';
COMMENT ON COLUMN tuoyu.policy_parameter.origin IS 'shipped 为随扩展发布（只读），user 为用户自行添加';

-- Bands and classes

CREATE TABLE tuoyu.band_rule (
	rule pg_catalog.text PRIMARY KEY DEFAULT (pg_catalog.gen_random_uuid())::pg_catalog.text,
	region tuoyu.region_code NOT NULL,
	during pg_catalog.daterange NOT NULL CHECK (NOT pg_catalog.isempty(during)),
	band tuoyu.age_band NOT NULL CHECK (band::pg_catalog.text IN ('乳儿', '托小', '托大', '混合')),
	from_months pg_catalog.int4 NOT NULL CHECK (from_months >= 0),
	to_months pg_catalog.int4,
	from_included pg_catalog.bool NOT NULL DEFAULT true,
	to_included pg_catalog.bool NOT NULL DEFAULT false,
	age_basis pg_catalog.text NOT NULL DEFAULT 'birthday' CHECK (age_basis IN ('birthday', 'day_after')),
	reference_day pg_catalog.text NOT NULL DEFAULT 'as_of'
		CHECK (reference_day IN ('as_of', 'month_start', 'year_start', 'school_year_start')),
	stays_until pg_catalog.text CHECK (stays_until OPERATOR(pg_catalog.~) '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'),
	admit_early_months pg_catalog.int4 CHECK (admit_early_months BETWEEN 0 AND 1200),
	admit_late_months pg_catalog.int4 CHECK (admit_late_months BETWEEN 0 AND 1200),
	stay_months pg_catalog.int4 CHECK (stay_months BETWEEN 0 AND 1200),
	class_size pg_catalog.int4 CHECK (class_size > 0),
	ratio tuoyu.staff_ratio,
	minimum_caregivers pg_catalog.int4 NOT NULL DEFAULT 0 CHECK (minimum_caregivers >= 0),
	required tuoyu.formula,
	document pg_catalog.text NOT NULL REFERENCES tuoyu.policy_document,
	clause pg_catalog.text,
	assumptions pg_catalog.text[] NOT NULL DEFAULT '{}',
	scenario pg_catalog.text,
	origin pg_catalog.text NOT NULL DEFAULT 'user' CHECK (origin IN ('shipped', 'user')),
	CONSTRAINT band_rule_months CHECK (to_months > from_months),
	CONSTRAINT band_rule_required CHECK (ratio IS NULL OR required IS NULL),
	CONSTRAINT band_rule_overlap EXCLUDE USING gist (
		(band::pg_catalog.text) WITH OPERATOR(pg_catalog.=), (region::pg_catalog.text) WITH OPERATOR(pg_catalog.=),
		origin WITH OPERATOR(pg_catalog.=), (COALESCE(scenario, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		during WITH OPERATOR(pg_catalog.&&))
);

COMMENT ON TABLE tuoyu.band_rule IS '班型规则：月龄界限、班额和照护比';
COMMENT ON COLUMN tuoyu.band_rule.rule IS '规则标识（稳定的键）';
COMMENT ON COLUMN tuoyu.band_rule.region IS '适用地区；同一班型以最具体的地区为准';
COMMENT ON COLUMN tuoyu.band_rule.during IS '有效期';
COMMENT ON COLUMN tuoyu.band_rule.band IS '班型：乳儿、托小、托大、混合';
COMMENT ON COLUMN tuoyu.band_rule.from_months IS '起始月龄（满几个月）';
COMMENT ON COLUMN tuoyu.band_rule.to_months IS '截止月龄；空为不限';
COMMENT ON COLUMN tuoyu.band_rule.from_included IS '满起始月龄当日是否计入本段';
COMMENT ON COLUMN tuoyu.band_rule.to_included IS '满截止月龄当日是否仍计入本段';
COMMENT ON COLUMN tuoyu.band_rule.age_basis IS '满龄日：birthday 为生日当日，day_after 为生日次日';
COMMENT ON COLUMN tuoyu.band_rule.reference_day IS '按哪一天的月龄分段：as_of 当日，month_start 当月首日，year_start 当年首日，school_year_start 当学年首日（九月一日）';
COMMENT ON COLUMN tuoyu.band_rule.stays_until IS '满截止月龄后可留至的月日（MM-DD，含当日），如 08-31；空为不留';
COMMENT ON COLUMN tuoyu.band_rule.admit_early_months IS '入班可早于起始月龄几个月（依本行所据文件）；空为不可';
COMMENT ON COLUMN tuoyu.band_rule.admit_late_months IS '入班可晚于截止月龄几个月（依本行所据文件）；空为不可';
COMMENT ON COLUMN tuoyu.band_rule.stay_months IS '满截止月龄（及 stays_until）后在班可再留几个月，0 为到期即须离班（依本行所据文件）；空为不限，国家规定未载明何时须离班';
COMMENT ON COLUMN tuoyu.band_rule.class_size IS '班额上限；空为未定';
COMMENT ON COLUMN tuoyu.band_rule.ratio IS '照护比（保育人员:婴幼儿）；空则看 required';
COMMENT ON COLUMN tuoyu.band_rule.minimum_caregivers IS '有婴幼儿时至少几名保育人员';
COMMENT ON COLUMN tuoyu.band_rule.required IS '应配保育人员数的公式，变量为 children（人数）、infants、toddlers、preschoolers（按本人月龄段计的人数，不满的计入乳儿、超过的计入托大）、youngest（最小月龄）；ratio 与 required 均为空即未定';
COMMENT ON COLUMN tuoyu.band_rule.document IS '出处文件';
COMMENT ON COLUMN tuoyu.band_rule.clause IS '出处条款';
COMMENT ON COLUMN tuoyu.band_rule.assumptions IS '文件未载明、由本行假定的事项';
COMMENT ON COLUMN tuoyu.band_rule.scenario IS '情景名；空为现行规定';
COMMENT ON COLUMN tuoyu.band_rule.origin IS 'shipped 为随扩展发布（只读），user 为用户自行添加';

-- Staff

CREATE TABLE tuoyu.staffing_rule (
	rule pg_catalog.text PRIMARY KEY DEFAULT (pg_catalog.gen_random_uuid())::pg_catalog.text,
	region tuoyu.region_code NOT NULL,
	during pg_catalog.daterange NOT NULL CHECK (NOT pg_catalog.isempty(during)),
	role pg_catalog.text NOT NULL,
	scope pg_catalog.text NOT NULL DEFAULT 'institution' CHECK (scope IN ('class', 'institution')),
	institution_kind pg_catalog.text,
	required tuoyu.formula,
	counts_as pg_catalog.numeric CHECK (counts_as BETWEEN 0 AND 1),
	certificate pg_catalog.text,
	document pg_catalog.text NOT NULL REFERENCES tuoyu.policy_document,
	clause pg_catalog.text,
	assumptions pg_catalog.text[] NOT NULL DEFAULT '{}',
	scenario pg_catalog.text,
	origin pg_catalog.text NOT NULL DEFAULT 'user' CHECK (origin IN ('shipped', 'user')),
	CONSTRAINT staffing_rule_counts_as CHECK (counts_as OPERATOR(pg_catalog.=) pg_catalog.round(counts_as, 3)),
	CONSTRAINT staffing_rule_overlap EXCLUDE USING gist (
		role WITH OPERATOR(pg_catalog.=), scope WITH OPERATOR(pg_catalog.=),
		(COALESCE(institution_kind, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(region::pg_catalog.text) WITH OPERATOR(pg_catalog.=), origin WITH OPERATOR(pg_catalog.=),
		(COALESCE(scenario, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=), during WITH OPERATOR(pg_catalog.&&))
);

COMMENT ON TABLE tuoyu.staffing_rule IS '人员配备规则';
COMMENT ON COLUMN tuoyu.staffing_rule.rule IS '规则标识（稳定的键）';
COMMENT ON COLUMN tuoyu.staffing_rule.region IS '适用地区';
COMMENT ON COLUMN tuoyu.staffing_rule.during IS '有效期';
COMMENT ON COLUMN tuoyu.staffing_rule.role IS '岗位：负责人、保育人员、保健人员、保安人员、炊事人员';
COMMENT ON COLUMN tuoyu.staffing_rule.scope IS '按班（class）或按机构（institution）计';
COMMENT ON COLUMN tuoyu.staffing_rule.institution_kind IS '仅适用的机构类型；空为全部';
COMMENT ON COLUMN tuoyu.staffing_rule.required IS '应配人数的公式，变量为 children（收托人数）、infants、toddlers、preschoolers、youngest；空为未定';
COMMENT ON COLUMN tuoyu.staffing_rule.counts_as IS '一名该岗位人员折算为几名（1、0.5、0，至多三位小数）：scope 为 class 时折算为保育人员，为 institution 时折算为该岗位人员；空为本岗计一名，其他岗位在班不计';
COMMENT ON COLUMN tuoyu.staffing_rule.certificate IS '所需证书种类：当日无此种有效证书者不计；空为不要求';
COMMENT ON COLUMN tuoyu.staffing_rule.document IS '出处文件';
COMMENT ON COLUMN tuoyu.staffing_rule.clause IS '出处条款';
COMMENT ON COLUMN tuoyu.staffing_rule.assumptions IS '文件未载明、由本行假定的事项';
COMMENT ON COLUMN tuoyu.staffing_rule.scenario IS '情景名；空为现行规定';
COMMENT ON COLUMN tuoyu.staffing_rule.origin IS 'shipped 为随扩展发布（只读），user 为用户自行添加';

-- Fees

CREATE FUNCTION tuoyu.as_for_is_valid(as_for pg_catalog.jsonb) RETURNS pg_catalog.bool
	LANGUAGE SQL IMMUTABLE PARALLEL SAFE
	BEGIN ATOMIC
		SELECT as_for IS NULL OR (pg_catalog.count(*) OPERATOR(pg_catalog.>) 0 AND pg_catalog.bool_and(CASE
			WHEN NOT e.key OPERATOR(pg_catalog.=) ANY ('{class_kind,institution_kind,ownership,funding,grade,zone,service_form,birth_order}'::pg_catalog.text[]) THEN false
			WHEN pg_catalog.jsonb_typeof(e.value) OPERATOR(pg_catalog.=) 'null' THEN true
			WHEN e.key OPERATOR(pg_catalog.=) 'birth_order' THEN e.value::pg_catalog.text OPERATOR(pg_catalog.~) '^[1-9][0-9]?$'
			WHEN e.key OPERATOR(pg_catalog.=) 'class_kind' THEN (e.value #>> '{}') OPERATOR(pg_catalog.=) ANY ('{乳儿,托小,托大,混合}'::pg_catalog.text[])
			ELSE pg_catalog.jsonb_typeof(e.value) OPERATOR(pg_catalog.=) 'string' END))
		FROM pg_catalog.jsonb_each(CASE WHEN pg_catalog.jsonb_typeof(as_for) OPERATOR(pg_catalog.=) 'object' THEN as_for ELSE '{}' END) e;
	END;

COMMENT ON FUNCTION tuoyu.as_for_is_valid(pg_catalog.jsonb) IS
	'Is it an object of selectors (class_kind, institution_kind, ownership, funding, grade, zone, service_form, birth_order) and the values to put in their place, null for none?';

CREATE TABLE tuoyu.fee_rule (
	rule pg_catalog.text PRIMARY KEY DEFAULT (pg_catalog.gen_random_uuid())::pg_catalog.text,
	region tuoyu.region_code NOT NULL,
	during pg_catalog.daterange NOT NULL CHECK (NOT pg_catalog.isempty(during)),
	service_form pg_catalog.text,
	band tuoyu.age_band CHECK (band::pg_catalog.text IN ('乳儿', '托小', '托大', '混合')),
	institution_kind pg_catalog.text,
	ownership pg_catalog.text,
	funding pg_catalog.text,
	grade pg_catalog.text,
	zone pg_catalog.text,
	as_for pg_catalog.jsonb CHECK (tuoyu.as_for_is_valid(as_for)),
	cap tuoyu.formula NOT NULL,
	lowest tuoyu.formula,
	cap_included pg_catalog.bool NOT NULL DEFAULT true,
	rounding_unit tuoyu.yuan NOT NULL DEFAULT '0.01' CHECK (rounding_unit::pg_catalog.numeric OPERATOR(pg_catalog.>) 0),
	rounding_mode pg_catalog.text NOT NULL CHECK (rounding_mode IN ('half_up', 'half_even', 'down', 'up')),
	combine pg_catalog.text NOT NULL DEFAULT 'replace' CHECK (combine IN ('replace', 'add', 'floor', 'ceiling')),
	document pg_catalog.text NOT NULL REFERENCES tuoyu.policy_document,
	clause pg_catalog.text,
	assumptions pg_catalog.text[] NOT NULL DEFAULT '{}',
	scenario pg_catalog.text,
	origin pg_catalog.text NOT NULL DEFAULT 'user' CHECK (origin IN ('shipped', 'user')),
	CONSTRAINT fee_rule_overlap EXCLUDE USING gist (
		(COALESCE(service_form, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(band::pg_catalog.text, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(institution_kind, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(ownership, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(funding, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(grade, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(zone, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(region::pg_catalog.text) WITH OPERATOR(pg_catalog.=), origin WITH OPERATOR(pg_catalog.=),
		(COALESCE(scenario, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=), during WITH OPERATOR(pg_catalog.&&))
);

COMMENT ON TABLE tuoyu.fee_rule IS '普惠收费规则：收费上限';
COMMENT ON COLUMN tuoyu.fee_rule.rule IS '规则标识（稳定的键）';
COMMENT ON COLUMN tuoyu.fee_rule.region IS '适用地区';
COMMENT ON COLUMN tuoyu.fee_rule.during IS '有效期';
COMMENT ON COLUMN tuoyu.fee_rule.service_form IS '仅适用的服务形式（全日托、半日托、计时托、临时托）；空为全部';
COMMENT ON COLUMN tuoyu.fee_rule.band IS '仅适用的班型（按收费事实的 class_kind）；空为全部';
COMMENT ON COLUMN tuoyu.fee_rule.institution_kind IS '仅适用的机构类型；空为全部';
COMMENT ON COLUMN tuoyu.fee_rule.ownership IS '仅适用的举办性质；空为全部';
COMMENT ON COLUMN tuoyu.fee_rule.funding IS '仅适用的经费来源（如财政补助、自收自支）；空为全部';
COMMENT ON COLUMN tuoyu.fee_rule.grade IS '仅适用的等级；空为全部';
COMMENT ON COLUMN tuoyu.fee_rule.zone IS '仅适用的片区（如城区、农村）；空为全部';
COMMENT ON COLUMN tuoyu.fee_rule.as_for IS '参照：把事实的这些选择项换成所给的值（null 为没有）后应适用的上限，即公式变量 referred，单位为元；如 {"service_form": "全日托"} 配 referred * 0.5';
COMMENT ON COLUMN tuoyu.fee_rule.cap IS '收费上限的公式，单位为元；变量为收费事实的列、as_of（当日）、referred（见 as_for）和政策参数';
COMMENT ON COLUMN tuoyu.fee_rule.lowest IS '收费下限的公式，单位为元（政府指导价的下浮限度）；不影响是否普惠，由 fee_floor 给出；空为没有';
COMMENT ON COLUMN tuoyu.fee_rule.cap_included IS '等于上限是否算普惠（民法典第一千二百五十九条：以下包括本数）';
COMMENT ON COLUMN tuoyu.fee_rule.rounding_unit IS '上限取整的单位';
COMMENT ON COLUMN tuoyu.fee_rule.rounding_mode IS '取整方式：half_up 四舍五入，half_even 四舍六入五成双，down 舍去，up 进位';
COMMENT ON COLUMN tuoyu.fee_rule.combine IS '与上级地区同项规则的关系：replace 取代，add 相加，floor 为下限（下级可更高），ceiling 为上限（下级可更低）';
COMMENT ON COLUMN tuoyu.fee_rule.document IS '出处文件';
COMMENT ON COLUMN tuoyu.fee_rule.clause IS '出处条款';
COMMENT ON COLUMN tuoyu.fee_rule.assumptions IS '文件未载明、由本行假定的事项';
COMMENT ON COLUMN tuoyu.fee_rule.scenario IS '情景名；空为现行规定';
COMMENT ON COLUMN tuoyu.fee_rule.origin IS 'shipped 为随扩展发布（只读），user 为用户自行添加';

-- Subsidies

CREATE FUNCTION tuoyu.shares_add_up(shares pg_catalog.jsonb, residual pg_catalog.text) RETURNS pg_catalog.bool
	LANGUAGE SQL IMMUTABLE PARALLEL SAFE
	BEGIN ATOMIC
		SELECT CASE
			WHEN pg_catalog.count(*) OPERATOR(pg_catalog.=) 0 THEN true
			WHEN pg_catalog.bool_or(share IS NULL) OR residual IS NULL OR pg_catalog.min(share) OPERATOR(pg_catalog.<) 0 THEN false
			WHEN pg_catalog.bool_or(funder OPERATOR(pg_catalog.=) residual) THEN pg_catalog.sum(share) OPERATOR(pg_catalog.=) 1
			ELSE pg_catalog.sum(share) OPERATOR(pg_catalog.<=) 1 END
		FROM (
			SELECT e.key, CASE WHEN pg_catalog.jsonb_typeof(e.value) OPERATOR(pg_catalog.=) 'number' THEN e.value::pg_catalog.numeric END
			FROM pg_catalog.jsonb_each(CASE WHEN pg_catalog.jsonb_typeof(shares) OPERATOR(pg_catalog.=) 'object' THEN shares ELSE '{"": null}' END) e
		) s(funder, share);
	END;

COMMENT ON FUNCTION tuoyu.shares_add_up(pg_catalog.jsonb, pg_catalog.text) IS
	'Do funder shares add up to one? A residual funder without a share of its own takes what the others leave';

CREATE FUNCTION tuoyu.instalments_add_up(instalments pg_catalog.numeric[]) RETURNS pg_catalog.bool
	LANGUAGE SQL IMMUTABLE PARALLEL SAFE
	BEGIN ATOMIC
		SELECT instalments IS NULL OR (pg_catalog.sum(i) OPERATOR(pg_catalog.=) 1 AND pg_catalog.min(i) OPERATOR(pg_catalog.>=) 0)
		FROM pg_catalog.unnest(instalments) i;
	END;

COMMENT ON FUNCTION tuoyu.instalments_add_up(pg_catalog.numeric[]) IS 'Do the shares of the instalments add up to one?';

CREATE TABLE tuoyu.subsidy_rule (
	rule pg_catalog.text PRIMARY KEY DEFAULT (pg_catalog.gen_random_uuid())::pg_catalog.text,
	item pg_catalog.text NOT NULL,
	region tuoyu.region_code NOT NULL,
	during pg_catalog.daterange NOT NULL CHECK (NOT pg_catalog.isempty(during)),
	payee pg_catalog.text NOT NULL,
	unit pg_catalog.text NOT NULL
		CHECK (unit IN ('child-month', 'child-year', 'place', 'class', 'institution', 'event')),
	settlement_period pg_catalog.text NOT NULL
		CHECK (settlement_period IN ('month', 'quarter', 'half_year', 'year', 'school_year', 'event')),
	year_starts pg_catalog.int4 CHECK (year_starts BETWEEN 1 AND 12),
	reference_day pg_catalog.text NOT NULL
		CHECK (reference_day IN ('period_start', 'first_day_in_care', 'period_end', 'as_of', 'each_day')),
	month_counting pg_catalog.text NOT NULL
		CHECK (month_counting IN ('whole_months', 'calendar_months', 'by_formula', 'none')),
	month_value tuoyu.formula,
	band tuoyu.age_band CHECK (band::pg_catalog.text IN ('乳儿', '托小', '托大', '混合')),
	band_source pg_catalog.text CHECK (band_source IN ('class', 'child')),
	institution_kind pg_catalog.text,
	ownership pg_catalog.text,
	funding pg_catalog.text,
	grade pg_catalog.text,
	zone pg_catalog.text,
	service_form pg_catalog.text,
	birth_order pg_catalog.int4range,
	born pg_catalog.daterange,
	entered pg_catalog.daterange,
	as_for pg_catalog.jsonb CHECK (tuoyu.as_for_is_valid(as_for)),
	condition tuoyu.formula,
	requires tuoyu.formula,
	amount tuoyu.formula NOT NULL,
	cap tuoyu.formula,
	cap_scope pg_catalog.text CHECK (cap_scope IN ('line', 'period', 'year', 'all', 'institution_year')),
	family_pays tuoyu.formula,
	recovery pg_catalog.bool NOT NULL DEFAULT false,
	payee_shares pg_catalog.jsonb NOT NULL DEFAULT '{}',
	instalments pg_catalog.numeric[],
	instalment_months pg_catalog.int4 NOT NULL DEFAULT 12 CHECK (instalment_months > 0),
	continuing tuoyu.formula,
	funder_shares pg_catalog.jsonb NOT NULL DEFAULT '{}',
	residual_funder pg_catalog.text,
	rounding_unit tuoyu.yuan NOT NULL DEFAULT '0.01' CHECK (rounding_unit::pg_catalog.numeric OPERATOR(pg_catalog.>) 0),
	rounding_mode pg_catalog.text NOT NULL CHECK (rounding_mode IN ('half_up', 'half_even', 'down', 'up')),
	rounding_stage pg_catalog.text NOT NULL DEFAULT 'line' CHECK (rounding_stage IN ('line', 'period')),
	claim_days pg_catalog.int4 CHECK (claim_days >= 0),
	stacking_group pg_catalog.text,
	stacking pg_catalog.text CHECK (stacking IN ('sum', 'largest', 'exclusive')),
	stacking_rank pg_catalog.int4,
	combine pg_catalog.text NOT NULL DEFAULT 'replace' CHECK (combine IN ('replace', 'add', 'floor', 'ceiling')),
	document pg_catalog.text NOT NULL REFERENCES tuoyu.policy_document,
	clause pg_catalog.text,
	assumptions pg_catalog.text[] NOT NULL DEFAULT '{}',
	scenario pg_catalog.text,
	origin pg_catalog.text NOT NULL DEFAULT 'user' CHECK (origin IN ('shipped', 'user')),
	CONSTRAINT subsidy_rule_band_source CHECK (band IS NULL OR band_source IS NOT NULL),
	CONSTRAINT subsidy_rule_cap CHECK ((cap IS NULL) = (cap_scope IS NULL)),
	CONSTRAINT subsidy_rule_funder_shares CHECK (tuoyu.shares_add_up(funder_shares, residual_funder)),
	CONSTRAINT subsidy_rule_payee_shares CHECK (tuoyu.shares_add_up(payee_shares, payee)),
	CONSTRAINT subsidy_rule_instalments CHECK (tuoyu.instalments_add_up(instalments)),
	CONSTRAINT subsidy_rule_continuing CHECK (continuing IS NULL OR instalments IS NOT NULL),
	CONSTRAINT subsidy_rule_stacking CHECK ((stacking_group IS NULL) = (stacking IS NULL)),
	CONSTRAINT subsidy_rule_stacking_rank CHECK (COALESCE(stacking OPERATOR(pg_catalog.=) 'exclusive', false) OR stacking_rank IS NULL),
	CONSTRAINT subsidy_rule_month_value CHECK ((month_counting OPERATOR(pg_catalog.=) 'by_formula') = (month_value IS NOT NULL)),
	CONSTRAINT subsidy_rule_year_starts CHECK (year_starts IS NULL OR settlement_period OPERATOR(pg_catalog.<>) 'event'),
	-- each piece of a period gives an amount of its own: without a measure of time in it, a change would pay twice
	CONSTRAINT subsidy_rule_each_day CHECK (reference_day OPERATOR(pg_catalog.<>) 'each_day'
		OR amount::pg_catalog.text OPERATOR(pg_catalog.~) '\m(days_in_care|workdays_in_care|workdays_attended|days|referred)\M'),
	CONSTRAINT subsidy_rule_overlap EXCLUDE USING gist (
		item WITH OPERATOR(pg_catalog.=),
		(COALESCE(band::pg_catalog.text, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(institution_kind, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(ownership, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(funding, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(grade, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(zone, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(service_form, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=),
		(COALESCE(birth_order, '(,)'::pg_catalog.int4range)) WITH OPERATOR(pg_catalog.&&),
		(birth_order IS NULL) WITH OPERATOR(pg_catalog.=),
		(COALESCE(born, '(,)'::pg_catalog.daterange)) WITH OPERATOR(pg_catalog.&&),
		(born IS NULL) WITH OPERATOR(pg_catalog.=),
		(COALESCE(entered, '(,)'::pg_catalog.daterange)) WITH OPERATOR(pg_catalog.&&),
		(entered IS NULL) WITH OPERATOR(pg_catalog.=),
		(region::pg_catalog.text) WITH OPERATOR(pg_catalog.=), origin WITH OPERATOR(pg_catalog.=),
		(COALESCE(scenario, ''::pg_catalog.text)) WITH OPERATOR(pg_catalog.=), during WITH OPERATOR(pg_catalog.&&))
);

COMMENT ON TABLE tuoyu.subsidy_rule IS '补贴规则';
COMMENT ON COLUMN tuoyu.subsidy_rule.rule IS '规则标识（稳定的键）';
COMMENT ON COLUMN tuoyu.subsidy_rule.item IS '补贴项目';
COMMENT ON COLUMN tuoyu.subsidy_rule.region IS '适用地区';
COMMENT ON COLUMN tuoyu.subsidy_rule.during IS '有效期';
COMMENT ON COLUMN tuoyu.subsidy_rule.payee IS '补贴对象（机构、家庭等）';
COMMENT ON COLUMN tuoyu.subsidy_rule.unit IS '计补单位：child-month 每孩每月，child-year 每孩每年，place 每托位（事实须有 places_added，按次结算的；或 places），class 每班（按次结算的须有 classes_added），institution 每机构，event 每次';
COMMENT ON COLUMN tuoyu.subsidy_rule.settlement_period IS '结算周期：month 自然月，quarter 季度，half_year 半年，year 年，school_year 学年，event 一次性；季度、半年和年从 year_starts 起';
COMMENT ON COLUMN tuoyu.subsidy_rule.year_starts IS '结算年度的起始月份（1 至 12），如 7 为七月至次年六月；空为一月，学年为九月；年度封顶也按此年度';
COMMENT ON COLUMN tuoyu.subsidy_rule.reference_day IS '按哪一天确定规则、参数、月龄段、条件和事实的各项值：period_start 周期首日，first_day_in_care 周期内首个有规则可循的在托日，period_end 周期末日（当日不在托或停办的，事实取最近一天的值），as_of 事实日，each_day 逐日（周期在每个变化日切开，各段按各自的值计，金额公式须含 days_in_care、workdays_in_care、workdays_attended、days 或 referred）';
COMMENT ON COLUMN tuoyu.subsidy_rule.month_counting IS '公式变量 months 的计法：whole_months 在托的整月数，calendar_months 在托涉及的自然月数，by_formula 各自然月按 month_value 计值后相加，none 不计（为空）';
COMMENT ON COLUMN tuoyu.subsidy_rule.month_value IS '一个自然月计几个月的公式：变量同 amount，但 days、days_in_care、workdays_in_care、workdays_attended、period_days、period_workdays、period_start、period_end 均就该自然月而言；如 case when days >= 15 then 1 when days > 0 then 0.5 else 0 end';
COMMENT ON COLUMN tuoyu.subsidy_rule.band IS '仅适用的班型或月龄段；空为全部';
COMMENT ON COLUMN tuoyu.subsidy_rule.band_source IS 'band 比对 class（班型）还是 child（婴幼儿本人在基准日的月龄段）；有 band 时必填';
COMMENT ON COLUMN tuoyu.subsidy_rule.institution_kind IS '仅适用的机构类型；空为全部';
COMMENT ON COLUMN tuoyu.subsidy_rule.ownership IS '仅适用的举办性质；空为全部';
COMMENT ON COLUMN tuoyu.subsidy_rule.funding IS '仅适用的经费来源；空为全部';
COMMENT ON COLUMN tuoyu.subsidy_rule.grade IS '仅适用的等级；空为全部';
COMMENT ON COLUMN tuoyu.subsidy_rule.zone IS '仅适用的片区；空为全部';
COMMENT ON COLUMN tuoyu.subsidy_rule.service_form IS '仅适用的服务形式；空为全部';
COMMENT ON COLUMN tuoyu.subsidy_rule.birth_order IS '仅适用的孩次范围；空为全部';
COMMENT ON COLUMN tuoyu.subsidy_rule.born IS '仅适用的出生日期范围；空为全部';
COMMENT ON COLUMN tuoyu.subsidy_rule.entered IS '仅适用的入托日期范围（事实的 entered_on；没有则为首个在托日）；空为全部';
COMMENT ON COLUMN tuoyu.subsidy_rule.as_for IS '参照：把事实的这些选择项换成所给的值（null 为没有）后同项目应得的金额，即公式变量 referred，单位为元；被参照的规则不给补贴时本行也不给。如幼儿园托班参照机构：{"institution_kind": "专门托育机构"} 配 referred';
COMMENT ON COLUMN tuoyu.subsidy_rule.condition IS '享受条件（布尔公式）；不满足或未知则无此补贴';
COMMENT ON COLUMN tuoyu.subsidy_rule.requires IS '输入须满足的约束（布尔公式）；不满足则报错，如费率须在文件规定的区间内';
COMMENT ON COLUMN tuoyu.subsidy_rule.amount IS '金额公式，单位为元；变量为事实的列、政策参数，以及 months、months_counted（同 months，可有小数）、months_before（同年度此前已计的月数）、days_in_care（在托日数）、days（出勤日数）、period_days、period_workdays（周期的日数、工作日数）、workdays_in_care（在托的工作日数）、workdays_attended（出勤的工作日数，须有 attended）、age_months、band、reference_day、period_start、period_end、referred（见 as_for）';
COMMENT ON COLUMN tuoyu.subsidy_rule.cap IS '封顶公式，单位为元';
COMMENT ON COLUMN tuoyu.subsidy_rule.cap_scope IS '封顶范围：line 每笔，period 同一事实同一结算周期内本项目合计，year 同一年度内合计（年度见 year_starts），all 历年合计，institution_year 同一机构同一年度合计（此前已计额由事实的 paid_this_year 给出；subsidy_due 和 settle 按周期先后、再按婴幼儿依次累计）';
COMMENT ON COLUMN tuoyu.subsidy_rule.family_pays IS '补贴后家庭仍须支付额的公式，单位为元';
COMMENT ON COLUMN tuoyu.subsidy_rule.recovery IS '是否为追回：为真时金额可为负，否则负的金额报错';
COMMENT ON COLUMN tuoyu.subsidy_rule.payee_shares IS '分给其他对象的比例，如 {"家庭": 0.5}，每个对象一笔；余额（含取整差额）归 payee';
COMMENT ON COLUMN tuoyu.subsidy_rule.instalments IS '分期拨付的比例（相加为一），自事实日起每隔 instalment_months 个月一期；空为一次拨付';
COMMENT ON COLUMN tuoyu.subsidy_rule.instalment_months IS '两期相隔的月数';
COMMENT ON COLUMN tuoyu.subsidy_rule.continuing IS '第二期起每期须满足的条件（布尔公式，在该期之日计算，reference_day 为该日，instalment 为期次）；不满足或未知则该期不拨付；空为无条件';
COMMENT ON COLUMN tuoyu.subsidy_rule.funder_shares IS '各级财政分担比例，如 {"市": 0.2, "区": 0.8}；空对象为文件未载明';
COMMENT ON COLUMN tuoyu.subsidy_rule.residual_funder IS '承担余额（含取整差额）的一级';
COMMENT ON COLUMN tuoyu.subsidy_rule.rounding_unit IS '取整单位';
COMMENT ON COLUMN tuoyu.subsidy_rule.rounding_mode IS '取整方式：half_up 四舍五入，half_even 四舍六入五成双，down 舍去，up 进位';
COMMENT ON COLUMN tuoyu.subsidy_rule.rounding_stage IS '取整的环节：line 每笔取整，period 同一结算周期各段相加后取整（各段之和等于整期）';
COMMENT ON COLUMN tuoyu.subsidy_rule.claim_days IS '申报期限：周期结束后几日内（含）；空为不限';
COMMENT ON COLUMN tuoyu.subsidy_rule.stacking_group IS '叠加组：同组补贴按 stacking 处理';
COMMENT ON COLUMN tuoyu.subsidy_rule.stacking IS 'sum 同组相加，largest 同组只取合计最大的项目，exclusive 同组只取 stacking_rank 最小的项目，不能分先后则报错';
COMMENT ON COLUMN tuoyu.subsidy_rule.stacking_rank IS '互斥时的先后，小者优先；空为最后';
COMMENT ON COLUMN tuoyu.subsidy_rule.combine IS '与上级地区同项规则的关系：replace 取代，add 相加，floor 为下限（下级可更高），ceiling 为上限（下级可更低）';
COMMENT ON COLUMN tuoyu.subsidy_rule.document IS '出处文件';
COMMENT ON COLUMN tuoyu.subsidy_rule.clause IS '出处条款';
COMMENT ON COLUMN tuoyu.subsidy_rule.assumptions IS '文件未载明、由本行假定的事项';
COMMENT ON COLUMN tuoyu.subsidy_rule.scenario IS '情景名；空为现行规定';
COMMENT ON COLUMN tuoyu.subsidy_rule.origin IS 'shipped 为随扩展发布（只读），user 为用户自行添加';

-- Targets and published figures

CREATE TABLE tuoyu.policy_target (
	target pg_catalog.text PRIMARY KEY DEFAULT (pg_catalog.gen_random_uuid())::pg_catalog.text,
	region tuoyu.region_code NOT NULL,
	indicator pg_catalog.text NOT NULL,
	label pg_catalog.text NOT NULL,
	due_on pg_catalog.date,
	since pg_catalog.date,
	value pg_catalog.numeric,
	value_text pg_catalog.text,
	qualifier pg_catalog.text NOT NULL DEFAULT '不少于' CHECK (qualifier IN ('不少于', '以上', '超过', '不高于', '不超过', '低于', '等于')),
	unit pg_catalog.text,
	document pg_catalog.text NOT NULL REFERENCES tuoyu.policy_document,
	clause pg_catalog.text,
	assumptions pg_catalog.text[] NOT NULL DEFAULT '{}',
	scenario pg_catalog.text,
	origin pg_catalog.text NOT NULL DEFAULT 'user' CHECK (origin IN ('shipped', 'user')),
	CONSTRAINT policy_target_value CHECK (value IS NOT NULL OR value_text IS NOT NULL)
);

COMMENT ON TABLE tuoyu.policy_target IS '政策目标：文件承诺要达到的';
COMMENT ON COLUMN tuoyu.policy_target.target IS '目标标识（稳定的键）';
COMMENT ON COLUMN tuoyu.policy_target.region IS '地区';
COMMENT ON COLUMN tuoyu.policy_target.indicator IS '指标代码，与 region_indicator、published_figure 的 indicator 对应';
COMMENT ON COLUMN tuoyu.policy_target.label IS '目标名称';
COMMENT ON COLUMN tuoyu.policy_target.due_on IS '完成期限；文件未载明时为空';
COMMENT ON COLUMN tuoyu.policy_target.since IS '起算日：自该日起新增的才计入；空为按存量';
COMMENT ON COLUMN tuoyu.policy_target.value IS '目标值；定性目标为空';
COMMENT ON COLUMN tuoyu.policy_target.value_text IS '定性目标的原文，不打分';
COMMENT ON COLUMN tuoyu.policy_target.qualifier IS '不少于、以上（含本数）、超过（不含本数）、不高于、不超过、低于（不含本数）、等于';
COMMENT ON COLUMN tuoyu.policy_target.unit IS '单位';
COMMENT ON COLUMN tuoyu.policy_target.document IS '出处文件';
COMMENT ON COLUMN tuoyu.policy_target.clause IS '出处条款';
COMMENT ON COLUMN tuoyu.policy_target.assumptions IS '文件未载明、由本行假定的事项';
COMMENT ON COLUMN tuoyu.policy_target.scenario IS '情景名；空为现行规定';
COMMENT ON COLUMN tuoyu.policy_target.origin IS 'shipped 为随扩展发布（只读），user 为用户自行添加';

CREATE TABLE tuoyu.published_figure (
	figure pg_catalog.text PRIMARY KEY DEFAULT (pg_catalog.gen_random_uuid())::pg_catalog.text,
	region tuoyu.region_code NOT NULL,
	indicator pg_catalog.text NOT NULL,
	label pg_catalog.text NOT NULL,
	as_of pg_catalog.date,
	value pg_catalog.numeric NOT NULL,
	resolution pg_catalog.numeric NOT NULL DEFAULT 0 CHECK (resolution OPERATOR(pg_catalog.>=) 0),
	qualifier pg_catalog.text CHECK (qualifier IN ('以上', '余', '超过', '约')),
	unit pg_catalog.text,
	part_of pg_catalog.text,
	document pg_catalog.text NOT NULL REFERENCES tuoyu.policy_document,
	clause pg_catalog.text,
	assumptions pg_catalog.text[] NOT NULL DEFAULT '{}',
	origin pg_catalog.text NOT NULL DEFAULT 'user' CHECK (origin IN ('shipped', 'user'))
);

COMMENT ON TABLE tuoyu.published_figure IS '公布数据：文件报告的数字，用于核对，不代替统计';
COMMENT ON COLUMN tuoyu.published_figure.figure IS '数据标识（稳定的键）';
COMMENT ON COLUMN tuoyu.published_figure.region IS '地区';
COMMENT ON COLUMN tuoyu.published_figure.indicator IS '指标代码';
COMMENT ON COLUMN tuoyu.published_figure.label IS '数据名称';
COMMENT ON COLUMN tuoyu.published_figure.as_of IS '数据截止日；文件未载明时为空';
COMMENT ON COLUMN tuoyu.published_figure.value IS '公布值，按计量单位展开（1.07万为 10700）';
COMMENT ON COLUMN tuoyu.published_figure.resolution IS '公布值的末位单位（1.07万为 100）；0 为精确计数';
COMMENT ON COLUMN tuoyu.published_figure.qualifier IS '以上（含本数）、余（多于，下限）、超过（不含本数）、约；空为确数';
COMMENT ON COLUMN tuoyu.published_figure.unit IS '单位';
COMMENT ON COLUMN tuoyu.published_figure.part_of IS '所属总数的 figure；没有外键，以便任意顺序恢复';
COMMENT ON COLUMN tuoyu.published_figure.document IS '出处文件';
COMMENT ON COLUMN tuoyu.published_figure.clause IS '出处条款';
COMMENT ON COLUMN tuoyu.published_figure.assumptions IS '文件未载明、由本行假定的事项';
COMMENT ON COLUMN tuoyu.published_figure.origin IS 'shipped 为随扩展发布（只读），user 为用户自行添加';

-- Withdrawals: from a day on, a rule or all that a document says no longer holds, without its row being touched

CREATE TABLE tuoyu.policy_withdrawal (
	withdrawal pg_catalog.text PRIMARY KEY DEFAULT (pg_catalog.gen_random_uuid())::pg_catalog.text,
	rule pg_catalog.text,
	withdrawn_document pg_catalog.text,
	since pg_catalog.date NOT NULL CHECK (pg_catalog.isfinite(since)),
	document pg_catalog.text REFERENCES tuoyu.policy_document,
	clause pg_catalog.text,
	scenario pg_catalog.text,
	origin pg_catalog.text NOT NULL DEFAULT 'user' CHECK (origin IN ('shipped', 'user')),
	CONSTRAINT policy_withdrawal_what CHECK (pg_catalog.num_nonnulls(rule, withdrawn_document) OPERATOR(pg_catalog.=) 1)
);

COMMENT ON TABLE tuoyu.policy_withdrawal IS '废止：自某日起一条规则或一份文件的全部规则不再有效，原行不动（随扩展发布的行也可由此废止）';
COMMENT ON COLUMN tuoyu.policy_withdrawal.withdrawal IS '废止标识（稳定的键）';
COMMENT ON COLUMN tuoyu.policy_withdrawal.rule IS '所废止的规则或参数的标识（各规则表的 rule，政策参数的 parameter）；没有外键，以便任意顺序恢复';
COMMENT ON COLUMN tuoyu.policy_withdrawal.withdrawn_document IS '所废止的文件的标识：其全部规则和参数';
COMMENT ON COLUMN tuoyu.policy_withdrawal.since IS '自该日起（含）不再有效';
COMMENT ON COLUMN tuoyu.policy_withdrawal.document IS '据以废止的文件';
COMMENT ON COLUMN tuoyu.policy_withdrawal.clause IS '据以废止的条款';
COMMENT ON COLUMN tuoyu.policy_withdrawal.scenario IS '情景名：只在该情景中废止；空为现行规定';
COMMENT ON COLUMN tuoyu.policy_withdrawal.origin IS 'shipped 为随扩展发布（只读），user 为用户自行添加';

CREATE FUNCTION tuoyu.days_in_force(rule pg_catalog.text, document pg_catalog.text, during pg_catalog.daterange) RETURNS pg_catalog.daterange
	LANGUAGE SQL STABLE PARALLEL SAFE
	BEGIN ATOMIC
		SELECT days_in_force.during OPERATOR(pg_catalog.*) pg_catalog.daterange(NULL, pg_catalog.min(w.since))
		FROM tuoyu.policy_withdrawal w
		WHERE w.scenario IS NULL AND (w.rule OPERATOR(pg_catalog.=) days_in_force.rule OR w.withdrawn_document OPERATOR(pg_catalog.=) days_in_force.document);
	END;

COMMENT ON FUNCTION tuoyu.days_in_force(pg_catalog.text, pg_catalog.text, pg_catalog.daterange) IS
	'The days of a row of the catalogue (its key, its document, its validity) on which it has not been withdrawn';

-- Workdays: what differs from Monday to Friday

CREATE TABLE tuoyu.workday_exception (
	region tuoyu.region_code NOT NULL DEFAULT '000000',
	day pg_catalog.date NOT NULL CHECK (pg_catalog.isfinite(day)),
	is_workday pg_catalog.bool NOT NULL,
	name pg_catalog.text,
	source pg_catalog.text NOT NULL,
	origin pg_catalog.text NOT NULL DEFAULT 'user' CHECK (origin IN ('shipped', 'user')),
	PRIMARY KEY (day, region)
);

COMMENT ON TABLE tuoyu.workday_exception IS '工作日日历：与周一至周五不同的日子，即放假的工作日和调休上班的周末，由用户按公布的放假安排填写；某年没有任何一行即未填写，按工作日计算时报错';
COMMENT ON COLUMN tuoyu.workday_exception.region IS '适用地区；同一日以最具体的地区为准';
COMMENT ON COLUMN tuoyu.workday_exception.day IS '日期';
COMMENT ON COLUMN tuoyu.workday_exception.is_workday IS 'true 为上班（调休），false 为放假';
COMMENT ON COLUMN tuoyu.workday_exception.name IS '名称，如节日名、调休上班';
COMMENT ON COLUMN tuoyu.workday_exception.source IS '来源：放假安排的文号或通知';
COMMENT ON COLUMN tuoyu.workday_exception.origin IS 'shipped 为随扩展发布（只读），user 为用户自行添加';

-- Facts: the standard columns

CREATE TYPE tuoyu.fee_fact AS (
	service_form pg_catalog.text,
	class_kind tuoyu.age_band,
	institution_kind pg_catalog.text,
	ownership pg_catalog.text,
	grade pg_catalog.text,
	zone pg_catalog.text,
	monthly_fee tuoyu.yuan,
	hours pg_catalog.numeric,
	provides_meals pg_catalog.bool,
	funding pg_catalog.text
);

COMMENT ON TYPE tuoyu.fee_fact IS '收费事实的标准列';
COMMENT ON COLUMN tuoyu.fee_fact.service_form IS '服务形式；空按全日托';
COMMENT ON COLUMN tuoyu.fee_fact.class_kind IS '班型';
COMMENT ON COLUMN tuoyu.fee_fact.institution_kind IS '机构类型';
COMMENT ON COLUMN tuoyu.fee_fact.ownership IS '举办性质';
COMMENT ON COLUMN tuoyu.fee_fact.grade IS '等级';
COMMENT ON COLUMN tuoyu.fee_fact.zone IS '片区';
COMMENT ON COLUMN tuoyu.fee_fact.monthly_fee IS '公示的月收费，元';
COMMENT ON COLUMN tuoyu.fee_fact.hours IS '服务小时数（半日、计时）';
COMMENT ON COLUMN tuoyu.fee_fact.provides_meals IS '是否供餐';
COMMENT ON COLUMN tuoyu.fee_fact.funding IS '经费来源';

CREATE TYPE tuoyu.care_fact AS (
	region tuoyu.region_code,
	as_of pg_catalog.date,
	during pg_catalog.datemultirange,
	birth_date pg_catalog.date,
	birth_order pg_catalog.int4,
	household tuoyu.region_code,
	class_kind tuoyu.age_band,
	service_form pg_catalog.text,
	monthly_fee tuoyu.yuan,
	days pg_catalog.numeric,
	institution_kind pg_catalog.text,
	ownership pg_catalog.text,
	grade pg_catalog.text,
	zone pg_catalog.text,
	filed pg_catalog.bool,
	recognised pg_catalog.bool,
	places pg_catalog.int4,
	children pg_catalog.int4,
	places_added pg_catalog.int4,
	classes_added pg_catalog.int4,
	build pg_catalog.text,
	cost tuoyu.yuan,
	claimed_on pg_catalog.date,
	funding pg_catalog.text,
	entered_on pg_catalog.date,
	attended pg_catalog.datemultirange,
	hours pg_catalog.numeric,
	listed_fee tuoyu.yuan,
	stays pg_catalog.numeric[],
	chain_institutions pg_catalog.int4,
	paid_this_year tuoyu.yuan,
	opened_on pg_catalog.date,
	filed_during pg_catalog.datemultirange,
	recognised_during pg_catalog.datemultirange,
	classes pg_catalog.int4
);

COMMENT ON TYPE tuoyu.care_fact IS '补贴事实的标准列：缺的列视为空，多的列可供公式使用；公式中的自有列若不是数值，须写明类型，如 opened_by::date、assistance::boolean，否则按政策参数（数值）处理';
COMMENT ON COLUMN tuoyu.care_fact.region IS '机构所在地区，决定适用的规则；必填';
COMMENT ON COLUMN tuoyu.care_fact.as_of IS '事实日：一次性事项发生之日，或没有 during 时所计的周期中的一天';
COMMENT ON COLUMN tuoyu.care_fact.during IS '在托期间（daterange 亦可），按结算周期分段';
COMMENT ON COLUMN tuoyu.care_fact.birth_date IS '出生日期';
COMMENT ON COLUMN tuoyu.care_fact.birth_order IS '孩次';
COMMENT ON COLUMN tuoyu.care_fact.household IS '户籍或家庭所在地区';
COMMENT ON COLUMN tuoyu.care_fact.class_kind IS '班型';
COMMENT ON COLUMN tuoyu.care_fact.service_form IS '服务形式';
COMMENT ON COLUMN tuoyu.care_fact.monthly_fee IS '月收费，元';
COMMENT ON COLUMN tuoyu.care_fact.days IS '周期内实际出勤天数；有 attended 时由其计算';
COMMENT ON COLUMN tuoyu.care_fact.institution_kind IS '机构类型';
COMMENT ON COLUMN tuoyu.care_fact.ownership IS '举办性质';
COMMENT ON COLUMN tuoyu.care_fact.grade IS '等级';
COMMENT ON COLUMN tuoyu.care_fact.zone IS '片区';
COMMENT ON COLUMN tuoyu.care_fact.filed IS '机构是否已备案';
COMMENT ON COLUMN tuoyu.care_fact.recognised IS '机构是否经普惠认定';
COMMENT ON COLUMN tuoyu.care_fact.places IS '托位数';
COMMENT ON COLUMN tuoyu.care_fact.children IS '收托人数';
COMMENT ON COLUMN tuoyu.care_fact.places_added IS '新增托位数；有此值、classes_added 或 cost 的事实是一次性事项，只适用按次结算的规则';
COMMENT ON COLUMN tuoyu.care_fact.classes_added IS '新增班数';
COMMENT ON COLUMN tuoyu.care_fact.build IS '建设方式：新建、改建';
COMMENT ON COLUMN tuoyu.care_fact.cost IS '实际支出，元';
COMMENT ON COLUMN tuoyu.care_fact.claimed_on IS '申报日期';
COMMENT ON COLUMN tuoyu.care_fact.funding IS '经费来源';
COMMENT ON COLUMN tuoyu.care_fact.entered_on IS '入托日期；空按首个在托日';
COMMENT ON COLUMN tuoyu.care_fact.attended IS '实际出勤的日子，不论是否工作日；按周期、月份取其在托部分计为 days';
COMMENT ON COLUMN tuoyu.care_fact.hours IS '周期内的服务小时数';
COMMENT ON COLUMN tuoyu.care_fact.listed_fee IS '公示的月收费，元（monthly_fee 为实收）';
COMMENT ON COLUMN tuoyu.care_fact.stays IS '机构级事实：周期内各婴幼儿的在托或出勤天数，供合并计算短期托，见 pooled_days';
COMMENT ON COLUMN tuoyu.care_fact.chain_institutions IS '同一连锁品牌或举办者在当地的机构数';
COMMENT ON COLUMN tuoyu.care_fact.opened_on IS '机构开办日期';
COMMENT ON COLUMN tuoyu.care_fact.filed_during IS '机构备案有效的日子，供按日或按期间判断';
COMMENT ON COLUMN tuoyu.care_fact.recognised_during IS '机构普惠认定有效的日子，供按日或按期间判断，如分期拨付的后续条件';
COMMENT ON COLUMN tuoyu.care_fact.classes IS '机构级事实：班数';
COMMENT ON COLUMN tuoyu.care_fact.paid_this_year IS '本项目在同一机构同一年度此前已计的金额，元；封顶范围为 institution_year 时须有';

-- Guards, grants, dumps and invalidation on every table of the catalogue and on the list of regions

DO $$
DECLARE
	t pg_catalog.text;
BEGIN
	FOREACH t IN ARRAY '{region,policy_document,policy_parameter,band_rule,staffing_rule,fee_rule,subsidy_rule,policy_target,published_figure,policy_withdrawal,workday_exception}'::pg_catalog.text[] LOOP
		EXECUTE pg_catalog.format('CREATE TRIGGER policy_guard BEFORE INSERT OR UPDATE OR DELETE ON tuoyu.%I FOR EACH ROW EXECUTE FUNCTION tuoyu.policy_guard()', t);
		EXECUTE pg_catalog.format('CREATE TRIGGER policy_guard_truncate BEFORE TRUNCATE ON tuoyu.%I FOR EACH STATEMENT EXECUTE FUNCTION tuoyu.policy_guard()', t);
		EXECUTE pg_catalog.format('CREATE TRIGGER policy_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON tuoyu.%I FOR EACH STATEMENT EXECUTE FUNCTION tuoyu.policy_changed()', t);
		EXECUTE pg_catalog.format('ALTER TABLE tuoyu.%I ENABLE ALWAYS TRIGGER policy_guard, ENABLE ALWAYS TRIGGER policy_guard_truncate, ENABLE ALWAYS TRIGGER policy_changed', t);
		EXECUTE pg_catalog.format('GRANT SELECT ON tuoyu.%I TO PUBLIC', t);
		EXECUTE pg_catalog.format('GRANT INSERT, UPDATE, DELETE ON tuoyu.%I TO @extowner@', t);
		PERFORM pg_catalog.pg_extension_config_dump(('tuoyu.' OPERATOR(pg_catalog.||) t)::pg_catalog.regclass, 'WHERE origin = ''user''');
		IF t OPERATOR(pg_catalog.<>) 'region' THEN
			EXECUTE pg_catalog.format('CREATE TRIGGER policy_row_check BEFORE INSERT OR UPDATE ON tuoyu.%I FOR EACH ROW EXECUTE FUNCTION tuoyu.policy_row_check()', t);
		END IF;
	END LOOP;
END
$$;

-- What the constraints ask for: the words of policy_row_check

COMMENT ON CONSTRAINT band_rule_months ON tuoyu.band_rule IS 'A band must end after it begins: give to_months a larger number than from_months.';
COMMENT ON CONSTRAINT band_rule_required ON tuoyu.band_rule IS 'The caregivers required follow from a ratio or from a formula: leave one of the two out.';
COMMENT ON CONSTRAINT staffing_rule_counts_as ON tuoyu.staffing_rule IS 'What one of the role counts as is a share of a person with at most three decimals, such as 0.5.';
COMMENT ON CONSTRAINT subsidy_rule_band_source ON tuoyu.subsidy_rule IS 'Say whether the band is that of the class (class) or the child''s own (child): nothing is guessed.';
COMMENT ON CONSTRAINT subsidy_rule_cap ON tuoyu.subsidy_rule IS 'A cap needs its scope (line, period, year, all or institution_year), and a scope needs a cap.';
COMMENT ON CONSTRAINT subsidy_rule_funder_shares ON tuoyu.subsidy_rule IS 'Write shares as {"市": 0.2, "区": 0.8}: numbers of 0 or more that add up to 1, with the residual funder''s when it is listed; name the funder who bears the rest in residual_funder.';
COMMENT ON CONSTRAINT subsidy_rule_instalments ON tuoyu.subsidy_rule IS 'Instalments are shares of 0 or more that add up to 1, such as {0.4,0.3,0.3}.';
COMMENT ON CONSTRAINT subsidy_rule_stacking ON tuoyu.subsidy_rule IS 'A stacking group needs stacking (sum, largest or exclusive), and stacking needs a group.';
COMMENT ON CONSTRAINT subsidy_rule_stacking_rank ON tuoyu.subsidy_rule IS 'A rank says which of several exclusive subsidies goes first: leave it out where stacking is not exclusive.';
COMMENT ON CONSTRAINT subsidy_rule_payee_shares ON tuoyu.subsidy_rule IS 'Write the shares of other payees as {"家庭": 0.5}: numbers of 0 or more that add up to at most 1; the payee takes the rest.';
COMMENT ON CONSTRAINT subsidy_rule_continuing ON tuoyu.subsidy_rule IS 'A continuing condition is about later instalments: give instalments, or use condition.';
COMMENT ON CONSTRAINT subsidy_rule_month_value ON tuoyu.subsidy_rule IS 'Counting by_formula needs month_value, what one calendar month counts; other ways of counting have none.';
COMMENT ON CONSTRAINT subsidy_rule_year_starts ON tuoyu.subsidy_rule IS 'What happens once belongs to no settlement year: leave year_starts out, or settle by the year.';
COMMENT ON CONSTRAINT subsidy_rule_each_day ON tuoyu.subsidy_rule IS 'Read each day, a rule gives an amount for each piece of the period: its amount must measure time by days_in_care, workdays_in_care, workdays_attended or days (or by referred, of a rule that does), or a change would pay twice.';
COMMENT ON CONSTRAINT policy_withdrawal_what ON tuoyu.policy_withdrawal IS 'A withdrawal is of one rule, or of one document and all that it says: give one of rule and withdrawn_document.';
COMMENT ON CONSTRAINT policy_target_value ON tuoyu.policy_target IS 'A target has a number in value, or words in value_text that are not scored.';

CREATE TRIGGER policy_formula_check BEFORE INSERT OR UPDATE ON tuoyu.band_rule
	FOR EACH ROW EXECUTE FUNCTION tuoyu.policy_formula_check('heads', 'required', 'numeric');
CREATE TRIGGER policy_formula_check BEFORE INSERT OR UPDATE ON tuoyu.staffing_rule
	FOR EACH ROW EXECUTE FUNCTION tuoyu.policy_formula_check('heads', 'required', 'numeric');
CREATE TRIGGER policy_formula_check BEFORE INSERT OR UPDATE ON tuoyu.fee_rule
	FOR EACH ROW EXECUTE FUNCTION tuoyu.policy_formula_check('fee', 'cap', 'numeric', 'lowest', 'numeric');
CREATE TRIGGER policy_formula_check BEFORE INSERT OR UPDATE ON tuoyu.subsidy_rule
	FOR EACH ROW EXECUTE FUNCTION tuoyu.policy_formula_check('care', 'condition', 'boolean', 'requires', 'boolean',
		'amount', 'numeric', 'cap', 'numeric', 'family_pays', 'numeric', 'month_value', 'numeric', 'continuing', 'boolean');

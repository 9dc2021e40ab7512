-- What the ledger shows: the lines of whole passes, and their sums.

CREATE PROCEDURE tuoyu.create_settlement_views(registry pg_catalog.name)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	PERFORM set_config('search_path', format('%I, pg_temp', registry), true);

	CREATE VIEW settlement_detail AS
	SELECT l.run_id, l.pass, l.line_id, l.kind, l.institution_id, i.name AS institution_name, l.region::text AS region, n.name AS region_name,
		l.child_id, l.event_id, l.item, l.payee, l.unit, l.due_on, lower(l.during) AS first_day, upper(l.during) - 1 AS last_day, l.instalment,
		l.amount::numeric AS amount, l.withheld::numeric AS withheld, l.family_pays::numeric AS family_pays,
		l.reason, l.reverses, l.rule, l.document, l.doc_number, l.clause,
		(SELECT string_agg(concat(f.key, ' ', f.value), '，' ORDER BY f.key) FROM jsonb_each_text(l.funder_shares) f) AS funders,
		tuoyu.explain_text(ROW(l.item, l.payee, l.unit, l.during, l.amount, l.family_pays, l.funder_shares, l.instalment, l.rule, l.document, l.doc_number, l.clause,
			l.trace ->> 'formula', ARRAY(SELECT jsonb_array_elements_text(l.trace -> 'assumptions')),
			l.trace || jsonb_build_object('subject', jsonb_strip_nulls(jsonb_build_object('institution_name', i.name, 'institution_id', l.institution_id, 'child_id', l.child_id, 'event_id', l.event_id))))::tuoyu.subsidy_line)
			AS explanation
	FROM settlement_line l
		JOIN settlement_pass p ON p.run_id = l.run_id AND p.pass = l.pass AND p.whole
		LEFT JOIN institution i ON i.institution_id = l.institution_id
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) l.region;
	CALL tuoyu.describe(registry, 'settlement_detail', '结算明细：整次完成的核算的每一行',
		'run_id', '结算批次号', 'pass', '第几次核算', 'line_id', '行号',
		'kind', '种类：payment 支付，reversal 冲回，correction 更正，withheld 不予支付，carry_forward 结转下批，recovery 抵扣前批结转',
		'institution_id', '机构标识', 'institution_name', '机构名称', 'region', '机构当时所在地区代码', 'region_name', '机构当时所在地区',
		'child_id', '婴幼儿标识；按托位、班等计的为空', 'event_id', '托位变化事项标识；按婴幼儿计的为空', 'item', '补贴项目；结转为「结转」', 'payee', '补贴对象', 'unit', '计补单位',
		'due_on', '应计日', 'first_day', '计补首日', 'last_day', '计补末日', 'instalment', '第几期；不分期为空', 'amount', '金额，元；冲回和抵扣为负',
		'withheld', '因同日另在一家机构而不予支付的金额，元；其他行为空', 'family_pays', '补贴后家庭仍须支付额，元；规则未涉及为空',
		'reason', '变动原因：facts 事实，policy 政策，fee 收费，band 月龄段或班型，standing 资格，birth_order 孩次，calendar 历法，duplicate 重复登记，carry 结转',
		'reverses', '所冲回的行号', 'rule', '规则标识', 'document', '文件标题', 'doc_number', '文号', 'clause', '条款', 'funders', '各级财政分担额，元',
		'explanation', '说明：发给何人、依据、公式和取值，可用于通知；冲回见所冲回的行');

	CREATE VIEW settlement_summary AS
	SELECT r.run_id, r.region::text AS region, n.name AS region_name, lower(r.period) AS first_day, upper(r.period) - 1 AS last_day,
		r.closed_at IS NOT NULL AS closed, l.institution_id, i.name AS institution_name, l.item, l.payee,
		l.children, l.lines, l.payment, l.reversal, l.correction, l.carried, l.amount, l.withheld, l.reasons
	FROM (
		SELECT l.run_id, l.institution_id, l.item, l.payee, count(DISTINCT l.child_id) AS children, count(*) AS lines,
			COALESCE(sum(l.amount::numeric) FILTER (WHERE l.kind = 'payment'), 0) AS payment,
			COALESCE(sum(l.amount::numeric) FILTER (WHERE l.kind = 'reversal'), 0) AS reversal,
			COALESCE(sum(l.amount::numeric) FILTER (WHERE l.kind = 'correction'), 0) AS correction,
			COALESCE(sum(l.amount::numeric) FILTER (WHERE l.kind IN ('carry_forward', 'recovery')), 0) AS carried,
			sum(l.amount::numeric) AS amount, COALESCE(sum(l.withheld::numeric), 0) AS withheld,
			string_agg(DISTINCT l.reason, ' ' ORDER BY l.reason) AS reasons
		FROM settlement_line l
			JOIN settlement_pass p ON p.run_id = l.run_id AND p.pass = l.pass AND p.whole
		GROUP BY l.run_id, l.institution_id, l.item, l.payee
	) l
		JOIN settlement_run r ON r.run_id = l.run_id
		LEFT JOIN institution i ON i.institution_id = l.institution_id
		LEFT JOIN tuoyu.region n ON n.code OPERATOR(tuoyu.=) r.region;
	CALL tuoyu.describe(registry, 'settlement_summary', '结算汇总：每个批次按机构、项目和补贴对象；未完成的核算不计',
		'run_id', '结算批次号', 'region', '批次的地区代码', 'region_name', '批次的地区', 'first_day', '期间首日', 'last_day', '期间末日', 'closed', '是否已封账',
		'institution_id', '机构标识', 'institution_name', '机构名称', 'item', '补贴项目；结转为「结转」', 'payee', '补贴对象', 'children', '婴幼儿人数', 'lines', '行数',
		'payment', '支付，元', 'reversal', '冲回，元', 'correction', '更正，元', 'carried', '结转：正为转入下批的应退额，负为抵扣前批应退额，元',
		'amount', '本批应付合计，元；同一机构和补贴对象的各行相加不为负', 'withheld', '不予支付（重复登记），元', 'reasons', '变动原因');
END
$$;

COMMENT ON PROCEDURE tuoyu.create_settlement_views(pg_catalog.name) IS 'The views of the ledger, with comments (part of create_registry_views)';

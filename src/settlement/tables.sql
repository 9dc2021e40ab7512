-- The tables of the ledger, in a registry: runs, what was written in them when, and the lines.
--
-- A run is a region and a period.  It stays open until close_run: to settle it again adds to it what has changed.  Each call of
-- settle that writes is a pass of the run; a pass is whole or does not count, so a crash leaves nothing that a view would show.
-- A pass keeps the policy by which it was computed, a line keeps its fact and its trace.
--
-- Lines are never changed.  kind says what a line is:
--   payment         what is due, the first time
--   reversal        takes a line back whole (reverses names it)
--   correction      what is due in its place, or is due late
--   withheld        not paid, because the child counts at another institution on these days; amount 0, withheld says how much
--   carry_forward   what a payee owes: keeps the payee's total in this run at 0, the next run takes it up
--   recovery        so much of an earlier carry_forward is taken out of this run's payment
-- so that the sum of a payee's lines in a run is what to pay, never below 0.

CREATE FUNCTION tuoyu.settlement_guard() RETURNS trigger
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	may_change text[] := TG_ARGV;
BEGIN
	IF TG_OP = 'UPDATE' AND may_change <> '{}' AND to_jsonb(OLD) -> may_change[1] = 'null'
		AND (to_jsonb(OLD) - may_change) = (to_jsonb(NEW) - may_change) THEN
		RETURN NEW;
	END IF;
	RAISE EXCEPTION '% of "%" is not allowed', TG_OP, TG_TABLE_NAME
		USING ERRCODE = 'object_not_in_prerequisite_state', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
			DETAIL = 'A ledger is only ever added to.',
			HINT = 'Correct the facts or the policy and settle again: reversal and correction lines say what has changed.';
END
$$;

COMMENT ON FUNCTION tuoyu.settlement_guard() IS
	'Trigger of the ledger''s tables: nothing is changed or removed (55000); arguments are the columns that may still be set while the first of them is null';

CREATE FUNCTION tuoyu.settled_institution() RETURNS trigger
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	settled boolean;
BEGIN
	IF TG_OP = 'UPDATE' AND NEW.institution_id = OLD.institution_id THEN
		RETURN NEW;
	END IF;
	EXECUTE format('SELECT EXISTS (SELECT FROM %I.settlement_line WHERE institution_id = $1)', TG_TABLE_SCHEMA)
		INTO settled USING OLD.institution_id;
	IF settled THEN
		RAISE EXCEPTION 'institution % is in the ledger', OLD.institution_id
			USING ERRCODE = 'foreign_key_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
				HINT = 'Give it the day on which it closed (closed_on) instead of removing it.';
	END IF;
	RETURN CASE TG_OP WHEN 'UPDATE' THEN NEW ELSE OLD END;
END
$$;

COMMENT ON FUNCTION tuoyu.settled_institution() IS
	'Trigger of institution: one that has lines in the ledger is neither removed nor given another key (23503)';

CREATE PROCEDURE tuoyu.create_settlement_tables(registry pg_catalog.name)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	PERFORM set_config('search_path', format('%I, pg_temp', registry), true);

	CREATE TABLE settlement_number (
		only_row boolean PRIMARY KEY DEFAULT true CONSTRAINT settlement_number_only_row CHECK (only_row),
		last_run_id bigint NOT NULL
	);

	CREATE TABLE settlement_run (
		run_id bigint PRIMARY KEY,
		region tuoyu.region_code NOT NULL,
		period daterange NOT NULL CONSTRAINT settlement_run_period
			CHECK (NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)),
		opened_at timestamptz NOT NULL DEFAULT now(),
		opened_by text NOT NULL DEFAULT current_user,
		closed_at timestamptz,
		closed_by text
	);
	CREATE UNIQUE INDEX settlement_run_open ON settlement_run (region, period) WHERE closed_at IS NULL;

	CREATE TABLE settlement_pass (
		run_id bigint NOT NULL REFERENCES settlement_run,
		pass integer NOT NULL,
		started_at timestamptz NOT NULL DEFAULT now(),
		started_by text NOT NULL DEFAULT current_user,
		institutions bigint NOT NULL,
		institutions_done bigint NOT NULL,
		last_institution_id bigint,
		lines bigint NOT NULL,
		finished_at timestamptz,
		whole boolean,
		policy jsonb NOT NULL,
		PRIMARY KEY (run_id, pass),
		CONSTRAINT settlement_pass_whole CHECK ((whole IS NULL) = (finished_at IS NULL))
	);
	-- one at a time
	CREATE UNIQUE INDEX settlement_pass_unfinished ON settlement_pass ((finished_at IS NULL)) WHERE finished_at IS NULL;

	CREATE TABLE settlement_line (
		institution_id bigint NOT NULL,
		due_on date NOT NULL,
		line_id bigint GENERATED ALWAYS AS IDENTITY,
		run_id bigint NOT NULL,
		pass integer NOT NULL,
		kind text NOT NULL CONSTRAINT settlement_line_kind
			CHECK (kind IN ('payment', 'reversal', 'correction', 'withheld', 'carry_forward', 'recovery')),
		region tuoyu.region_code NOT NULL,
		child_id bigint,
		event_id bigint,
		item text NOT NULL,
		payee text NOT NULL,
		unit text,
		settlement_period text,
		during daterange NOT NULL,
		instalment integer,
		rule text,
		amount tuoyu.yuan NOT NULL,
		withheld tuoyu.yuan,
		family_pays tuoyu.yuan,
		funder_shares jsonb NOT NULL DEFAULT '{}',
		document text,
		doc_number text,
		clause text,
		reason text,
		reverses bigint,
		trace jsonb,
		fact jsonb,
		PRIMARY KEY (institution_id, due_on, line_id),
		CONSTRAINT settlement_line_reverses CHECK ((reverses IS NOT NULL) = (kind = 'reversal')),
		CONSTRAINT settlement_line_withheld CHECK ((withheld IS NOT NULL) = (kind = 'withheld'))
	);
	-- where something has been taken back or is owed: few
	CREATE INDEX settlement_line_changes ON settlement_line (institution_id) WHERE kind NOT IN ('payment', 'withheld');

	CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON settlement_line
		FOR EACH ROW EXECUTE FUNCTION tuoyu.settlement_guard();
	CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON settlement_line
		FOR EACH STATEMENT EXECUTE FUNCTION tuoyu.settlement_guard();
	CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON settlement_run
		FOR EACH ROW EXECUTE FUNCTION tuoyu.settlement_guard('closed_at', 'closed_by');
	CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON settlement_run
		FOR EACH STATEMENT EXECUTE FUNCTION tuoyu.settlement_guard();
	CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON settlement_pass
		FOR EACH ROW EXECUTE FUNCTION tuoyu.settlement_guard('finished_at', 'whole', 'institutions_done', 'last_institution_id', 'lines');
	CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON settlement_pass
		FOR EACH STATEMENT EXECUTE FUNCTION tuoyu.settlement_guard();
	ALTER TABLE settlement_line ENABLE ALWAYS TRIGGER append_only, ENABLE ALWAYS TRIGGER append_only_truncate;
	ALTER TABLE settlement_run ENABLE ALWAYS TRIGGER append_only, ENABLE ALWAYS TRIGGER append_only_truncate;
	ALTER TABLE settlement_pass ENABLE ALWAYS TRIGGER append_only, ENABLE ALWAYS TRIGGER append_only_truncate;
	CREATE TRIGGER settled BEFORE DELETE OR UPDATE OF institution_id ON institution
		FOR EACH ROW EXECUTE FUNCTION tuoyu.settled_institution();

	CALL tuoyu.describe(registry, 'settlement_number', '结算批次流水号：仅一行，兼作锁，同一登记库同时只有一个结算在写',
		'only_row', '恒为真', 'last_run_id', '最近的结算批次号');
	CALL tuoyu.describe(registry, 'settlement_run', '结算批次：一个地区、一个期间；封账后不再变，其后的变动进入下一批次',
		'run_id', '结算批次号', 'region', '地区（含下级）', 'period', '期间：其中结束的结算周期和到期的一次性事项',
		'opened_at', '建立时间', 'opened_by', '建立人', 'closed_at', '封账时间；未封账为空', 'closed_by', '封账人');
	CALL tuoyu.describe(registry, 'settlement_pass', '核算：对一个结算批次的一次写入；整次完成才算数，进度随批提交可见',
		'run_id', '结算批次号', 'pass', '第几次核算', 'started_at', '开始时间', 'started_by', '核算人',
		'institutions', '机构数', 'institutions_done', '已完成的机构数', 'last_institution_id', '已完成的最后一家机构；一次提交的为空', 'lines', '已写入的行数',
		'finished_at', '结束时间；进行中为空', 'whole', '是否整次完成；否为放弃，其各行不算数', 'policy', '核算所依据的政策目录全文');
	CALL tuoyu.describe(registry, 'settlement_line', '结算明细：只增不改；属于整次完成的核算的才算数（见视图 settlement_detail）',
		'institution_id', '机构标识', 'due_on', '应计日：结算周期末日、事项日或分期到期日', 'line_id', '行号', 'run_id', '结算批次号', 'pass', '第几次核算',
		'kind', '种类：payment 支付，reversal 冲回，correction 更正，withheld 不予支付（同日另在一家机构），carry_forward 结转下批，recovery 抵扣前批结转',
		'region', '机构当时所在地区', 'child_id', '婴幼儿标识', 'event_id', '托位变化事项标识', 'item', '补贴项目；结转为「结转」', 'payee', '补贴对象',
		'unit', '计补单位', 'settlement_period', '结算周期的种类', 'during', '所计期间', 'instalment', '第几期；不分期为空', 'rule', '规则标识',
		'amount', '金额，元；冲回和抵扣为负', 'withheld', '不予支付的金额，元', 'family_pays', '补贴后家庭仍须支付，元', 'funder_shares', '各级财政分担额，元',
		'document', '文件标题', 'doc_number', '文号', 'clause', '条款',
		'reason', '变动原因：facts 事实，policy 政策，fee 收费，band 月龄段或班型，standing 资格，birth_order 孩次，calendar 历法，duplicate 重复登记，carry 结转；多个以逗号分隔',
		'reverses', '所冲回的行号', 'trace', '计算过程；冲回和结转为空', 'fact', '当时所知的事实；冲回和结转为空');
END
$$;

COMMENT ON PROCEDURE tuoyu.create_settlement_tables(pg_catalog.name) IS 'The tables of the ledger, with comments (part of create_registry)';

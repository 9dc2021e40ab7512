-- The registry: institutions, classes, children, staff and what happens between them, as ordinary tables of the user.
--
-- CALL tuoyu.create_registry('childcare') makes them in a schema of that name, which belongs to the caller like everything in
-- it; nothing here belongs to the extension but the procedures.  Statements that make tables are plain SQL: the procedure puts
-- the registry's schema first in the search_path (pg_catalog is still looked up before it) for as long as it runs.

-- What a registry consists of

CREATE FUNCTION tuoyu.registry_tables() RETURNS pg_catalog.text[]
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN '{institution,standing,class,staff,staff_identity,certificate,class_staff,child,child_identity,enrolment,attendance,fee_listing,capacity_event,region_figure,staffing_breach,settlement_number,settlement_run,settlement_pass,settlement_line}'::pg_catalog.text[];

COMMENT ON FUNCTION tuoyu.registry_tables() IS 'The tables of a registry, each after those that it refers to';

CREATE FUNCTION tuoyu.is_registry(registry pg_catalog.name) RETURNS pg_catalog.bool
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT pg_catalog.count(*) OPERATOR(pg_catalog.=) 2
	FROM pg_catalog.pg_namespace n
		JOIN pg_catalog.pg_class c ON c.relnamespace OPERATOR(pg_catalog.=) n.oid
		JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
	WHERE n.nspname OPERATOR(pg_catalog.=) registry
		AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
		AND ((c.relname OPERATOR(pg_catalog.=) 'institution' AND a.attname OPERATOR(pg_catalog.=) 'region'
				AND a.atttypid OPERATOR(pg_catalog.=) 'tuoyu.region_code'::pg_catalog.regtype)
			OR (c.relname OPERATOR(pg_catalog.=) 'enrolment' AND a.attname OPERATOR(pg_catalog.=) 'monthly_fee'
				AND a.atttypid OPERATOR(pg_catalog.=) 'tuoyu.yuan'::pg_catalog.regtype));
END;

COMMENT ON FUNCTION tuoyu.is_registry(pg_catalog.name) IS
	'Whether the schema holds a registry: known by its tables, so that renaming the schema or restoring a dump changes nothing';

CREATE FUNCTION tuoyu.check_registry(registry pg_catalog.name) RETURNS pg_catalog.void
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	IF registry IS NULL THEN
		RAISE EXCEPTION 'the name of the registry must not be null' USING ERRCODE = 'null_value_not_allowed';
	ELSIF NOT tuoyu.is_registry(registry) THEN
		RAISE EXCEPTION 'registry "%" does not exist', registry
			USING ERRCODE = 'invalid_schema_name',
				HINT = format('CALL tuoyu.create_registry(%L) makes it.', registry);
	END IF;
END
$$;

COMMENT ON FUNCTION tuoyu.check_registry(pg_catalog.name) IS 'Refuses a name that is no registry (3F000, 22004)';

-- Comments on a whole relation at once

CREATE PROCEDURE tuoyu.describe(registry pg_catalog.name, relation pg_catalog.name, meaning pg_catalog.text, VARIADIC columns pg_catalog.text[])
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	kind text := (SELECT CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END FROM pg_class
		WHERE oid = format('%I.%I', registry, relation)::regclass);
BEGIN
	EXECUTE format('COMMENT ON %s %I.%I IS %L', kind, registry, relation, meaning);
	FOR i IN 1 .. cardinality(columns) BY 2 LOOP
		EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', registry, relation, columns[i], columns[i + 1]);
	END LOOP;
END
$$;

COMMENT ON PROCEDURE tuoyu.describe(pg_catalog.name, pg_catalog.name, pg_catalog.text, pg_catalog.text[]) IS
	'Comments on a relation and its columns: column and meaning in pairs';

-- Core's message for a NULL in a key prints the failing row, identity number and all; this one comes first and does not.
CREATE FUNCTION tuoyu.refuse_null_key() RETURNS trigger
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	key text;
BEGIN
	FOREACH key IN ARRAY TG_ARGV LOOP
		IF to_jsonb(NEW) -> key = 'null' THEN
			RAISE EXCEPTION 'null value in column "%" of relation "%" violates not-null constraint', key, TG_TABLE_NAME
				USING ERRCODE = 'not_null_violation', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = key;
		END IF;
	END LOOP;
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION tuoyu.refuse_null_key() IS
	'Trigger of the identity tables: refuses a NULL in the columns named (23502) without showing the row';

-- Tables

CREATE PROCEDURE tuoyu.create_registry_tables(registry pg_catalog.name)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	PERFORM set_config('search_path', format('%I, pg_temp', registry), true);

	CREATE TABLE institution (
		institution_id bigint PRIMARY KEY,
		name text,
		region tuoyu.region_code NOT NULL,
		kind text NOT NULL
			CONSTRAINT institution_kind CHECK (kind IN ('专门托育机构', '幼儿园托班', '用人单位', '社区', '家庭托育点', '其他')),
		ownership text CONSTRAINT institution_ownership CHECK (ownership IN ('公办', '民办', '公办民营', '民办公助')),
		credit_code tuoyu.credit_code,
		opened_on date,
		closed_on date,
		provides_meals boolean,
		approved_places integer CONSTRAINT institution_approved_places CHECK (approved_places >= 0),
		zone text,
		funding text,
		chain text,
		CONSTRAINT institution_days CHECK (opened_on < closed_on)
	);

	CREATE TABLE standing (
		institution_id bigint NOT NULL REFERENCES institution,
		kind text NOT NULL,
		during daterange NOT NULL CONSTRAINT standing_during CHECK (NOT isempty(during)),
		document_no text,
		grade text,
		reason text,
		PRIMARY KEY (institution_id, kind, during),
		CONSTRAINT standing_kind CHECK (kind IN ('备案', '许可', '普惠认定') OR grade IS NOT NULL),
		CONSTRAINT standing_overlap EXCLUDE USING gist (institution_id WITH =, kind WITH =, during WITH &&)
	);

	CREATE TABLE class (
		institution_id bigint NOT NULL REFERENCES institution,
		class_id bigint NOT NULL,
		name text,
		kind tuoyu.age_band NOT NULL CONSTRAINT class_kind CHECK (kind::text IN ('乳儿', '托小', '托大', '混合')),
		places integer NOT NULL CONSTRAINT class_places CHECK (places >= 0),
		during daterange NOT NULL CONSTRAINT class_during CHECK (NOT isempty(during)),
		PRIMARY KEY (institution_id, class_id)
	);

	CREATE TABLE staff (
		institution_id bigint NOT NULL REFERENCES institution,
		staff_id bigint NOT NULL,
		name text,
		role text NOT NULL CONSTRAINT staff_role CHECK (role IN ('负责人', '保育人员', '保健人员', '保安人员', '炊事人员')),
		during daterange NOT NULL CONSTRAINT staff_during CHECK (NOT isempty(during)),
		PRIMARY KEY (institution_id, staff_id)
	);

	CREATE TABLE staff_identity (
		institution_id bigint NOT NULL,
		staff_id bigint NOT NULL,
		resident_id tuoyu.resident_id,
		phone text,
		PRIMARY KEY (institution_id, staff_id),
		FOREIGN KEY (institution_id, staff_id) REFERENCES staff ON DELETE CASCADE
	);

	CREATE TABLE certificate (
		institution_id bigint NOT NULL,
		staff_id bigint NOT NULL,
		kind text NOT NULL,
		during daterange NOT NULL CONSTRAINT certificate_during CHECK (NOT isempty(during)),
		document_no text,
		PRIMARY KEY (institution_id, staff_id, kind, during),
		FOREIGN KEY (institution_id, staff_id) REFERENCES staff,
		CONSTRAINT certificate_overlap
			EXCLUDE USING gist (institution_id WITH =, staff_id WITH =, kind WITH =, during WITH &&)
	);

	CREATE TABLE class_staff (
		institution_id bigint NOT NULL,
		class_id bigint NOT NULL,
		staff_id bigint NOT NULL,
		during daterange NOT NULL CONSTRAINT class_staff_during CHECK (NOT isempty(during)),
		PRIMARY KEY (institution_id, class_id, staff_id, during),
		FOREIGN KEY (institution_id, class_id) REFERENCES class,
		FOREIGN KEY (institution_id, staff_id) REFERENCES staff,
		-- one class at a time
		CONSTRAINT class_staff_overlap EXCLUDE USING gist (institution_id WITH =, staff_id WITH =, during WITH &&)
	);

	CREATE TABLE child (
		institution_id bigint NOT NULL REFERENCES institution,
		child_id bigint NOT NULL,
		birth_date date NOT NULL CONSTRAINT child_birth_date CHECK (isfinite(birth_date)),
		birth_order integer CONSTRAINT child_birth_order CHECK (birth_order >= 1),
		household tuoyu.region_code,
		PRIMARY KEY (institution_id, child_id)
	);

	-- No UNIQUE and no CHECK on resident_id: their messages would print it.
	CREATE TABLE child_identity (
		institution_id bigint NOT NULL,
		child_id bigint NOT NULL,
		name text,
		resident_id tuoyu.resident_id,
		guardian text,
		phone text,
		PRIMARY KEY (institution_id, child_id),
		FOREIGN KEY (institution_id, child_id) REFERENCES child ON DELETE CASCADE
	);

	CREATE TABLE enrolment (
		institution_id bigint NOT NULL,
		child_id bigint NOT NULL,
		during daterange NOT NULL CONSTRAINT enrolment_during CHECK (NOT isempty(during)),
		enrolment_id bigint GENERATED BY DEFAULT AS IDENTITY,
		class_id bigint NOT NULL,
		service_form text NOT NULL DEFAULT '全日托'
			CONSTRAINT enrolment_service_form CHECK (service_form IN ('全日托', '半日托', '计时托', '临时托')),
		monthly_fee tuoyu.yuan CONSTRAINT enrolment_monthly_fee CHECK (monthly_fee::numeric >= 0),
		PRIMARY KEY (institution_id, child_id, during),
		CONSTRAINT enrolment_enrolment_id UNIQUE (institution_id, enrolment_id),
		FOREIGN KEY (institution_id, child_id) REFERENCES child,
		FOREIGN KEY (institution_id, class_id) REFERENCES class,
		-- one class at a time
		CONSTRAINT enrolment_overlap EXCLUDE USING gist (institution_id WITH =, child_id WITH =, during WITH &&)
	);
	-- who is in a class, and when, without a look at the table
	CREATE INDEX enrolment_class ON enrolment (institution_id, class_id) INCLUDE (child_id, during);

	CREATE TABLE attendance (
		institution_id bigint NOT NULL,
		child_id bigint NOT NULL,
		day date NOT NULL CONSTRAINT attendance_day CHECK (isfinite(day)),
		present_from time,
		present_to time,
		PRIMARY KEY (institution_id, child_id, day),
		FOREIGN KEY (institution_id, child_id) REFERENCES child,
		CONSTRAINT attendance_present CHECK (present_from < present_to)
	) PARTITION BY RANGE (day);
	CREATE TABLE attendance_default PARTITION OF attendance DEFAULT;

	CREATE TABLE fee_listing (
		institution_id bigint NOT NULL REFERENCES institution,
		class_kind tuoyu.age_band NOT NULL
			CONSTRAINT fee_listing_class_kind CHECK (class_kind::text IN ('乳儿', '托小', '托大', '混合')),
		service_form text NOT NULL
			CONSTRAINT fee_listing_service_form CHECK (service_form IN ('全日托', '半日托', '计时托', '临时托')),
		during daterange NOT NULL CONSTRAINT fee_listing_during CHECK (NOT isempty(during)),
		monthly_fee tuoyu.yuan NOT NULL CONSTRAINT fee_listing_monthly_fee CHECK (monthly_fee::numeric >= 0),
		PRIMARY KEY (institution_id, class_kind, service_form, during),
		CONSTRAINT fee_listing_overlap
			EXCLUDE USING gist (institution_id WITH =, (class_kind::text) WITH =, service_form WITH =, during WITH &&)
	);

	CREATE TABLE capacity_event (
		institution_id bigint NOT NULL REFERENCES institution,
		event_id bigint NOT NULL,
		happened_on date NOT NULL CONSTRAINT capacity_event_happened_on CHECK (isfinite(happened_on)),
		places_added integer CONSTRAINT capacity_event_places_added CHECK (places_added >= 0),
		classes_added integer CONSTRAINT capacity_event_classes_added CHECK (classes_added >= 0),
		build text CONSTRAINT capacity_event_build CHECK (build IN ('新建', '改建')),
		cost tuoyu.yuan CONSTRAINT capacity_event_cost CHECK (cost::numeric >= 0),
		claimed_on date,
		PRIMARY KEY (institution_id, event_id)
	);

	CREATE TABLE region_figure (
		region tuoyu.region_code NOT NULL,
		name text NOT NULL,
		during daterange NOT NULL CONSTRAINT region_figure_during CHECK (NOT isempty(during)),
		value numeric NOT NULL CONSTRAINT region_figure_value CHECK (value <> 'NaN'),
		source text,
		PRIMARY KEY (region, name, during),
		CONSTRAINT region_figure_overlap EXCLUDE USING gist ((region::text) WITH =, name WITH =, during WITH &&)
	);

	-- Without these the planner takes a key of two columns for ten rows of one value, and joins by looking up row after row.
	CREATE STATISTICS child_key (ndistinct) ON institution_id, child_id FROM child;
	CREATE STATISTICS staff_key (ndistinct) ON institution_id, staff_id FROM staff;
	CREATE STATISTICS class_key (ndistinct) ON institution_id, class_id FROM class;
	CREATE STATISTICS enrolment_child (ndistinct) ON institution_id, child_id FROM enrolment;
	CREATE STATISTICS enrolment_class (ndistinct) ON institution_id, class_id FROM enrolment;

	-- who is registered twice
	CREATE INDEX child_identity_resident ON child_identity (resident_id);

	CREATE TRIGGER refuse_null_key BEFORE INSERT OR UPDATE ON child_identity
		FOR EACH ROW EXECUTE FUNCTION tuoyu.refuse_null_key('institution_id', 'child_id');
	CREATE TRIGGER refuse_null_key BEFORE INSERT OR UPDATE ON staff_identity
		FOR EACH ROW EXECUTE FUNCTION tuoyu.refuse_null_key('institution_id', 'staff_id');
END
$$;

COMMENT ON PROCEDURE tuoyu.create_registry_tables(pg_catalog.name) IS 'The tables of a registry, in an existing schema (part of create_registry)';

CREATE PROCEDURE tuoyu.describe_registry(registry pg_catalog.name)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	CALL tuoyu.describe(registry, 'institution', '托育机构',
		'institution_id', '机构标识',
		'name', '机构名称',
		'region', '所在地区',
		'kind', '机构类型：专门托育机构、幼儿园托班、用人单位、社区、家庭托育点、其他；要增加类型，以新的取值重建约束 institution_kind 即可',
		'ownership', '举办性质：公办、民办、公办民营、民办公助',
		'credit_code', '统一社会信用代码',
		'opened_on', '开办日期',
		'closed_on', '停办日期（当日起不再开办）；在办为空',
		'provides_meals', '是否供餐',
		'approved_places', '核定托位总数；空为不限。约束开启 places 检查时，各班在托人数之和不得超过',
		'zone', '片区（如城区、农村），规则可据以区分；没有为空',
		'funding', '经费来源（如财政补助、自收自支），规则可据以区分；没有为空',
		'chain', '连锁品牌或举办者；不属连锁为空');
	CALL tuoyu.describe(registry, 'standing', '机构资格：有起止日期，从不以是否记',
		'institution_id', '机构标识',
		'kind', '资格种类：备案、许可、普惠认定；等级、示范等其他种类须填 grade',
		'during', '有效期',
		'document_no', '文书编号',
		'grade', '等级名称',
		'reason', '认定、变更或撤销的理由');
	CALL tuoyu.describe(registry, 'class', '班',
		'institution_id', '机构标识',
		'class_id', '班标识，在机构内唯一',
		'name', '班名',
		'kind', '班型：乳儿、托小、托大、混合',
		'places', '托位数',
		'during', '开班期间');
	CALL tuoyu.describe(registry, 'staff', '工作人员',
		'institution_id', '机构标识',
		'staff_id', '人员标识，在机构内唯一',
		'name', '姓名',
		'role', '岗位：负责人、保育人员、保健人员、保安人员、炊事人员',
		'during', '在职期间');
	CALL tuoyu.describe(registry, 'staff_identity', '工作人员身份：单独存放，未经授权不可见',
		'institution_id', '机构标识',
		'staff_id', '人员标识',
		'resident_id', '公民身份号码',
		'phone', '电话');
	CALL tuoyu.describe(registry, 'certificate', '人员证书',
		'institution_id', '机构标识',
		'staff_id', '人员标识',
		'kind', '证书种类',
		'during', '有效期',
		'document_no', '证书编号');
	CALL tuoyu.describe(registry, 'class_staff', '排班：谁在何时照护哪个班；一人同时只在一个班',
		'institution_id', '机构标识',
		'class_id', '班标识',
		'staff_id', '人员标识',
		'during', '在班期间');
	CALL tuoyu.describe(registry, 'child', '婴幼儿',
		'institution_id', '机构标识',
		'child_id', '婴幼儿标识，在机构内唯一',
		'birth_date', '出生日期',
		'birth_order', '孩次',
		'household', '户籍或家庭所在地区');
	CALL tuoyu.describe(registry, 'child_identity', '婴幼儿身份：单独存放，未经授权不可见',
		'institution_id', '机构标识',
		'child_id', '婴幼儿标识',
		'name', '姓名',
		'resident_id', '公民身份号码',
		'guardian', '监护人',
		'phone', '监护人电话');
	CALL tuoyu.describe(registry, 'enrolment', '入托：一名婴幼儿同时只在一个班',
		'institution_id', '机构标识',
		'child_id', '婴幼儿标识',
		'during', '在托期间',
		'enrolment_id', '入托记录标识',
		'class_id', '班标识',
		'service_form', '服务形式：全日托、半日托、计时托、临时托',
		'monthly_fee', '月收费，元');
	CALL tuoyu.describe(registry, 'attendance', '出勤：按月分区，未建分区的月份落入默认分区',
		'institution_id', '机构标识',
		'child_id', '婴幼儿标识',
		'day', '出勤日',
		'present_from', '到托时刻',
		'present_to', '离托时刻');
	CALL tuoyu.describe(registry, 'attendance_default', '出勤：尚未建分区的月份',
		'institution_id', '机构标识',
		'child_id', '婴幼儿标识',
		'day', '出勤日',
		'present_from', '到托时刻',
		'present_to', '离托时刻');
	CALL tuoyu.describe(registry, 'fee_listing', '收费公示',
		'institution_id', '机构标识',
		'class_kind', '班型',
		'service_form', '服务形式',
		'during', '执行期间',
		'monthly_fee', '公示的月收费，元');
	CALL tuoyu.describe(registry, 'capacity_event', '托位变化：新增的托位和班',
		'institution_id', '机构标识',
		'event_id', '事项标识，在机构内唯一',
		'happened_on', '发生日期',
		'places_added', '新增托位数',
		'classes_added', '新增班数',
		'build', '建设方式：新建、改建',
		'cost', '实际支出，元',
		'claimed_on', '申报日期；空按期内申报');
	CALL tuoyu.describe(registry, 'region_figure', '地区数据：指标的分母等，由用户录入',
		'region', '地区',
		'name', '名称：population 常住人口，under_threes 三岁以下婴幼儿数，births 出生人口（没有 under_threes 时用），kindergartens 幼儿园数，streets 街道乡镇数，districts 区县数，或自定',
		'during', '适用期间',
		'value', '数值，按人、所、个、元计',
		'source', '来源');
END
$$;

COMMENT ON PROCEDURE tuoyu.describe_registry(pg_catalog.name) IS 'Chinese comments on the tables of a registry and their columns (part of create_registry)';

-- The guarantee: staffing, class size, band of admission; enrolment and roster inside the days of class and employment.
-- Its name tells registries apart; one too long to be part of another name leaves it out.
CREATE PROCEDURE tuoyu.add_registry_constraint(registry pg_catalog.name,
	checks pg_catalog.text[] DEFAULT tuoyu.default_ratio_checks(), validate pg_catalog.bool DEFAULT true)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
BEGIN
	PERFORM tuoyu.add_ratio_constraint(
		name => CASE WHEN octet_length(registry) <= 40 AND registry::text COLLATE "C" > '$' THEN registry || '_staffing' ELSE 'staffing' END::name,
		enrolment => format('%I.enrolment', registry)::regclass,
		roster => format('%I.class_staff', registry)::regclass,
		class => format('%I.class', registry)::regclass,
		staff => format('%I.staff', registry)::regclass,
		child => format('%I.child', registry)::regclass,
		institution => format('%I.institution', registry)::regclass,
		institution_kind => 'kind',
		institution_places => 'approved_places',
		certificate => format('%I.certificate', registry)::regclass,
		checks => checks,
		validate => validate,
		breach_log => format('%I.staffing_breach', registry)::regclass);
END
$$;

COMMENT ON PROCEDURE tuoyu.add_registry_constraint(pg_catalog.name, pg_catalog.text[], pg_catalog.bool) IS
	'The staffing constraint of a registry (part of create_registry and set_registry_checks)';

CREATE PROCEDURE tuoyu.set_registry_checks(registry pg_catalog.name, checks pg_catalog.text[], validate pg_catalog.bool DEFAULT true)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	present name[];
BEGIN
	PERFORM tuoyu.check_registry(registry);
	IF checks IS NULL THEN
		RAISE EXCEPTION 'the checks of a registry must not be null' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	present := ARRAY(SELECT DISTINCT t.tgname FROM pg_trigger t
		WHERE t.tgconstrrelid = format('%I.class', registry)::regclass AND t.tgfoid = 'tuoyu.ratio_check'::regproc AND t.tgparentid = 0);
	IF present = '{}' THEN
		CALL tuoyu.add_registry_constraint(registry, checks, validate);
	END IF;
	PERFORM tuoyu.set_ratio_checks(n, checks, format('%I.class', registry)::regclass, validate) FROM unnest(present) n;
END
$$;

COMMENT ON PROCEDURE tuoyu.set_registry_checks(pg_catalog.name, pg_catalog.text[], pg_catalog.bool) IS
	'Makes the staffing constraint of a registry enforce these checks and no others (see add_ratio_constraint), and adds it when it was dropped; validate checks what is there (23514). Unknown check: 22023; no registry: 3F000';

CREATE PROCEDURE tuoyu.create_registry(registry pg_catalog.name)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	taken text := (SELECT string_agg(c.relname, ', ' ORDER BY c.relname)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = registry
			AND c.relname = ANY (tuoyu.registry_tables() || tuoyu.registry_views() || '{attendance_default}'::text[]));
BEGIN
	IF registry IS NULL THEN
		RAISE EXCEPTION 'the name of the registry must not be null' USING ERRCODE = 'null_value_not_allowed';
	ELSIF registry IN ('tuoyu', 'information_schema') OR starts_with(registry::text, 'pg_') THEN
		RAISE EXCEPTION 'unacceptable name for a registry: "%"', registry
			USING ERRCODE = 'reserved_name', DETAIL = 'The name belongs to the system or to the extension.',
				HINT = 'Choose another name.';
	ELSIF tuoyu.is_registry(registry) THEN
		RAISE EXCEPTION 'registry "%" already exists', registry
			USING ERRCODE = 'duplicate_schema',
				HINT = format('Choose another name, or remove it first: CALL tuoyu.drop_registry(%L).', registry);
	ELSIF taken IS NOT NULL THEN
		RAISE EXCEPTION 'schema "%" already has relations that a registry needs to make', registry
			USING ERRCODE = 'duplicate_table', DETAIL = format('Names taken: %s.', taken),
				HINT = 'Choose another name, or rename these relations first.';
	END IF;

	IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = registry) THEN
		EXECUTE format('CREATE SCHEMA %I', registry);
		EXECUTE format('COMMENT ON SCHEMA %I IS %L', registry, tuoyu.registry_mark());
	END IF;
	CALL tuoyu.create_registry_tables(registry);
	CALL tuoyu.describe_registry(registry);
	PERFORM tuoyu.create_breach_log(format('%I.staffing_breach', registry));
	EXECUTE format('ALTER TABLE %I.staffing_breach ALTER institution_id SET NOT NULL, DROP CONSTRAINT staffing_breach_pkey, ADD PRIMARY KEY (institution_id, breach_id)', registry);
	CALL tuoyu.create_settlement_tables(registry);

	CALL tuoyu.add_registry_constraint(registry);
	CALL tuoyu.create_registry_views(registry);
END
$$;

COMMENT ON PROCEDURE tuoyu.create_registry(pg_catalog.name) IS
	'Makes a registry: tables, constraints and views in a schema of that name (made if absent), owned by the caller. Existing registry: 42P06; a relation of one of its names: 42P07; reserved name: 42939';

CREATE FUNCTION tuoyu.registry_mark() RETURNS pg_catalog.text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN '托育登记库（由 tuoyu.create_registry 建立）'::pg_catalog.text;

COMMENT ON FUNCTION tuoyu.registry_mark() IS
	'The comment on a schema that create_registry made, by which drop_registry knows that it may go with the last of its tables';

-- Removal

CREATE FUNCTION tuoyu.registry_relations(registry pg_catalog.name, names pg_catalog.text[], kinds pg_catalog.text) RETURNS pg_catalog.regclass[]
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT COALESCE(pg_catalog.array_agg(c.oid::pg_catalog.regclass ORDER BY pg_catalog.array_position(names, c.relname::pg_catalog.text)), '{}')
	FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
	WHERE n.nspname OPERATOR(pg_catalog.=) registry AND c.relname::pg_catalog.text OPERATOR(pg_catalog.=) ANY (names)
		AND pg_catalog.strpos(kinds, c.relkind::pg_catalog.text) OPERATOR(pg_catalog.>) 0;
END;

COMMENT ON FUNCTION tuoyu.registry_relations(pg_catalog.name, pg_catalog.text[], pg_catalog.text) IS
	'Those of the names that are relations of the given kinds (pg_class.relkind) in the registry''s schema, in the order of the names';

-- Row security must not make a table look empty: with row_security off a policy that hides rows is an error instead.
CREATE PROCEDURE tuoyu.drop_registry(registry pg_catalog.name, force pg_catalog.bool DEFAULT false)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, pg_temp
	SET row_security = off
AS $$
DECLARE
	tables regclass[];
	views regclass[];
	t regclass;
	found_row boolean;
	filled text[] := '{}';
BEGIN
	PERFORM tuoyu.check_registry(registry);
	tables := tuoyu.registry_relations(registry, tuoyu.registry_tables(), 'rp');
	views := tuoyu.registry_relations(registry, tuoyu.registry_views(), 'v');
	EXECUTE 'LOCK TABLE ' || array_to_string(tables, ', ') || ' IN ACCESS EXCLUSIVE MODE';
	IF force IS NOT TRUE THEN
		FOREACH t IN ARRAY tables LOOP
			EXECUTE format('SELECT EXISTS (SELECT FROM %s)', t) INTO found_row;
			IF found_row THEN
				filled := filled || (SELECT relname::text FROM pg_class WHERE oid = t);
			END IF;
		END LOOP;
		IF filled <> '{}' THEN
			RAISE EXCEPTION 'registry "%" is not empty', registry
				USING ERRCODE = 'object_not_in_prerequisite_state',
					DETAIL = format('Tables with rows: %s.', array_to_string(filled, ', ')),
					HINT = format('To drop it with all of its data: CALL tuoyu.drop_registry(%L, force => true).', registry);
		END IF;
	END IF;

	IF views <> '{}' THEN
		EXECUTE 'DROP VIEW ' || array_to_string(views, ', ');
	END IF;
	EXECUTE 'DROP TABLE ' || array_to_string(tables, ', ');
	IF obj_description(quote_ident(registry)::regnamespace, 'pg_namespace') = tuoyu.registry_mark()
		AND NOT EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass
			AND refobjid = quote_ident(registry)::regnamespace) THEN
		EXECUTE format('DROP SCHEMA %I', registry);
	END IF;
END
$$;

COMMENT ON PROCEDURE tuoyu.drop_registry(pg_catalog.name, pg_catalog.bool) IS
	'Drops what create_registry made; refused while a table holds rows (55000), unless forced, and while an object of the user''s depends on it (2BP01). The schema goes too when create_registry made it and nothing else is in it';

-- Attendance

CREATE FUNCTION tuoyu.add_attendance_partition(registry pg_catalog.name, month pg_catalog.date) RETURNS pg_catalog.bool
	LANGUAGE plpgsql STRICT
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	parent regclass := format('%I.attendance', registry)::regclass;
	rest oid := (SELECT partdefid FROM pg_partitioned_table WHERE partrelid = parent);
	part text := format('%I.%I', registry, 'attendance_' || to_char(month, 'YYYYMM'));
	next date := month + interval '1 month';
	columns text := (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
		WHERE attrelid = parent AND attnum > 0 AND NOT attisdropped AND attgenerated = '');
BEGIN
	IF EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass(part) AND inhparent = parent) THEN
		RETURN false;
	END IF;
	EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL)', part, parent);
	EXECUTE format('COMMENT ON TABLE %s IS %L', part, '出勤：' || to_char(month, 'YYYY"年"MM"月"'));
	-- what the default partition holds of the month would stand in the way of the new one
	IF rest <> 0 THEN
		EXECUTE format('WITH moved AS (DELETE FROM %1$s WHERE day >= %2$L AND day < %3$L RETURNING %4$s) INSERT INTO %5$s (%4$s) SELECT %4$s FROM moved',
			rest::regclass, month, next, columns, part);
	END IF;
	EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', parent, part, month, next);
	RETURN true;
EXCEPTION
	-- the user's own partitions, of another width, have the month already
	WHEN invalid_object_definition THEN
		RETURN false;
END
$$;

COMMENT ON FUNCTION tuoyu.add_attendance_partition(pg_catalog.name, pg_catalog.date) IS
	'Makes the partition of attendance for the month that begins on that day and moves its rows there from the default partition; false when there is one';

CREATE FUNCTION tuoyu.ensure_attendance_partitions(registry pg_catalog.name, until pg_catalog.date) RETURNS pg_catalog.int4
	LANGUAGE plpgsql
	SET search_path = pg_catalog, tuoyu, pg_temp
	SET row_security = off
AS $$
DECLARE
	month date;
	made integer := 0;
BEGIN
	PERFORM tuoyu.check_registry(registry);
	IF until IS NULL THEN
		RAISE EXCEPTION 'the last day must not be null' USING ERRCODE = 'null_value_not_allowed';
	ELSIF NOT isfinite(until) THEN
		RAISE EXCEPTION 'the last day must be finite' USING ERRCODE = 'datetime_field_overflow';
	END IF;
	FOR month IN EXECUTE format(
		'SELECT date_trunc(''month'', day)::date FROM %I.attendance_default WHERE day <= $1
		UNION SELECT generate_series(date_trunc(''month'', $2), $1::timestamp, interval ''1 month'')::date
		ORDER BY 1', registry)
		USING until, tuoyu.as_of()
	LOOP
		made := made + tuoyu.add_attendance_partition(registry, month)::integer;
	END LOOP;
	RETURN made;
END
$$;

COMMENT ON FUNCTION tuoyu.ensure_attendance_partitions(pg_catalog.name, pg_catalog.date) IS
	'Makes the monthly partitions of attendance that are missing, from the month of tuoyu.as_of to the month of the given day and for earlier months that the default partition holds rows of; returns how many it made';

-- Standing

CREATE FUNCTION tuoyu.is_recognised(registry pg_catalog.name, institution_id pg_catalog.int8, as_of pg_catalog.date) RETURNS pg_catalog.bool
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, tuoyu, pg_temp
AS $$
DECLARE
	answer boolean;
BEGIN
	PERFORM tuoyu.check_registry(registry);
	EXECUTE format('SELECT EXISTS (SELECT FROM %I.standing s WHERE s.institution_id = $1 AND s.kind = ''普惠认定'' AND s.during @> $2)', registry)
		INTO answer USING institution_id, as_of;
	RETURN answer;
END
$$;

COMMENT ON FUNCTION tuoyu.is_recognised(pg_catalog.name, pg_catalog.int8, pg_catalog.date) IS
	'Whether the institution has the standing 普惠认定 on that day; what it charges is another question (is_affordable)';

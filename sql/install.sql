-- What holds of every object of the extension, asked of the catalogs.  Each query lists offenders: all must be empty.
SET search_path = pg_catalog;
\set proc '''pg_proc''::regclass'
\set rel '''pg_class''::regclass'
\set type '''pg_type''::regclass'

CREATE TEMP VIEW member AS
	SELECT d.classid, d.objid, pg_describe_object(d.classid, d.objid, 0) AS object
	FROM pg_depend d
	WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
		AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'tuoyu');
CREATE TEMP VIEW function AS
	SELECT p.*, p.oid::regprocedure AS signature, l.lanname AS language,
		coalesce(p.proconfig::text LIKE '%search\_path=%', false) AS has_path
	FROM member JOIN pg_proc p ON classid = :proc AND p.oid = objid JOIN pg_language l ON l.oid = p.prolang;
CREATE TEMP VIEW relation AS
	SELECT c.* FROM member JOIN pg_class c ON classid = :rel AND c.oid = objid
	UNION ALL
	SELECT c.* FROM member JOIN pg_class c ON classid = :type AND c.reltype = objid AND c.relkind = 'c';
CREATE TEMP VIEW base_type AS
	SELECT t.* FROM member JOIN pg_type t ON classid = :type AND t.oid = objid AND t.typtype = 'b' AND t.typcategory <> 'A';
-- a check of nothing would always pass
SELECT count(*) > 0 AS there_are_members FROM member;
SELECT relocatable, superuser, trusted, schema, requires FROM pg_available_extension_versions WHERE name = 'tuoyu' AND installed;

-- everything lives in schema tuoyu (a cast has no schema)
SELECT m.object
FROM member m, pg_identify_object(m.classid, m.objid, 0) i
WHERE i.type NOT IN ('schema', 'cast') AND i.schema <> 'tuoyu'
ORDER BY 1;

-- COMMENT: objects (what stands for its owner apart: a table's row type, a sequence, an index, an operator class's family)
SELECT m.object
FROM member m
WHERE obj_description(m.objid, (SELECT relname FROM pg_class WHERE oid = m.classid)) IS NULL
	AND m.classid <> 'pg_opfamily'::regclass
	AND NOT EXISTS (SELECT FROM pg_type t WHERE m.classid = :type AND t.oid = m.objid
		AND (t.typcategory = 'A' OR t.typrelid IN (SELECT oid FROM pg_class WHERE relkind <> 'c')))
	AND NOT EXISTS (SELECT FROM pg_class c WHERE m.classid = :rel AND c.oid = m.objid AND c.relkind IN ('S', 'i'))
ORDER BY 1;
-- COMMENT: columns
SELECT r.oid::regclass AS relation, a.attname
FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
WHERE r.relkind IN ('r', 'p', 'v', 'm', 'c') AND a.attnum > 0 AND NOT a.attisdropped AND col_description(r.oid, a.attnum) IS NULL
ORDER BY r.relname, a.attnum;

-- functions: what does not write is parallel safe (formula_problem catches errors in a subtransaction, which a worker
-- may not start), and only what writes or reads what it has just written is volatile
SELECT signature
FROM function
WHERE provolatile <> 'v' AND proparallel <> 's' AND proname NOT IN ('formula_problem', 'formula_uses', 'constant_value', 'lint_formulas', 'lint_figures', 'policy_lint')
ORDER BY signature::text;
SELECT signature
FROM function
WHERE provolatile = 'v' AND prokind <> 'p' AND prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
	AND proname NOT IN ('add_ratio_constraint', 'drop_ratio_constraint', 'set_ratio_checks', 'ratio_violations', 'ratio_set', 'create_breach_log',
		'add_attendance_partition', 'ensure_attendance_partitions',
		'lock_settlement', 'unfinished_pass', 'settlement_write', 'settlement_fails', 'settlement_culprit', 'finish_pass', 'settle_step')
ORDER BY signature::text;
-- functions: no name in a body depends on the caller's path (settle commits, which a procedure with settings of its own may
-- not: every name in it is qualified)
SELECT signature
FROM function
WHERE NOT has_path AND proname <> 'settle' AND (language = 'plpgsql' OR prosecdef OR language = 'sql' AND prosqlbody IS NULL)
ORDER BY signature::text;
-- functions: what runs with its owner's rights is not for everybody to call
SELECT signature
FROM function, LATERAL aclexplode(coalesce(proacl, acldefault('f', proowner)))
WHERE prosecdef AND prorettype <> 'trigger'::regtype AND grantee = 0
ORDER BY signature::text;

-- tables: nobody but the owner may write, and pg_dump keeps users' rows
SELECT r.oid::regclass AS relation, privilege_type
FROM relation r, LATERAL aclexplode(coalesce(relacl, acldefault('r', relowner)))
WHERE grantee = 0 AND privilege_type NOT IN ('SELECT', 'USAGE')
ORDER BY 1, 2;
SELECT r.oid::regclass AS relation
FROM relation r, pg_extension e
WHERE e.extname = 'tuoyu' AND r.relkind IN ('r', 'S') AND NOT r.oid = ANY (coalesce(e.extconfig, '{}'))
ORDER BY 1;
-- tables: logical replication needs a primary key
SELECT r.oid::regclass AS relation
FROM relation r
WHERE r.relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = r.oid AND indisprimary)
ORDER BY 1;
-- views: standard column types only
SELECT r.oid::regclass AS relation, a.attname, format_type(a.atttypid, a.atttypmod)
FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE r.relkind = 'v' AND a.atttypid NOT IN ('text'::regtype, 'integer'::regtype, 'bigint'::regtype, 'numeric'::regtype,
	'date'::regtype, 'boolean'::regtype)
ORDER BY 1, a.attnum;

-- types: text and binary input and output
SELECT typname FROM base_type WHERE typreceive = 0 OR typsend = 0 ORDER BY 1;
-- types: an implicit cast to pg_catalog keeps simple CASE, NULLIF and JOIN USING alive under an empty search_path
SELECT typname
FROM base_type t
WHERE NOT EXISTS (SELECT FROM pg_cast WHERE castsource = t.oid AND castcontext = 'i'
		AND casttarget = CASE typcategory WHEN 'N' THEN 'numeric'::regtype ELSE 'text'::regtype END)
	AND EXISTS (SELECT FROM pg_operator WHERE oprname = '=' AND oprleft = t.oid AND oprright = t.oid)
ORDER BY 1;
-- types: what has an order can be hashed, and has min and max that use an index and run in parallel
SELECT typname, w.aggregate
FROM base_type t
	JOIN pg_opclass b ON b.opcintype = t.oid AND b.opcdefault AND b.opcmethod = (SELECT oid FROM pg_am WHERE amname = 'btree'),
	(VALUES ('min'), ('max')) AS w(aggregate)
WHERE NOT EXISTS (SELECT FROM function f JOIN pg_aggregate a ON a.aggfnoid = f.oid
		WHERE f.proname = w.aggregate AND f.pronargs = 1 AND f.proargtypes[0] = t.oid
		AND a.aggsortop <> 0 AND a.aggcombinefn <> 0)
ORDER BY 1, 2;
SELECT typname
FROM base_type t
	JOIN pg_opclass b ON b.opcintype = t.oid AND b.opcdefault AND b.opcmethod = (SELECT oid FROM pg_am WHERE amname = 'btree')
WHERE NOT EXISTS (SELECT FROM pg_opclass h WHERE h.opcintype = t.oid AND h.opcdefault
		AND h.opcmethod = (SELECT oid FROM pg_am WHERE amname = 'hash'))
ORDER BY 1;

-- operators: what the planner wants to know
CREATE TEMP VIEW operator AS
	SELECT o.*, o.oid::regoperator AS signature FROM member JOIN pg_operator o ON classid = 'pg_operator'::regclass AND o.oid = objid;
SELECT signature, oprcom::regoper AS commutator, oprnegate::regoper AS negator, oprrest AS restrict, oprjoin AS "join"
FROM operator
WHERE oprresult = 'boolean'::regtype AND oprkind = 'b' AND (oprcom = 0 OR oprrest = 0 OR oprjoin = 0
	OR oprnegate = 0 AND oprname IN ('=', '<>', '<', '<=', '>', '>='))
ORDER BY signature::text;
SELECT signature
FROM operator o JOIN pg_amop a ON a.amopopr = o.oid JOIN pg_am m ON m.oid = a.amopmethod
WHERE m.amname = 'btree' AND a.amopstrategy = 3 AND NOT o.oprcanmerge OR m.amname = 'hash' AND NOT o.oprcanhash
ORDER BY signature::text;
-- operators: the function behind does not fail to be inlined or pushed down for want of being immutable
SELECT o.signature FROM operator o JOIN pg_proc p ON p.oid = o.oprcode WHERE p.provolatile <> 'i' ORDER BY o.signature::text;

-- operator classes: valid, with sort support, equalimage and the extended hash
SELECT m.object FROM member m WHERE CASE WHEN m.classid = 'pg_opclass'::regclass THEN NOT amvalidate(m.objid) END ORDER BY 1;
SELECT m.object, w.support
FROM member m JOIN pg_opclass c ON m.classid = 'pg_opclass'::regclass AND c.oid = m.objid
	JOIN pg_am a ON a.oid = c.opcmethod
	JOIN (VALUES ('btree', 1), ('btree', 2), ('btree', 4), ('hash', 1), ('hash', 2)) AS w(method, support) ON w.method = a.amname
WHERE NOT EXISTS (SELECT FROM pg_amproc p WHERE p.amprocfamily = c.opcfamily AND p.amprocnum = w.support
	AND p.amproclefttype = c.opcintype AND p.amprocrighttype = c.opcintype)
ORDER BY 1, 2;

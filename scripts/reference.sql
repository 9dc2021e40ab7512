-- Prints the reference (doc/reference.md) from the COMMENTs of the extension and of a registry.
-- To be run by psql -XAtq in a database without them: everything happens in a transaction that is rolled back.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION tuoyu CASCADE;
SELECT count(*) > 0 AS has_registry FROM pg_proc WHERE pronamespace = 'tuoyu'::regnamespace AND proname = 'create_registry' \gset
\if :has_registry
CALL tuoyu.create_registry('childcare');
\endif
SET LOCAL search_path = tuoyu, pg_catalog;

CREATE TEMP VIEW member AS
	SELECT classid, objid FROM pg_catalog.pg_depend
	WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'tuoyu');
-- a comment as running text, and as a table's cell
CREATE FUNCTION pg_temp.said(comment text) RETURNS text LANGUAGE sql
	RETURN coalesce(regexp_replace(comment, '\s+', ' ', 'g'), '');
CREATE FUNCTION pg_temp.cell(comment text) RETURNS text LANGUAGE sql
	RETURN replace(pg_temp.said(comment), '|', '\|');
-- functions that SQL calls behind something that has a place of its own here
CREATE TEMP VIEW machinery AS
	SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend, typmodin, typmodout]::oid[]) AS oid FROM pg_type
	UNION SELECT unnest(ARRAY[oprcode, oprrest, oprjoin]::oid[]) FROM pg_operator
	UNION SELECT amproc FROM pg_amproc
	UNION SELECT castfunc FROM pg_cast
	UNION SELECT prosupport FROM pg_proc
	UNION SELECT unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn,
		aggmtransfn, aggminvtransfn, aggmfinalfn]::oid[]) FROM pg_aggregate
	UNION SELECT tgfoid FROM pg_trigger;
CREATE TEMP VIEW function AS
	SELECT p.*, format('`%s(%s)`', proname, pg_get_function_arguments(p.oid)) AS call,
		obj_description(p.oid, 'pg_proc') AS comment
	FROM member JOIN pg_proc p ON classid = 'pg_proc'::regclass AND p.oid = objid
	WHERE p.oid NOT IN (SELECT oid FROM machinery);

\qecho '# Reference'
\qecho
\qecho 'Made by `make doc` from the COMMENTs in the database, in the order in which the install script creates things.'
\qecho 'Every name is in schema `tuoyu`, those of a registry in the schema that `create_registry` is given.'

\qecho
\qecho '## Types'
\qecho
SELECT format('- **`%s`**: %s', t.oid::regtype, pg_temp.said(obj_description(t.oid, 'pg_type')))
FROM member JOIN pg_type t ON classid = 'pg_type'::regclass AND t.oid = objid
WHERE typtype <> 'c' AND typcategory <> 'A'
ORDER BY t.oid;

\qecho
\qecho '## Functions'
\qecho
SELECT format('- **%s** → `%s`: %s', call, pg_get_function_result(oid), pg_temp.said(comment))
FROM function
WHERE prokind IN ('f', 'w') AND prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
ORDER BY oid;

SELECT E'\n## Procedures\n' WHERE EXISTS (SELECT FROM function WHERE prokind = 'p');
SELECT format('- **%s**: %s', call, pg_temp.said(comment)) FROM function WHERE prokind = 'p' ORDER BY oid;

SELECT E'\n## Aggregates\n' WHERE EXISTS (SELECT FROM function WHERE prokind = 'a');
SELECT format('- **%s** → `%s`: %s', call, pg_get_function_result(oid), pg_temp.said(comment))
FROM function WHERE prokind = 'a' ORDER BY oid;

SELECT E'\n## Trigger functions\n' WHERE EXISTS (SELECT FROM function WHERE prorettype IN ('trigger'::regtype, 'event_trigger'::regtype));
SELECT format('- **%s**: %s', call, pg_temp.said(comment))
FROM function WHERE prorettype IN ('trigger'::regtype, 'event_trigger'::regtype) ORDER BY oid;

\qecho
\qecho '## Operators'
\qecho
\qecho '| left | operator | right | result | |'
\qecho '|---|---|---|---|---|'
SELECT format('| %s | `%s` | %s | %s | %s |', CASE WHEN oprleft <> 0 THEN oprleft::regtype::text END,
	replace(oprname, '|', '\|'), oprright::regtype, oprresult::regtype, pg_temp.cell(obj_description(o.oid, 'pg_operator')))
FROM member JOIN pg_operator o ON classid = 'pg_operator'::regclass AND o.oid = objid
ORDER BY greatest(oprleft, oprright), oprname, o.oid;

\qecho
\qecho '## Casts'
\qecho
\qecho '| from | to | applied | |'
\qecho '|---|---|---|---|'
SELECT format('| %s | %s | %s | %s |', castsource::regtype, casttarget::regtype,
	CASE castcontext WHEN 'i' THEN 'implicitly' WHEN 'a' THEN 'in assignments' ELSE 'when written' END,
	pg_temp.cell(obj_description(c.oid, 'pg_cast')))
FROM member JOIN pg_cast c ON classid = 'pg_cast'::regclass AND c.oid = objid
ORDER BY c.oid;

\qecho
\qecho '## Settings'
\qecho
SELECT format('- **`%s`**: %s', name, concat_ws(' ', short_desc, extra_desc))
FROM pg_settings, tuoyu.as_of()
WHERE name LIKE 'tuoyu.%' AND as_of IS NOT NULL
ORDER BY name;

-- relations, each with its columns
CREATE TEMP VIEW relation AS
	SELECT c.oid, c.relname,
		CASE c.relkind WHEN 'c' THEN 'Row types' WHEN 'v' THEN 'Views' WHEN 'm' THEN 'Views' ELSE 'Tables' END
			|| CASE c.relnamespace WHEN 'tuoyu'::regnamespace THEN '' ELSE ' of a registry' END AS section,
		coalesce(obj_description(c.oid, 'pg_class'), obj_description(c.reltype, 'pg_type')) AS comment
	FROM pg_class c
	WHERE c.relkind IN ('r', 'p', 'v', 'm', 'c') AND NOT c.relispartition
		AND (c.relnamespace = 'tuoyu'::regnamespace OR c.relnamespace::regnamespace::text = 'childcare');
SELECT line
FROM (
	SELECT min(oid) AS oid, 0 AS attnum, section, E'\n## ' || section AS line FROM relation GROUP BY section
	UNION ALL
	SELECT oid, 0, section, format(E'\n### `%s`\n\n%s\n\n| column | type | |\n|---|---|---|', relname, pg_temp.said(comment))
	FROM relation
	UNION ALL
	SELECT r.oid, attnum, section,
		format('| %s | %s | %s |', attname, format_type(atttypid, atttypmod), pg_temp.cell(col_description(r.oid, attnum)))
	FROM relation r JOIN pg_attribute ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped
) AS lines
ORDER BY section LIKE '%registry', section, oid, attnum, line LIKE E'\n###%';
ROLLBACK;

-- The type age_band.
SET search_path = public, tuoyu;

-- every accepted spelling
SELECT s AS spelling, s::age_band FROM unnest(ARRAY['乳儿', '乳儿班', 'infant', '托小', '托小班', 'toddler', '托大', '托大班',
	'preschool', '混合', '混合班', 'mixed', '未到龄', '超龄']) s;
-- blanks around it, also the ideographic one, and English in any case
SELECT ' 托小 '::age_band, E'\t托小班\n'::age_band, '　托小　'::age_band, ' 　 ToDDler　 '::age_band, 'INFANT'::age_band;

-- anything else is refused, and the hint lists what is taken
SELECT '托幼班'::age_band;
SELECT ''::age_band;
SELECT ' 　 '::age_band;
DO $$
DECLARE
	bad text;
BEGIN
	FOREACH bad IN ARRAY ARRAY['托', '托小 班', '超龄班', '未到龄班', 'infants', 'inf', 'ｔoddler', '2', '乳儿,托小', E'托\u3000小', E'\u3000\u3000\u00a0', '乳儿班班', '1:3', '小班', 'under', 'over']
	LOOP
		BEGIN
			PERFORM bad::age_band;
			RAISE EXCEPTION '% was taken', bad;
		EXCEPTION WHEN invalid_text_representation THEN
			IF SQLERRM <> 'invalid input syntax for type age_band: "' || bad || '"' THEN
				RAISE;
			END IF;
		END;
	END LOOP;
END
$$;

-- no integer is a band, nor a band an integer
SELECT 2::age_band;
SELECT '托小'::age_band::integer;
SELECT count(*) AS casts_beside_text FROM pg_cast
WHERE 'age_band'::regtype IN (castsource, casttarget) AND casttarget <> 'text'::regtype;

-- the order
SELECT array_agg(b ORDER BY b DESC), min(b), max(b) FROM unnest('{混合,乳儿,超龄,托大,未到龄,托小,NULL}'::age_band[]) b;
CREATE TABLE band (place integer, b age_band);
INSERT INTO band SELECT o, l::age_band FROM unnest('{未到龄,乳儿,托小,托大,超龄,混合}'::text[]) WITH ORDINALITY u(l, o);
INSERT INTO band VALUES (NULL, NULL);
SELECT count(*) AS pairs,
	bool_and((x.b < y.b) = (x.place < y.place) AND (x.b <= y.b) = (x.place <= y.place) AND
		(x.b = y.b) = (x.place = y.place) AND (x.b <> y.b) = (x.place <> y.place) AND
		(x.b >= y.b) = (x.place >= y.place) AND (x.b > y.b) = (x.place > y.place) AND
		sign(age_band_cmp(x.b, y.b)) = sign(x.place - y.place) AND
		(age_band_smaller(x.b, y.b) = x.b) = (x.place <= y.place) AND
		(age_band_larger(x.b, y.b) = x.b) = (x.place >= y.place)) AS as_their_places,
	bool_and((age_band_hash(x.b) = age_band_hash(y.b)) = (x.b = y.b) AND
		(age_band_hash_extended(x.b, 7) = age_band_hash_extended(y.b, 7)) = (x.b = y.b) AND
		age_band_hash_extended(x.b, 7) <> age_band_hash_extended(y.b, 8)) AS hashes_agree
FROM band x, band y WHERE x.b IS NOT NULL AND y.b IS NOT NULL;
SELECT bool_and(age_band_hash_extended(b, 0) & 4294967295 = age_band_hash(b) & 4294967295::bigint) AS same_low_bits FROM band;

-- one byte, and the binary form is the label
SELECT typlen, typbyval, typalign, typcategory FROM pg_type WHERE oid = 'age_band'::regtype;
SELECT bool_and(convert_from(age_band_send(b), 'UTF8') = b::text AND b::text::age_band = b) AS round_trip FROM band;
-- binary input is as strict as text, in every client's encoding
\getenv abs_builddir PG_ABS_BUILDDIR
\set copied :abs_builddir '/results/age_band.data'
COPY (SELECT b FROM band) TO :'copied' (FORMAT binary);
CREATE TABLE band_again (b age_band);
COPY band_again FROM :'copied' (FORMAT binary);
SELECT array_agg(b ORDER BY b) FROM band_again;
COPY (SELECT '托班'::text) TO :'copied' (FORMAT binary);
COPY band_again FROM :'copied' (FORMAT binary);
COPY (SELECT 2::smallint) TO :'copied' (FORMAT binary);
COPY band_again FROM :'copied' (FORMAT binary);
COPY (SELECT ''::text) TO :'copied' (FORMAT binary);
COPY band_again FROM :'copied' (FORMAT binary);

-- indexes
INSERT INTO band SELECT -i, (SELECT b FROM band WHERE place = 1 + i % 6) FROM generate_series(1, 6000) i;
CREATE INDEX band_btree ON band USING btree (b);
CREATE INDEX band_hash ON band USING hash (b);
ANALYZE band;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT b FROM band WHERE b > '超龄' ORDER BY b;
SELECT b, count(*) FROM band WHERE b > '托大' GROUP BY b ORDER BY b;
SELECT min(b), max(b) FROM band;
SELECT aggfnoid, aggsortop::regoperator FROM pg_aggregate WHERE aggfnoid IN ('tuoyu.min(age_band)'::regprocedure, 'tuoyu.max(age_band)'::regprocedure) ORDER BY 1;
DROP INDEX band_btree;
EXPLAIN (COSTS OFF) SELECT * FROM band WHERE b = '托小';
SELECT count(*) FROM band WHERE b = '托小';
RESET enable_seqscan;
RESET enable_bitmapscan;
-- sorting, hashing, merging, partitioning
SELECT b, lag(b) OVER (ORDER BY b DESC NULLS LAST) FROM (SELECT DISTINCT b FROM band) d ORDER BY b NULLS FIRST;
SET enable_hashjoin = off;
SET enable_nestloop = off;
SELECT count(*) FROM band x JOIN band y USING (b) WHERE y.place > 0;
RESET enable_hashjoin;
SET enable_mergejoin = off;
SELECT count(*) FROM band x JOIN band y USING (b) WHERE y.place > 0;
RESET enable_mergejoin;
RESET enable_nestloop;
CREATE TABLE by_band (b age_band) PARTITION BY LIST (b);
CREATE TABLE by_band_1 PARTITION OF by_band FOR VALUES IN ('乳儿', '托小');
CREATE TABLE by_band_2 PARTITION OF by_band FOR VALUES IN ('托大班');
INSERT INTO by_band VALUES ('toddler'), ('托大');
EXPLAIN (COSTS OFF) SELECT * FROM by_band WHERE b = '托大';
CREATE TABLE by_hash (b age_band) PARTITION BY HASH (b);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO by_hash SELECT b FROM band WHERE place > 0;
SELECT count(*) AS found_again FROM band JOIN LATERAL (SELECT 1 FROM by_hash h WHERE h.b = band.b LIMIT 1) f ON true WHERE place > 0;

-- text: the cast, concatenation, functions of text
SELECT b::text || '班' AS cast_text, b || '班' AS band_text, '年龄段 ' || b AS text_band, b || '/'::varchar AS band_varchar,
	'/'::varchar || b AS varchar_band, length(b), b LIKE '托%' AS alike FROM band WHERE place = 3;
SELECT pg_typeof('托小'::age_band || 'x'), pg_typeof('x' || '托小'::age_band), '托小'::age_band || NULL AS null_text;

-- What SQL gives no OPERATOR() spelling for must survive a restore, which runs with an empty search path.
CREATE TABLE kid (id integer, b age_band, c age_band);
INSERT INTO kid VALUES (1, '托小', '托小'), (2, '托大', '乳儿'), (3, NULL, '混合'), (4, '超龄', NULL);
CREATE VIEW kid_case AS SELECT id, CASE b WHEN '托小' THEN 'T' WHEN '超龄' THEN 'O' ELSE '-' END AS letter FROM kid;
CREATE VIEW kid_nullif AS SELECT id, NULLIF(b, c)::text AS differs FROM kid;
CREATE VIEW kid_using AS SELECT x.id, y.place FROM kid x JOIN band y USING (b) WHERE y.place > 0;
CREATE VIEW kid_order AS SELECT id, b, rank() OVER (ORDER BY b) FROM kid WHERE b IS NOT NULL ORDER BY b;
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE NOTICE 'child % changes to %', new.id, new.b;
	RETURN new;
END
$$;
CREATE TRIGGER note BEFORE UPDATE ON kid FOR EACH ROW WHEN (old.b IS DISTINCT FROM new.b) EXECUTE FUNCTION note_change();
CREATE TABLE before AS SELECT 'case' AS view, array_agg(v::text ORDER BY id) AS rows FROM kid_case v
UNION ALL SELECT 'nullif', array_agg(v::text ORDER BY id) FROM kid_nullif v
UNION ALL SELECT 'using', array_agg(v::text ORDER BY id) FROM kid_using v
UNION ALL SELECT 'order', array_agg(v::text) FROM kid_order v;
-- definitions as pg_dump takes them, under an empty path, run under that path
SET search_path = '';
DO $$
DECLARE
	view text;
	body text;
	trigger_body text := pg_catalog.pg_get_triggerdef(oid) FROM pg_catalog.pg_trigger WHERE tgname OPERATOR(pg_catalog.=) 'note';
BEGIN
	FOREACH view IN ARRAY '{public.kid_case,public.kid_nullif,public.kid_using,public.kid_order}'::pg_catalog.text[] LOOP
		body := pg_catalog.pg_get_viewdef(view::pg_catalog.regclass);
		EXECUTE 'DROP VIEW ' || view || '; CREATE VIEW ' || view || ' AS ' || body;
	END LOOP;
	EXECUTE 'DROP TRIGGER note ON public.kid; ' || trigger_body;
END
$$;
SET search_path = public, tuoyu;
SELECT view, rows = CASE view
	WHEN 'case' THEN (SELECT array_agg(v::text ORDER BY id) FROM kid_case v)
	WHEN 'nullif' THEN (SELECT array_agg(v::text ORDER BY id) FROM kid_nullif v)
	WHEN 'using' THEN (SELECT array_agg(v::text ORDER BY id) FROM kid_using v)
	ELSE (SELECT array_agg(v::text) FROM kid_order v) END AS same, rows
FROM before ORDER BY view;
UPDATE kid SET b = '托大' WHERE id IN (1, 2);

-- GBK clients
SET client_encoding = 'GBK';
SELECT count(*) AS bands, bool_and(convert_from(age_band_send(b), 'GBK') = b::text) AS sent_as_gbk FROM band WHERE place > 0;
RESET client_encoding;

SELECT opcname, amname, amvalidate(o.oid) FROM pg_opclass o JOIN pg_am a ON a.oid = opcmethod WHERE opcintype = 'age_band'::regtype ORDER BY amname;
-- every operator names its commutator, negator and estimators
SELECT oprname, oprcom <> 0 AS commutator, oprnegate <> 0 AS negator, oprrest, oprjoin, oprcanhash, oprcanmerge
FROM pg_operator WHERE oprleft = 'age_band'::regtype AND oprresult = 'boolean'::regtype ORDER BY oprname COLLATE "C";
SET client_min_messages = warning;
DROP TABLE band, band_again, by_band, by_hash, kid, before CASCADE;
DROP FUNCTION note_change();

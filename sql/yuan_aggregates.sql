-- Aggregates of yuan: sum, avg, min, max.
CREATE SCHEMA yuan_aggregates_test;
SET search_path = yuan_aggregates_test, tuoyu;

CREATE TABLE fees AS
	SELECT i AS id, i % 7 AS g, CASE WHEN i % 11 = 0 THEN NULL ELSE ((i * 7919 % 100003 - 50000) * 0.01)::yuan END AS fee FROM generate_series(1, 100000) AS i;
SELECT pg_typeof(sum(fee)) AS sum, pg_typeof(avg(fee)) AS avg, pg_typeof(min(fee)) AS min, pg_typeof(max(fee)) AS max FROM fees;
SELECT sum(fee), avg(fee), min(fee), max(fee) FROM fees;
-- as numeric does it, in every group; NULL of nothing
SELECT g, count(fee), sum(fee) = sum(fee::numeric) AS sum, avg(fee) = avg(fee::numeric) AS avg, min(fee) = min(fee::numeric) AS min, max(fee) = max(fee::numeric) AS max FROM fees GROUP BY g ORDER BY g;
SELECT sum(fee), avg(fee), min(fee), max(fee) FROM fees WHERE id < 0;
SELECT sum(fee), avg(fee), min(fee), max(fee) FROM fees WHERE fee IS NULL;
SELECT sum(DISTINCT fee) = sum(DISTINCT fee::numeric) AS distinct, sum(fee) FILTER (WHERE g = 1) = sum(fee::numeric) FILTER (WHERE g = 1) AS filtered FROM fees;
-- only the result can overflow, not what lies on the way
CREATE TABLE large (o integer, fee yuan);
INSERT INTO large SELECT i, '92233720368547758.07' FROM generate_series(1, 5) AS i;
INSERT INTO large SELECT i, '-92233720368547758.08' FROM generate_series(6, 10) AS i;
SELECT sum(fee), avg(fee) FROM large;
SELECT sum(fee ORDER BY o DESC) FROM large;
SELECT sum(fee) FROM large WHERE o IN (1, 6, 7);
SELECT sum(fee) FROM large WHERE o IN (1, 2, 7);
SELECT sum(fee) FROM large WHERE o <= 2;
SELECT sum(fee) FROM large WHERE o >= 9;
SELECT avg(fee), avg(fee) = avg(fee::numeric) AS exact FROM large WHERE o <= 5;
SELECT avg(fee), avg(fee) = avg(fee::numeric) AS exact FROM large WHERE o >= 3;
SELECT sum(fee) FROM (VALUES ('92233720368547758.07'::yuan), ('0.01')) AS v(fee);
-- moving frames, with amounts that leave again, over the range of a sum in between
SELECT count(*), count(*) FILTER (WHERE s IS DISTINCT FROM n) AS wrong, count(*) FILTER (WHERE a IS DISTINCT FROM m) AS wrong_mean
FROM (SELECT sum(fee) OVER w::numeric AS s, sum(fee::numeric) OVER w AS n, avg(fee) OVER w AS a, avg(fee::numeric) OVER w AS m FROM fees WINDOW w AS (ORDER BY id ROWS BETWEEN 9 PRECEDING AND 3 FOLLOWING)) AS f;
SELECT o, avg(fee) OVER w = avg(fee::numeric) OVER w AS mean FROM large WINDOW w AS (ORDER BY o ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) ORDER BY o;
SELECT o, sum(fee) OVER w FROM (SELECT * FROM large WHERE o BETWEEN 5 AND 6 UNION ALL VALUES (7, NULL::yuan), (8, '1'), (9, '92233720368547757.07')) AS v WINDOW w AS (ORDER BY o ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) ORDER BY o;
-- in parallel, through partial states
CREATE TABLE many (g integer, fee yuan) WITH (parallel_workers = 2);
INSERT INTO many SELECT g, fee FROM fees;
INSERT INTO many SELECT 8, fee FROM large;
ANALYZE many;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT sum(fee), avg(fee), min(fee), max(fee) FROM many;
SELECT sum(fee), avg(fee), min(fee), max(fee) FROM many;
SELECT g, sum(fee), avg(fee), min(fee), max(fee) FROM many GROUP BY g ORDER BY g;
SELECT sum(fee) FROM many WHERE fee > 1e15;
SET max_parallel_workers_per_gather = 0;
SELECT sum(fee), avg(fee), min(fee), max(fee) FROM many;
-- partitions aggregated one by one combine too
CREATE TABLE parts (g integer, fee yuan) PARTITION BY LIST (g);
CREATE TABLE parts_low PARTITION OF parts FOR VALUES IN (0, 1, 2, 3);
CREATE TABLE parts_high PARTITION OF parts DEFAULT;
INSERT INTO parts SELECT * FROM many;
SET enable_partitionwise_aggregate = on;
SELECT sum(fee) = (SELECT sum(fee) FROM many) AS sum, avg(fee) = (SELECT avg(fee) FROM many) AS avg FROM parts;
-- the least and the greatest come from an index
CREATE INDEX fees_fee ON fees (fee);
CREATE FUNCTION plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line ~ 'Scan|Cond' THEN
			RETURN NEXT btrim(line);
		END IF;
	END LOOP;
END $$;
SELECT plan('SELECT min(fee) FROM fees'), plan('SELECT max(fee) FROM fees');

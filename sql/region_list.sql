-- The list of regions and what is read from it.
CREATE SCHEMA region_list_test;
SET search_path = region_list_test, tuoyu;

SELECT region_level(code) AS level, count(*) FROM region GROUP BY 1 ORDER BY 1;
SELECT count(*) AS strange FROM region WHERE origin <> 'shipped' OR name !~ '^[一-龥（）]+$';
-- the places that the shipped policies and the examples name
SELECT code, region_name(code), region_path(code)
FROM unnest('{000000,420000,420100,420102,330900,330903,640100,340400,500000,350200,510100,360111,360702,370200,510700,440300,
	710000,810000,820000}'::region_code[]) AS code;
-- levels that only say how the ones below are governed; cities without counties; a county named like its city
SELECT code, region_name(code), region_path(code)
FROM unnest('{110100,110101,310115,500100,500101,500200,500229,429000,429004,469024,659001,441900,442000,460400,620200,620201}'::region_code[])
	AS code;
-- unknown: a street that is not in the list, a code that nobody has
SELECT region_name('441900003') IS NULL AND region_path('441900003') IS NULL AND region_name('999999') IS NULL AS unknown;
SELECT region_name(NULL) IS NULL AND region_path(NULL) IS NULL AS nothing;

-- every region lies in one that is there, and each path begins with the province's name and ends with its own
SELECT count(*) AS orphans FROM region AS r WHERE NOT EXISTS (SELECT FROM region AS p WHERE p.code = region_parent(r.code)) AND code <> '000000';
SELECT count(*) AS wrong FROM region
WHERE code <> '000000' AND (NOT starts_with(region_path(code), region_name(region_at(code, 1))) OR region_path(code) NOT LIKE '%' || name
	OR region_name(code) <> name);
SELECT region_path(code) AS ambiguous, array_agg(code ORDER BY code) AS codes FROM region GROUP BY 1 HAVING count(*) > 1;
-- by the oracle: names down the chain, put together in a loop
CREATE FUNCTION path_oracle(region region_code) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
	step region_code := region;
	path text := region_name(region);
BEGIN
	LOOP
		step := region_parent(step);
		EXIT WHEN step = '000000';
		CONTINUE WHEN region_name(step) IN ('市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划')
			OR (region_name(step) = region_name(region) AND step = region_parent(region));
		path := region_name(step) || path;
	END LOOP;
	RETURN path;
END
$$;
SELECT count(*) AS wrong FROM region WHERE code <> '000000' AND region_path(code) <> path_oracle(code);
SELECT count(*) AS in_hubei FROM region WHERE code <@ '42';
SELECT count(*) AS in_hubei FROM region WHERE left(code::text, 2) = '42';

-- users add streets and villages of their own
INSERT INTO region (code, name) VALUES ('441900003', '东城街道'), ('420102003', '大智街道'), ('420102003001', '南京路社区');
SELECT region_path('441900003'), region_path('420102003'), region_path('420102003001');
SELECT code, name, origin FROM region WHERE origin = 'user' ORDER BY code;
INSERT INTO region (code, name) VALUES ('420102', '江岸');
INSERT INTO region (code, name) VALUES ('420102004', '');
INSERT INTO region (code, name, origin) VALUES ('420102004', '一元街道', 'other');
-- what pg_dump takes along, and who may read
SELECT e.extcondition[array_position(e.extconfig, 'tuoyu.region'::regclass)] FROM pg_extension AS e WHERE extname = 'tuoyu';
CREATE ROLE regress_tuoyu_reader;
SELECT has_table_privilege('regress_tuoyu_reader', 'tuoyu.region', 'SELECT') AS may_read, has_table_privilege('regress_tuoyu_reader', 'tuoyu.region', 'INSERT') AS may_write;
DROP ROLE regress_tuoyu_reader;

DELETE FROM region WHERE origin = 'user';

SET client_min_messages = warning;
DROP SCHEMA region_list_test CASCADE;

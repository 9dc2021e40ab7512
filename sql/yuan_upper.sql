-- yuan_upper and yuan_from_upper: 人民币大写.
CREATE SCHEMA yuan_upper_test;
SET search_path = yuan_upper_test, tuoyu;

-- the examples of the rules
SELECT x AS amount, yuan_upper(x::yuan) FROM unnest(ARRAY['1409.50', '6007.14', '1680.32', '107000.53', '16409.02', '325.04']) AS x;
-- either of the two spellings that the rules leave free
SELECT x AS text, yuan_from_upper(x) FROM unnest(ARRAY['壹仟肆佰零玖元伍角', '陆仟零柒元壹角肆分', '壹仟陆佰捌拾元零叁角贰分', '壹仟陆佰捌拾元叁角贰分', '壹拾万柒仟元零伍角叁分',
	'壹拾万零柒仟元伍角叁分', '壹万陆仟肆佰零玖元零贰分', '叁佰贰拾伍元零肆分']) AS x;
-- edges
SELECT x AS amount, yuan_upper(x::yuan) FROM unnest(ARRAY['0', '0.01', '0.10', '0.11', '1', '10', '11', '20', '100', '101', '110', '1000', '1001', '1010', '3000', '3000.05', '3000.50', '10000', '10001', '10010', '11000',
	'100000', '100010000', '1000000', '20001000', '100000000', '100000001', '100010001', '110000000', '1.7亿', '1000000000000', '1000100000000', '10000000000000000', '90000000000000000', '90000000100000000.01', '-3000', '-0.05',
	'92233720368547758.07', '-92233720368547758.08']) AS x;
SELECT yuan_upper(NULL) IS NULL AND yuan_from_upper(NULL) IS NULL AS strict;
-- other spellings
SELECT x AS text, yuan_from_upper(x) FROM unnest(ARRAY['人民币叁仟元整', '人民幣叁仟圓正', '叁仟圆正', '叁仟元', '叄仟元整', '參仟元整', '参仟元整', '貳萬元整', '弍万元整', '贰億元整', '陸佰元整', '拾元整', '拾万元整', '壹拾元整', '伍角', '伍角整', '伍分',
	'零角伍分', '叁元零角伍分', '叁元零伍分', '零元伍角', '零元零伍分', '零元', '负叁仟元整', '負伍角', ' 叁仟元整 ', '叁元伍角零分', '壹仟零零贰元整', '伍元伍角伍分整', '玖亿亿元整', '壹万亿元整']) AS x;
-- refused: forbidden characters, missing and misplaced 零, units out of order
CREATE FUNCTION problem(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN others THEN
	RETURN sqlstate || ' ' || sqlerrm;
END $$;
SELECT problem(format('SELECT tuoyu.yuan_from_upper(%L)', x)) FROM unnest(ARRAY['', ' ', '人民币', '整', '元', '元整', '零', '零零元', '叁', '叁仟', '三千元整', '两仟元', '廿元', '念元', '伍毛', '另元', '3仟元', '叁千元', '叁仟〇伍元', '叁仟元整整', '整叁仟元',
	'叁叁元', '壹佰贰仟元', '壹仟伍元', '壹仟零贰佰元', '壹仟零零零贰元', '零壹元', '壹佰零元', '壹万零元', '壹亿零万元', '万元', '亿元', '壹亿贰万叁亿肆元', '壹万贰万元', '叁仟元伍分', '叁元零零零伍分', '叁佰元零', '伍分叁角', '叁角叁角', '角', '零分零角', '零伍分', '元伍角', '叁仟 元整', '负',
	'负负壹元', '叁元负', '壹万零拾伍元', '壹佰拾元', '九千元', 'three', repeat('零', 70), repeat('壹佰', 35)]) AS x;
SELECT problem(format('SELECT tuoyu.yuan_from_upper(%L)', x)) FROM unnest(ARRAY['玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零捌分', '负玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零玖分',
	'壹拾亿亿元整', '壹亿亿亿元整', '玖仟玖佰玖拾玖万亿亿元']) AS x;
\set VERBOSITY default
SELECT yuan_from_upper('三千元整');
SELECT yuan_from_upper('壹佰贰仟元整');
SELECT yuan_from_upper('壹亿亿亿元整');

-- there and back again: every fen near the edges, every pattern of zeros, every size
CREATE TABLE amounts AS
	SELECT (f * 0.01)::yuan AS y FROM (
		SELECT i::numeric AS f FROM generate_series(-20000, 120000) AS i
		-- all patterns of zero and nonzero over the seventeen places and two
		UNION ALL SELECT (SELECT sum(CASE WHEN (p >> b) & 1 = 1 THEN (b % 9 + 1) * (10::numeric ^ b) ELSE 0 END) FROM generate_series(0, 17) AS b) FROM generate_series(0, 262143) AS p
		UNION ALL SELECT 9223372036854775807 - i::numeric FROM generate_series(0, 1000) AS i
		UNION ALL SELECT i::numeric - 9223372036854775808 FROM generate_series(0, 1000) AS i) AS g;
SELECT count(*), count(*) FILTER (WHERE yuan_from_upper(yuan_upper(y)) IS DISTINCT FROM y) AS wrong, count(DISTINCT y) = count(DISTINCT yuan_upper(y)) AS one_to_one FROM amounts;
-- an oracle that knows nothing of sections, on a part of them: every digit with its unit, then what the rules take away
CREATE FUNCTION upper_oracle(y yuan) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	digits text := trunc(y::numeric)::text;
	cents text := right(y::text, 2);
	units text[] := ARRAY['', '拾', '佰', '仟', '万', '拾', '佰', '仟', '亿', '拾', '佰', '仟', '万', '拾', '佰', '仟', '亿'];
	s text := '';
BEGIN
	FOR i IN 1 .. length(digits) LOOP
		s := s || translate(substr(digits, i, 1), '0123456789', '零壹贰叁肆伍陆柒捌玖') || units[length(digits) - i + 1];
	END LOOP;
	s := regexp_replace(s, '零[仟佰拾]', '零', 'g');
	s := regexp_replace(s, '零+', '零', 'g');
	s := regexp_replace(s, '零(万|亿)', '\1零', 'g');
	s := regexp_replace(s, '零+', '零', 'g');
	-- a 万 with nothing before it is none, but the 亿 above it stays
	s := regexp_replace(s, '亿零?万', '亿零', 'g');
	s := regexp_replace(s, '零+', '零', 'g');
	s := regexp_replace(s, '零亿', '亿零', 'g');
	s := regexp_replace(s, '零+', '零', 'g');
	s := regexp_replace(s, '零$', '');
	s := CASE WHEN s = '' THEN '' ELSE s || '元' END;
	IF cents = '00' THEN
		RETURN CASE WHEN s = '' THEN '零元' ELSE s END || '整';
	END IF;
	RETURN s || CASE WHEN left(cents, 1) <> '0' THEN translate(left(cents, 1), '123456789', '壹贰叁肆伍陆柒捌玖') || '角' WHEN s <> '' THEN '零' ELSE '' END
		|| CASE WHEN right(cents, 1) <> '0' THEN translate(right(cents, 1), '123456789', '壹贰叁肆伍陆柒捌玖') || '分' ELSE '' END;
END $$;
SELECT count(*), count(*) FILTER (WHERE yuan_upper(y) <> upper_oracle(y)) AS wrong FROM amounts WHERE y >= 0 AND yuan_hash(y) % 16 = 0;
SELECT count(*), count(*) FILTER (WHERE yuan_upper(-y) <> '负' || yuan_upper(y)) AS wrong FROM amounts WHERE y > 0;
-- what the rules leave free reads the same
SELECT count(*), count(*) FILTER (WHERE yuan_from_upper(replace(yuan_upper(y), '元整', '圆正')) <> y OR yuan_from_upper('人民币' || regexp_replace(yuan_upper(y), '零(.仟)', '\1', 'g')) <> y) AS wrong FROM amounts WHERE y > 0 AND yuan_hash(y) % 4 = 0;

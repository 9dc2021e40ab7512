-- Amounts in Chinese capitals, 正确填写票据和结算凭证的基本规定 (支付结算办法, 银发〔1997〕393号, annex 1).

CREATE FUNCTION tuoyu.yuan_upper(tuoyu.yuan) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_upper'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_upper(tuoyu.yuan) IS
	'人民币大写: 叁仟元整, 壹仟肆佰零玖元伍角; 负 before a negative amount (正确填写票据和结算凭证的基本规定)';

CREATE FUNCTION tuoyu.yuan_from_upper(pg_catalog.text) RETURNS tuoyu.yuan
	AS 'MODULE_PATHNAME', 'tuoyu_yuan_from_upper'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tuoyu.yuan_from_upper(pg_catalog.text) IS
	'The amount that 人民币大写 says, with 人民币 before it or not, 元 or 圆, 整 or 正, 零 where the rules leave it free, traditional characters; 22P02 for what the rules forbid (一二三, 两, 廿, 毛, 0), 22003 beyond the range of yuan';

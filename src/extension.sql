-- The extension as a whole.

-- Labels and region names are Chinese text compiled in and compared as UTF-8.
DO $$
BEGIN
	IF pg_catalog.getdatabaseencoding() OPERATOR(pg_catalog.<>) 'UTF8' THEN
		RAISE EXCEPTION 'tuoyu needs a database with encoding UTF8'
			USING ERRCODE = 'feature_not_supported',
				DETAIL = pg_catalog.format('This database has encoding %s.', pg_catalog.getdatabaseencoding()),
				HINT = 'Create a database with ENCODING ''UTF8'' TEMPLATE template0 and create the extension there.';
	END IF;
END
$$;

COMMENT ON SCHEMA tuoyu IS '托育: types, rules, subsidies and staffing guarantees for childcare under three';

-- Types and functions are for everyone; what the catalogue holds is public policy.
GRANT USAGE ON SCHEMA tuoyu TO PUBLIC;

-- The same rule as one would write it by hand: a constraint trigger in PL/pgSQL that locks the class of each new enrolment,
-- looks at each day of it on which someone comes or goes, and compares heads with what the kind of class asks for.
CREATE TABLE rule_by_hand (kind age_band PRIMARY KEY, class_size integer, from_months integer, to_months integer, ratio numeric);
INSERT INTO rule_by_hand VALUES ('乳儿', 10, 6, 12, 3), ('托小', 15, 12, 24, 5), ('托大', 20, 24, 36, 7), ('混合', 18, 18, NULL, NULL);

CREATE FUNCTION check_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	k class;
	rule rule_by_hand;
	birth date;
	bad record;
BEGIN
	SELECT * INTO k FROM class WHERE institution_id = NEW.institution_id AND class_id = NEW.class_id FOR NO KEY UPDATE;
	IF NOT FOUND OR NOT NEW.during <@ k.during THEN
		RAISE EXCEPTION 'child % is outside the days of class %', NEW.child_id, NEW.class_id USING ERRCODE = 'check_violation';
	END IF;
	SELECT * INTO rule FROM rule_by_hand WHERE kind = k.kind;
	SELECT birth_date INTO birth FROM child WHERE institution_id = NEW.institution_id AND child_id = NEW.child_id;
	IF birth + make_interval(months => rule.from_months) > lower(NEW.during)
		OR birth + make_interval(months => rule.to_months) <= lower(NEW.during) THEN
		RAISE EXCEPTION 'child % is not of the age for class %', NEW.child_id, NEW.class_id USING ERRCODE = 'check_violation';
	END IF;
	WITH present AS (
		SELECT e.during, CASE
				WHEN rule.ratio IS NOT NULL THEN 1 / rule.ratio
				WHEN c.birth_date + interval '12 months' > lower(NEW.during) THEN 1 / 3.0
				WHEN c.birth_date + interval '24 months' > lower(NEW.during) THEN 1 / 5.0
				ELSE 1 / 7.0 END AS share
		FROM enrolment e JOIN child c USING (institution_id, child_id)
		WHERE e.institution_id = NEW.institution_id AND e.class_id = NEW.class_id AND e.during && NEW.during
	), on_duty AS (
		SELECT r.during * s.during AS during
		FROM class_staff r JOIN staff s USING (institution_id, staff_id)
		WHERE r.institution_id = NEW.institution_id AND r.class_id = NEW.class_id AND r.during && NEW.during AND s.role = '保育人员'
	), day AS (
		SELECT lower(NEW.during) AS day
		UNION SELECT lower(during) FROM present WHERE lower(during) <@ NEW.during
		UNION SELECT upper(during) FROM on_duty WHERE upper(during) <@ NEW.during
	)
	SELECT d.day, p.children, c.caregivers INTO bad
	FROM day d,
		LATERAL (SELECT count(*) AS children, sum(share) AS load FROM present WHERE d.day <@ during) p,
		LATERAL (SELECT count(*) AS caregivers FROM on_duty WHERE d.day <@ during) c
	WHERE p.children > least(k.places, rule.class_size) OR c.caregivers < ceil(round(p.load, 9))
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'class % on %: % children, % caregivers', NEW.class_id, bad.day, bad.children, bad.caregivers
			USING ERRCODE = 'check_violation';
	END IF;
	RETURN NULL;
END
$$;

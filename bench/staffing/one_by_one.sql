-- Enrols one more child in each of some classes with room, each in a transaction of its own.
CREATE TABLE waiting AS
	SELECT row_number() OVER (ORDER BY hashint8extended(institution_id * 10000 + child_id, 4)) AS number, institution_id, child_id
	FROM child WHERE child_id > 10000 AND institution_id < 1000000;
ALTER TABLE waiting ADD PRIMARY KEY (number);
ANALYZE waiting;

CREATE PROCEDURE enrol_one_by_one(first bigint, last bigint) LANGUAGE plpgsql AS $$
BEGIN
	FOR n IN first .. last LOOP
		INSERT INTO nursery.enrolment (institution_id, child_id, during, class_id)
			SELECT institution_id, child_id, '[2026-01-01,2026-04-01)', child_id - 10000 FROM nursery.waiting WHERE number = n;
		COMMIT;
	END LOOP;
END
$$;

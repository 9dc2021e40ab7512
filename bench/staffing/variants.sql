-- Leaves the enrolments of :registry with what the variant has: none, foreign_key, constraint or plpgsql.
SET search_path = :registry, public, tuoyu;
SELECT :'variant' = 'foreign_key' AS foreign_key, :'variant' = 'constraint' AS constraint, :'variant' = 'plpgsql' AS plpgsql \gset

ALTER TABLE enrolment DROP CONSTRAINT IF EXISTS enrolment_class_fkey;
DROP TRIGGER IF EXISTS by_hand ON enrolment;
SELECT drop_ratio_constraint('staffing', 'class') WHERE EXISTS (SELECT FROM ratio_triggers('staffing', 'class'));

\if :foreign_key
ALTER TABLE enrolment ADD CONSTRAINT enrolment_class_fkey FOREIGN KEY (institution_id, class_id) REFERENCES class NOT VALID;
\endif

\if :constraint
SELECT add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class', 'staff', 'child', 'institution', validate => false);
\endif

\if :plpgsql
CREATE CONSTRAINT TRIGGER by_hand AFTER INSERT ON enrolment DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION check_by_hand();
\endif

# A database that uses the extension survives pg_dump and pg_restore: the same contents, and what constrained it still does.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE origin');
$node->safe_psql('origin', q{
	CREATE EXTENSION tuoyu CASCADE;
	ALTER DATABASE origin SET search_path = "$user", public, tuoyu});

# Each part of the contents: SQL that makes it, queries that must answer the same after a restore, and
# statements that must be refused with their SQLSTATE, before and after.
my @parts;

# Two different values of every base type of the extension.
my %values = (
	age_band => [ '托小', '混合' ],
	staff_ratio => [ '1:3', '2:7' ],
	yuan => [ '3000.00', '-0.01' ],
	region_code => [ '420100', '420102001' ],
	credit_code => [ '91350100M000100Y43', '11640100MB163606X7' ],
	resident_id => [ '11010519491231002X', '440524188001010014' ],
	formula => [ 'least(0.8 * income_urban / 12, 4000)', '1 + 1' ]);
my $types = $node->safe_psql('origin', q{
	SELECT string_agg(typname, ' ' ORDER BY typname COLLATE "C") FROM pg_type
	WHERE typnamespace = 'tuoyu'::regnamespace AND typtype = 'b' AND typcategory <> 'A'});
is($types, join(' ', sort keys %values), 'every type of the extension is tested here');

foreach my $type (split / /, $types)
{
	my ($x, $y) = @{ $values{$type} or next };
	my %part = (
		name => $type,
		make => qq{
			CREATE TABLE ${type}_log (was tuoyu.$type, becomes tuoyu.$type);
			CREATE TABLE ${type}_t (id integer PRIMARY KEY, a tuoyu.$type DEFAULT '$x', b tuoyu.$type, list tuoyu.${type}[]);
			INSERT INTO ${type}_t VALUES (1, '$x', '$x', '{}'), (2, '$x', '$y', ARRAY['$x', '$y', NULL]::tuoyu.${type}[]),
				(3, '$y', '$x', NULL), (4, '$y', '$y', NULL), (5, NULL, '$x', NULL);},
		same => ["SELECT * FROM ${type}_t ORDER BY id"],
		refuse => []);

	# the four constructs of SQL that have no OPERATOR() spelling, and ordinary uses of equality and order
	$part{make} .= qq{
		CREATE TABLE ${type}_u (a tuoyu.$type PRIMARY KEY, word text, CHECK (a <> '$y' OR word <> 'x'));
		INSERT INTO ${type}_u VALUES ('$x', 'x'), ('$y', 'y');
		ALTER TABLE ${type}_t ADD FOREIGN KEY (a) REFERENCES ${type}_u, ADD EXCLUDE USING hash (b WITH =) WHERE (id > 4);
		CREATE INDEX ON ${type}_t (b, a) WHERE b = '$x';
		CREATE VIEW ${type}_case AS SELECT id, CASE a WHEN '$x' THEN 'x' WHEN '$y' THEN 'y' ELSE '-' END AS word FROM ${type}_t;
		CREATE VIEW ${type}_nullif AS SELECT id, nullif(a, b) AS a, nullif(b, '$x') AS b FROM ${type}_t;
		CREATE VIEW ${type}_using AS SELECT t.id, a, u.word FROM ${type}_t t JOIN ${type}_u u USING (a);
		CREATE VIEW ${type}_in AS SELECT id, a IN ('$x', '$y') AS i, b = ANY (list) AS l, a IS DISTINCT FROM b AS d FROM ${type}_t;
		CREATE FUNCTION ${type}_note() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN INSERT INTO public.${type}_log VALUES (old.b, new.b); RETURN NULL; END';
		CREATE TRIGGER note AFTER UPDATE ON ${type}_t FOR EACH ROW
			WHEN (old.b IS DISTINCT FROM new.b) EXECUTE FUNCTION ${type}_note();
		UPDATE ${type}_t SET b = CASE id WHEN 4 THEN '$x' ELSE b END WHERE id < 5;
		CREATE MATERIALIZED VIEW ${type}_grouped AS SELECT a, count(DISTINCT b) FROM ${type}_t GROUP BY a;};
	push @{ $part{same} },
	  "SELECT * FROM ${type}_log",
	  (map { "SELECT * FROM ${type}_$_ ORDER BY 1" } qw(u case nullif using in)),
	  "SELECT a::text, count FROM ${type}_grouped ORDER BY 1",
	  # the trigger still sees which rows change
	  "UPDATE ${type}_t SET b = '$y' WHERE id < 5; SELECT * FROM ${type}_log ORDER BY was::text; SELECT * FROM ${type}_using ORDER BY 1";
	push @{ $part{refuse} },
	  [ "INSERT INTO ${type}_u VALUES ('$x', 'x')", '23505' ],
	  [ "UPDATE ${type}_u SET word = 'x'", '23514' ],
	  [ "DELETE FROM ${type}_u", '23503' ],
	  [ "INSERT INTO ${type}_t VALUES (6, '$x', '$x')", '23P01' ];
	push @{ $part{refuse} }, [ "INSERT INTO ${type}_t VALUES (7, '?')", $type eq 'formula' ? '42601' : '22P02' ];
	push @parts, \%part;
}

# Users' rows of the catalogue are dumped, shipped ones come with the extension again; what is computed from them is the same.
push @parts, {
	name => 'policy',
	make => q{
		INSERT INTO tuoyu.region (code, name) VALUES ('420106003', '测试街道');
		INSERT INTO tuoyu.policy_document (document, title, doc_number, region) VALUES ('mine', '自定办法', '测〔2024〕1号', '420106');
		INSERT INTO tuoyu.policy_parameter (parameter, name, region, during, value) VALUES ('rate', 'my_rate', '420106', '[2024-01-01,)', 0.35);
		INSERT INTO tuoyu.band_rule (rule, region, during, band, from_months, class_size, ratio, document)
			VALUES ('mine', '420106', '[2024-01-01,)', '混合', 18, 18, '1:6', 'mine');
		INSERT INTO tuoyu.staffing_rule (rule, region, during, role, required, document)
			VALUES ('mine', '420106', '[2024-01-01,)', '保健人员', 'ceil(children / 100.0)', 'mine');
		INSERT INTO tuoyu.fee_rule (rule, region, during, cap, rounding_mode, document)
			VALUES ('mine', '420106', '[2024-01-01,)', 'least(0.8 * 60000 / 12, 2800)', 'half_up', 'mine');
		INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, condition, amount, rounding_mode, document)
			VALUES ('mine', '自定补贴', '420106', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', 'monthly_fee > 0', 'my_rate * monthly_fee', 'half_up', 'mine');
		INSERT INTO tuoyu.policy_target (target, region, indicator, label, value, document) VALUES ('mine', '420106', 'places', '托位', 100, 'mine');
		INSERT INTO tuoyu.published_figure (figure, region, indicator, label, value, document) VALUES ('mine', '420106', 'places', '托位', 99, 'mine');
		INSERT INTO tuoyu.policy_withdrawal (rule, since, document) VALUES ('mine', '2025-01-01', 'mine');
		INSERT INTO tuoyu.workday_exception (day, is_workday, name, source) VALUES ('2024-01-01', false, '示例', '示例');},
	same => [
		(map { "SELECT * FROM tuoyu.$_ t ORDER BY t::text COLLATE \"C\"" }
			qw(region policy_document policy_parameter band_rule staffing_rule fee_rule subsidy_rule policy_target published_figure policy_withdrawal workday_exception)),
		q{SELECT tuoyu.workdays('[2024-01-01,2024-02-01)', '420106'), tuoyu.subsidy_amount(f) FROM (SELECT '420106' AS region, '2025-06-01'::date AS as_of, 1000 AS monthly_fee) f},
		q{SELECT tuoyu.fee_cap('420106003', '2024-06-01'), tuoyu.fee_cap('420106', '2023-06-01'), tuoyu.region_path('420106003')},
		q{SELECT l.amount, l.trace FROM (SELECT '420106' AS region, '2024-06-01'::date AS as_of, 1000 AS monthly_fee) f, tuoyu.subsidy_lines(f) l}],
	refuse => [
		[ q{DELETE FROM tuoyu.fee_rule WHERE rule = 'wuhan-cap'}, '42501' ],
		[ q{INSERT INTO tuoyu.fee_rule (region, during, cap, rounding_mode, document) VALUES ('420106', '[2025-01-01,)', '1', 'half_up', 'mine')}, '23P01' ],
		[ q{INSERT INTO tuoyu.fee_rule (region, during, cap, rounding_mode, document) VALUES ('420107', '[2025-01-01,)', 'sum(1)', 'half_up', 'mine')}, '42803' ],
		[ q{INSERT INTO tuoyu.subsidy_rule (item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, document)
			VALUES ('x', '420107', '[2025-01-01,)', 'y', 'event', 'event', 'as_of', 'none', 'true', 'half_up', 'mine')}, '42804' ]] };

# A registry is the user's own: its tables, views and constraints are dumped whole.
push @parts, {
	name => 'registry',
	make => q{
		CALL tuoyu.create_registry('childcare');
		INSERT INTO childcare.institution (institution_id, name, region, kind) VALUES (1, '甲', '420106', '专门托育机构');
		INSERT INTO childcare.standing (institution_id, kind, during) VALUES (1, '普惠认定', '[2024-01-01,)'), (1, '备案', '[2023-01-01,)');
		INSERT INTO childcare.class (institution_id, class_id, name, kind, places, during) VALUES (1, 1, '一班', '托小', 15, '[2024-01-01,)');
		INSERT INTO childcare.staff (institution_id, staff_id, name, role, during) VALUES (1, 1, '某', '保育人员', '[2024-01-01,)');
		INSERT INTO childcare.class_staff (institution_id, class_id, staff_id, during) VALUES (1, 1, 1, '[2024-01-01,)');
		INSERT INTO childcare.child (institution_id, child_id, birth_date) SELECT 1, n, '2023-01-01' FROM generate_series(1, 6) n;
		INSERT INTO childcare.child_identity (institution_id, child_id, resident_id) VALUES (1, 1, '11010519491231002X');
		INSERT INTO childcare.enrolment (institution_id, child_id, class_id, during, service_form, monthly_fee)
			SELECT 1, n, 1, '[2024-03-01,2024-12-01)', '全日托', 2500 FROM generate_series(1, 5) n;
		INSERT INTO childcare.fee_listing (institution_id, class_kind, service_form, during, monthly_fee) VALUES (1, '托小', '全日托', '[2024-01-01,)', 2500);
		INSERT INTO childcare.attendance (institution_id, child_id, day) VALUES (1, 1, '2024-03-01');
		INSERT INTO childcare.capacity_event (institution_id, event_id, happened_on, places_added, build) VALUES (1, 1, '2024-01-01', 15, '新建');
		INSERT INTO childcare.region_figure (region, name, during, value) VALUES ('420106', 'population', '[2024-01-01,)', 1000000);
		CALL tuoyu.settle('childcare', '420106', '[2024-01-01,2025-01-01)');
		CALL tuoyu.close_run('childcare', 1);
		UPDATE childcare.capacity_event SET places_added = 14;
		CALL tuoyu.settle('childcare', '420000', '[2024-01-01,2025-01-01)');},
	same => [
		(map { "SELECT * FROM childcare.$_ t ORDER BY t::text COLLATE \"C\"" }
			qw(institution standing class staff class_staff child child_identity enrolment fee_listing attendance capacity_event region_figure
				settlement_number settlement_run settlement_pass settlement_line)),
		(map { "SET LOCAL tuoyu.as_of = '2024-06-01'; SELECT * FROM childcare.$_ t ORDER BY t::text COLLATE \"C\"" }
			qw(child_status class_status staffing_gap institution_status fee_status institution_kind_summary region_indicator target_progress subsidy_due band_forecast duplicate_person
				settlement_detail settlement_summary)),
		q{SELECT kind, amount, reason FROM childcare.settlement_detail ORDER BY line_id},
		q{SELECT (SELECT count(*) FROM tuoyu.recompute_run('childcare', 1)), (SELECT count(*) FROM tuoyu.recompute_run('childcare', 2))},
		q{CALL tuoyu.settle('childcare', '420000', '[2024-01-01,2025-01-01)'); SELECT count(*) FROM childcare.settlement_line},
		q{UPDATE childcare.capacity_event SET places_added = 16; CALL tuoyu.settle('childcare', '420000', '[2024-01-01,2025-01-01)');
			SELECT kind, amount, reason FROM childcare.settlement_detail ORDER BY line_id},
		q{SELECT c.relname, a.attname, col_description(c.oid, a.attnum), obj_description(c.oid, 'pg_class') FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
			WHERE c.relnamespace = 'childcare'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attnum > 0 ORDER BY 1, 2},
		q{INSERT INTO childcare.enrolment (institution_id, child_id, class_id, during) VALUES (1, 6, 1, '[2024-01-01,2024-02-01)') RETURNING enrolment_id > 5}],
	refuse => [
		[ q{INSERT INTO childcare.enrolment (institution_id, child_id, class_id, during) VALUES (1, 1, 1, '[2024-04-01,2024-05-01)')}, '23P01' ],
		[ q{INSERT INTO childcare.class VALUES (1, 2, 'x', '超龄', 1, '[2024-01-01,)')}, '23514' ],
		[ q{INSERT INTO childcare.enrolment (institution_id, child_id, class_id, during) VALUES (1, 6, 1, '[2024-04-01,2024-05-01)'); SET CONSTRAINTS ALL IMMEDIATE}, '23514' ],
		[ q{DELETE FROM childcare.class_staff; SET CONSTRAINTS ALL IMMEDIATE}, '23514' ],
		[ q{TRUNCATE childcare.class_staff}, '23514' ],
		[ q{UPDATE childcare.settlement_line SET amount = '0'}, '55000' ],
		[ q{DELETE FROM childcare.settlement_line}, '55000' ],
		[ q{TRUNCATE childcare.settlement_line}, '55000' ],
		[ q{UPDATE childcare.settlement_run SET closed_at = NULL}, '55000' ],
		[ q{DELETE FROM childcare.settlement_pass}, '55000' ],
		[ q{CALL tuoyu.settle('childcare', '420106', '[2024-01-01,2025-01-01)', 1)}, '55000' ],
		[ q{DROP EXTENSION tuoyu}, '2BP01' ]] };

# What the staffing guarantee checks, and the rules that it goes by: counts in part, certificates, stays, places, roles.
push @parts, {
	name => 'checks',
	make => q{
		INSERT INTO tuoyu.policy_document (document, title, region) VALUES ('strict', '配备办法', '330904');
		INSERT INTO tuoyu.staffing_rule (rule, region, during, role, scope, required, counts_as, certificate, document) VALUES
			('strict-caregiver', '330904', '(,)', '保育人员', 'class', NULL, NULL, '保育师', 'strict'),
			('strict-health', '330904', '(,)', '保健人员', 'class', NULL, 0.5, NULL, 'strict'),
			('strict-guard', '330904', '(,)', '保安人员', 'institution', '1', NULL, NULL, 'strict'),
			('strict-none', '330904', '(,)', '保健人员', 'institution', NULL, NULL, NULL, 'strict');
		INSERT INTO tuoyu.band_rule (rule, region, during, band, from_months, to_months, stay_months, admit_early_months, ratio, document)
			VALUES ('strict-toddler', '330904', '(,)', '托小', 12, 24, 1, 1, '1:2', 'strict');
		CALL tuoyu.create_registry('strict');
		CALL tuoyu.set_registry_checks('strict', '{caregivers,certificates,admission,stay,places,roles}');
		INSERT INTO strict.institution (institution_id, region, kind, approved_places) VALUES (1, '330904', '其他', 4);
		INSERT INTO strict.class VALUES (1, 1, NULL, '托小', 2, '[2024-01-01,)');
		INSERT INTO strict.staff SELECT 1, s, NULL, CASE s WHEN 1 THEN '保安人员' WHEN 2 THEN '保健人员' ELSE '保育人员' END, '[2024-01-01,)'
			FROM generate_series(1, 4) s;
		INSERT INTO strict.certificate VALUES (1, 3, '保育师', '[2024-01-01,)');
		INSERT INTO strict.class_staff SELECT 1, 1, s, '[2024-01-01,)' FROM generate_series(2, 4) s;
		INSERT INTO strict.child (institution_id, child_id, birth_date) SELECT 1, c, '2023-03-01' FROM generate_series(1, 9) c;
		INSERT INTO strict.enrolment (institution_id, class_id, child_id, during) SELECT 1, 1, c, '[2024-02-01,2025-04-01)' FROM generate_series(1, 2) c;},
	same => [
		q{SELECT tuoyu.ratio_checks('strict_staffing'), tuoyu.ratio_checks('childcare_staffing')},
		q{SET tuoyu.as_of = '2024-03-01'; SELECT children, caregivers, caregivers_required FROM strict.class_status},
		q{SELECT count(*) FROM tuoyu.ratio_violations('strict_staffing')}],
	refuse => [
		map { [ "$_; SET CONSTRAINTS ALL IMMEDIATE", '23514' ] }
			q{INSERT INTO strict.enrolment (institution_id, class_id, child_id, during) VALUES (1, 1, 3, '[2024-03-01,2024-04-01)')},
			q{UPDATE strict.certificate SET during = '[2024-01-01,2024-03-01)'},
			q{UPDATE strict.enrolment SET during = '[2024-02-01,2025-04-02)'},
			q{UPDATE strict.staff SET role = '炊事人员' WHERE staff_id = 1},
			q{UPDATE strict.institution SET approved_places = 1} ] };

# Modes of the staffing guarantee: the setting, the log and what it holds, and that the log is still written to.
push @parts, {
	name => 'modes',
	make => q{
		CALL tuoyu.create_registry('trial');
		CALL tuoyu.set_ratio_mode('trial_staffing', 'record');
		INSERT INTO trial.institution (institution_id, region, kind) VALUES (1, '420106', '社区');
		INSERT INTO trial.class (institution_id, class_id, kind, places, during) VALUES (1, 1, '托小', 15, '[2024-01-01,)');
		INSERT INTO trial.child (institution_id, child_id, birth_date) VALUES (1, 1, '2023-01-01'), (1, 2, '2023-01-01');
		INSERT INTO trial.enrolment (institution_id, child_id, class_id, during) VALUES (1, 1, 1, '[2024-03-01,2024-12-01)');},
	same => [
		q{SELECT tuoyu.ratio_mode('trial_staffing'), tuoyu.ratio_mode('childcare_staffing')},
		q{SELECT * FROM trial.staffing_breach},
		q{INSERT INTO trial.enrolment (institution_id, child_id, class_id, during) VALUES (1, 2, 1, '[2024-03-01,2024-12-01)');
			SET CONSTRAINTS ALL IMMEDIATE; SELECT problem, children, required FROM trial.staffing_breach}],
	refuse => [
		[ q{CALL tuoyu.set_ratio_mode('trial_staffing', 'enforce'); INSERT INTO trial.enrolment (institution_id, child_id, class_id, during)
			VALUES (1, 2, 1, '[2024-03-01,2024-12-01)'); SET CONSTRAINTS ALL IMMEDIATE}, '23514' ]] };

# The answer to a query, in a transaction that is rolled back.
sub answer
{
	my ($database, $query) = @_;
	return $node->safe_psql($database, "BEGIN; $query; ROLLBACK");
}

# The SQLSTATE with which a statement is refused.
sub refusal
{
	my ($database, $statement) = @_;
	my ($rc, $out, $err) = $node->psql($database, "\\set VERBOSITY sqlstate\nBEGIN; $statement; ROLLBACK", on_error_stop => 1);
	return $err =~ /ERROR:\s+(\w{5})/ ? $1 : 'none';
}

sub check_refusals
{
	my ($database, $part, $when) = @_;
	is(refusal($database, $_->[0]), $_->[1], "$part->{name}: refused $when: $_->[0]") foreach @{ $part->{refuse} };
}

$node->safe_psql('origin', $_->{make}) foreach @parts;
check_refusals('origin', $_, 'in the original') foreach @parts;

# Restore each format into a database of its own, in which search_path is as pg_dump and pg_restore have it.
my $file = $node->basedir . '/origin';
$node->command_ok([ 'pg_dump', '--file', "$file.sql", 'origin' ], 'pg_dump, plain');
$node->command_ok([ 'pg_dump', '--format=custom', '--file', "$file.dump", 'origin' ], 'pg_dump, custom');
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(plain custom);
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', "$file.sql", 'plain' ], 'restore, plain');
$node->command_ok([ 'pg_restore', '--exit-on-error', '--dbname=custom', "$file.dump" ], 'restore, custom');

foreach my $database (qw(plain custom))
{
	foreach my $part (@parts)
	{
		is(answer($database, $_), answer('origin', $_), "$part->{name}: same after restore, $database: $_")
		  foreach @{ $part->{same} };
		check_refusals($database, $part, "after restore, $database");
	}
}

# The owner of a database, who is no superuser, restores it as well.
$node->safe_psql('postgres', 'CREATE ROLE dba LOGIN; CREATE DATABASE owned OWNER dba');
$node->command_ok([ 'pg_restore', '--exit-on-error', '--no-owner', '--single-transaction', '--username=dba', '--dbname=owned', "$file.dump" ],
	'restore by an owner who is no superuser');
foreach my $part (grep { $_->{name} =~ /policy|registry|modes/ } @parts)
{
	is(answer('owned', $_), answer('origin', $_), "$part->{name}: same after restore by an owner: $_") foreach @{ $part->{same} };
	check_refusals('owned', $part, 'after restore by an owner');
}

# What was restored can be dumped and restored again.
$node->command_ok([ 'pg_dump', '--format=custom', '--file', "$file.again", 'custom' ], 'pg_dump of what was restored');
$node->safe_psql('postgres', 'CREATE DATABASE again');
$node->command_ok([ 'pg_restore', '--exit-on-error', '--dbname=again', "$file.again" ], 'restore of what was restored');

$node->stop;
done_testing();

# Logical replication: what an apply worker writes is checked only where the triggers are always on; ratio_violations finds
# the rest.  One server publishes to itself, from one database to another.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(allows_streaming => 'logical', extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(here there);
$node->safe_psql($_, q{
	CREATE EXTENSION tuoyu CASCADE;
	CREATE TABLE class (institution_id bigint, class_id bigint, kind tuoyu.age_band, places int, during daterange, PRIMARY KEY (institution_id, class_id));
	CREATE TABLE class_staff (institution_id bigint, class_id bigint, staff_id bigint, during daterange, PRIMARY KEY (institution_id, class_id, staff_id));
	CREATE TABLE enrolment (institution_id bigint, class_id bigint, child_id bigint, during daterange, PRIMARY KEY (institution_id, class_id, child_id));
	INSERT INTO class VALUES (1, 1, '托小', 10, '[2024-01-01,)');
	INSERT INTO class_staff VALUES (1, 1, 1, '[2024-01-01,)');}) foreach qw(here there);
$node->safe_psql('there', q{SELECT tuoyu.add_ratio_constraint('staffing', 'enrolment', 'class_staff', 'class')});

$node->safe_psql('here', q{
	CREATE PUBLICATION enrolments FOR TABLE enrolment;
	SELECT pg_create_logical_replication_slot('enrolments', 'pgoutput');});
my $origin = $node->connstr('here');
$node->safe_psql('there', qq{
	CREATE SUBSCRIPTION enrolments CONNECTION \$at\$$origin\$at\$ PUBLICATION enrolments WITH (create_slot = false, copy_data = false)});

my $violations = q{SELECT problem, children, caregivers::text, required FROM tuoyu.ratio_violations('staffing')};
$node->safe_psql('here', q{INSERT INTO enrolment SELECT 1, 1, n, '[2024-03-01,2024-06-01)' FROM generate_series(1, 5) n});
$node->wait_for_catchup('enrolments');
is($node->safe_psql('there', $violations), '', 'what arrives may be in order');
$node->safe_psql('here', q{INSERT INTO enrolment VALUES (1, 1, 6, '[2024-03-01,2024-06-01)')});
$node->wait_for_catchup('enrolments');
is($node->safe_psql('there', $violations), '保育人员不足|6|1|2', 'what arrives is not checked, and is found afterwards');
isnt($node->psql('there', q{INSERT INTO enrolment VALUES (1, 1, 7, '[2024-05-01,2024-07-01)')}), 0, 'what is written there is checked');
$node->safe_psql('there', q{INSERT INTO class_staff VALUES (1, 1, 2, '[2024-03-01,2024-06-01)')});
is($node->safe_psql('there', $violations), '', 'and may make good what has arrived');

# Triggers that are always on: the worker is refused, says why, and tries again until it can be done.
$node->safe_psql('there', q{ALTER TABLE enrolment ENABLE ALWAYS TRIGGER staffing, ENABLE ALWAYS TRIGGER "#staffing"});
my $offset = -s $node->logfile;
$node->safe_psql('here', q{INSERT INTO enrolment SELECT 1, 1, n, '[2024-03-01,2024-06-01)' FROM generate_series(7, 11) n});
$node->wait_for_log(qr/staffing constraint "staffing" is violated in class 1 of institution 1/, $offset);
is($node->safe_psql('there', 'SELECT count(*) FROM enrolment'), '6', 'triggers that are always on check what arrives');
$node->safe_psql('there', q{UPDATE class SET places = 11; INSERT INTO class_staff VALUES (1, 1, 3, '[2024-03-01,2024-06-01)')});
$node->wait_for_catchup('enrolments');
is($node->safe_psql('there', 'SELECT count(*) FROM enrolment') . $node->safe_psql('there', $violations), '11', 'and let it in when there is room');

$node->safe_psql('there', 'DROP SUBSCRIPTION enrolments');
$node->stop;
done_testing();

# A settlement in batches that ends half-way, by a crash or by a killed session, shows nothing and is gone on with: in the end
# each month has been paid once.  Sessions that go on with it side by side share the work.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use IPC::Run;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', "fsync = on\n");
$node->start;
$node->safe_psql('postgres', q{CREATE EXTENSION tuoyu CASCADE; ALTER DATABASE postgres SET search_path = "$user", public, tuoyu});

# Ten institutions; one trigger of the test's own stops the settlement where it is told to, by a lock that the test holds.
$node->safe_psql('postgres', q{
	CALL tuoyu.create_registry('r');
	INSERT INTO tuoyu.policy_document (document, title, region) VALUES ('crash', '测试', '510000');
	INSERT INTO tuoyu.subsidy_rule (rule, item, region, during, payee, unit, settlement_period, reference_day, month_counting, amount, rounding_mode, document)
		VALUES ('crash', '补助', '510000', '[2024-01-01,)', '机构', 'child-month', 'month', 'period_start', 'none', '100', 'half_up', 'crash');
	SET session_replication_role = replica;
	INSERT INTO r.institution (institution_id, region, kind) SELECT n, '510104', '社区' FROM generate_series(1, 10) n;
	INSERT INTO r.class SELECT n, 1, NULL, '托小', 20, '[2024-01-01,)' FROM generate_series(1, 10) n;
	INSERT INTO r.child SELECT n, c, '2022-06-15' FROM generate_series(1, 10) n, generate_series(1, 5) c;
	INSERT INTO r.enrolment (institution_id, child_id, during, class_id) SELECT n, c, '[2024-01-01,2025-01-01)', 1 FROM generate_series(1, 10) n, generate_series(1, 5) c;
	RESET session_replication_role;
	CREATE TABLE stop_at (institution_id bigint);
	CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS
		'BEGIN IF EXISTS (SELECT FROM public.stop_at s WHERE s.institution_id = NEW.institution_id) THEN PERFORM pg_advisory_xact_lock(42); END IF; RETURN NEW; END';
	CREATE TRIGGER stop BEFORE INSERT ON r.settlement_line FOR EACH ROW EXECUTE FUNCTION stop();});

my $settle = q{CALL tuoyu.settle('r', '510100', '[2024-01-01,2025-01-01)', batch => 2)};
my $shown = q{SELECT count(*), COALESCE(sum(lines), 0), COALESCE(sum(amount), 0) FROM r.settlement_summary};
my $paid = q{SELECT count(*), count(DISTINCT (institution_id, child_id, due_on)), sum(amount) FROM r.settlement_detail};
my $progress = q{SELECT institutions, institutions_done, last_institution_id, lines FROM r.settlement_pass WHERE finished_at IS NULL};

# A psql that runs what it is given, apart from us, until it ends or is told to.
sub start_psql
{
	my ($sql) = @_;
	my $in = "$sql\n";
	my $out = '';
	my $run = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres') ], '<', \$in, '>', \$out, '2>', \my $err);
	$run->pump while length $in;
	return { run => $run, in => \$in, out => \$out };
}

# The end of such a session, however it comes.
sub end_psql
{
	eval { IPC::Run::finish($_->{run}) } foreach @_;
}

# Start a settlement that stops at an institution; returns the session that holds it, and the one that settles.
sub stopped_settlement
{
	my ($at) = @_;
	$node->safe_psql('postgres', "TRUNCATE stop_at; INSERT INTO stop_at VALUES ($at)");
	my $holder = start_psql('SELECT pg_advisory_lock(42);');
	$node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND granted}) or die 'nobody holds the lock';
	my $settler = start_psql("$settle;");
	$node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted})
	  or die 'the settlement did not stop';
	return ($holder, $settler);
}

# 1: the server crashes
my ($holder, $settler) = stopped_settlement(5);
is($node->safe_psql('postgres', $progress), '10|4|4|240', 'progress is visible to other sessions while it runs');
is($node->safe_psql('postgres', $shown), '0|0|0', 'nothing of it shows yet');
$node->stop('immediate');
end_psql($holder, $settler);
$node->start;
is($node->safe_psql('postgres', $progress), '10|4|4|240', 'after a crash the committed batches are there');
is($node->safe_psql('postgres', $shown), '0|0|0', 'and do not show');
my ($rc, $out, $err) = $node->psql('postgres', q{\set VERBOSITY sqlstate
	CALL tuoyu.settle('r', '510104', '[2024-01-01,2025-01-01)')});
like($err, qr/55006/, 'another run is refused');
($rc, $out, $err) = $node->psql('postgres', q{\set VERBOSITY sqlstate
	CALL tuoyu.close_run('r', 1)});
like($err, qr/55000/, 'and so is closing it');

# 2: the session that goes on with it is killed
($holder, $settler) = stopped_settlement(7);
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted});
end_psql($holder, $settler);
is($node->safe_psql('postgres', $progress), '10|6|6|360', 'it had gone on from where the crash left it');
is($node->safe_psql('postgres', $shown), '0|0|0', 'and does not show');

# 3: two sessions go on with it side by side, one stopped in the middle while the other waits
($holder, $settler) = stopped_settlement(8);
my $second = start_psql("$settle;");
$node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event IN ('transactionid', 'tuple')})
  or die 'the second settlement does not wait';
$node->safe_psql('postgres', 'DELETE FROM stop_at');
end_psql($holder, $second, $settler);
is($node->safe_psql('postgres', $progress), '', 'nothing is left to do');
is($node->safe_psql('postgres', $paid), '600|600|60000.00', 'each month of each child is paid once');
is($node->safe_psql('postgres', 'SELECT count(*), count(DISTINCT run_id) FROM r.settlement_line'), '600|1', 'no line was written twice, hidden or not');
is($node->safe_psql('postgres', q{SELECT count(*) FROM tuoyu.recompute_run('r', 1)}), '0', 'the run computed again is the same');
is($node->safe_psql('postgres', $settle), '1', 'the same call once more gives the same run');
is($node->safe_psql('postgres', 'SELECT count(*) FROM r.settlement_pass'), '1', 'and writes nothing');

# 4: a crash, a change of policy, and the pass is begun anew
$node->safe_psql('postgres', q{CALL tuoyu.close_run('r', 1); UPDATE tuoyu.subsidy_rule SET amount = '110' WHERE rule = 'crash'});
($holder, $settler) = stopped_settlement(6);
$node->stop('immediate');
end_psql($holder, $settler);
$node->start;
is($node->safe_psql('postgres', $paid), '600|600|60000.00', 'corrections that are not whole do not show');
$node->safe_psql('postgres', q{TRUNCATE stop_at; UPDATE tuoyu.subsidy_rule SET amount = '120' WHERE rule = 'crash'});
is($node->safe_psql('postgres', $settle), '2', 'gone on with');
is($node->safe_psql('postgres', q{SELECT kind, reason, count(*), sum(amount) FROM r.settlement_detail WHERE run_id = 2 GROUP BY 1, 2 ORDER BY 1}),
	"correction|policy|600|72000.00\nreversal|policy|600|-60000.00", 'corrections by the last policy only');
is($node->safe_psql('postgres', 'SELECT pass, whole FROM r.settlement_pass WHERE run_id = 2 ORDER BY 1'), "1|f\n2|t", 'the first pass was given up');
is($node->safe_psql('postgres', q{SELECT sum(n) FROM (SELECT (SELECT count(*) FROM tuoyu.recompute_run('r', run_id)) AS n FROM r.settlement_run) x}), '0', 'both runs computed again are the same');

$node->stop;
done_testing();

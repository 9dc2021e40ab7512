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
	if ($node->safe_psql('origin', "SELECT to_regoperator('tuoyu.=(tuoyu.$type, tuoyu.$type)') IS NOT NULL") eq 't')
	{
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
	}
	push @{ $part{refuse} }, [ "INSERT INTO ${type}_t VALUES (7, '?')", $type eq 'formula' ? '42601' : '22P02' ];
	push @parts, \%part;
}

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

# What was restored can be dumped and restored again.
$node->command_ok([ 'pg_dump', '--format=custom', '--file', "$file.again", 'custom' ], 'pg_dump of what was restored');
$node->safe_psql('postgres', 'CREATE DATABASE again');
$node->command_ok([ 'pg_restore', '--exit-on-error', '--dbname=again', "$file.again" ], 'restore of what was restored');

$node->stop;
done_testing();

# Perl's IO::Socket::INET: `$!` is the errno, `$@` what the module says of it. Its Timeout is for connecting alone; to
# read with a time-out takes a select.
use strict;
use warnings;
use Errno;
use IO::Select;
use IO::Socket::INET;

exit 127 if ($ENV{SOCKETBED_TRANSPORT} // '') ne 'tcp';
my ($host, $port) = $ENV{SOCKETBED_TARGET} =~ /^(.*):(\d+)$/;
my $timeout = ($ENV{SOCKETBED_TIMEOUT_MS} || 10000) / 1000;
my $reply = '';

sub quoted {
    my ($text) = @_;
    $text =~ s/([\\"])/\\$1/g;
    return qq("$text");
}

sub tell_line {
    my %line = (@_, runtime => sprintf('Perl %vd', $^V));
    my $outcome = $line{outcome};
    my $numbers = join '', map { qq(,"$_":) . ($line{$_} + 0) } grep { defined $line{$_} } 'errno';
    delete $line{errno};
    my $texts = join ',', map { qq("$_":) . quoted($line{$_}) } sort keys %line;
    print '{' . $texts . $numbers . ',"bytes":' . length($reply) . "}\n";
    exit($outcome eq 'reply' ? 0 : 1);
}

sub tell_error {
    my ($call, $message) = @_;
    my $errno = $! + 0;
    # Some numbers have two names: the first in the alphabet is the usual one.
    my ($name) = sort grep { $!{$_} } keys %!;
    tell_line(outcome => 'error', name => $name // "\$! = $errno", errno => $errno, call => $call, message => $message);
}

my $socket = IO::Socket::INET->new(PeerHost => $host, PeerPort => $port, Proto => 'tcp', Timeout => $timeout)
    or tell_error('IO::Socket::INET->new', $@);
$SIG{PIPE} = 'IGNORE';
defined syswrite($socket, 'hello') or tell_error('syswrite', "$!");
my $waiting = IO::Select->new($socket);
while (length($reply) < length('hello')) {
    $waiting->can_read($timeout) or tell_line(outcome => 'timeout', name => 'can_read == ()', call => 'select');
    my $count = sysread($socket, my $data, 1024);
    defined $count or tell_error('sysread', "$!");
    $count > 0 or tell_line(outcome => 'end', name => 'sysread == 0');
    $reply .= $data;
}
tell_line(outcome => 'reply', name => $reply);

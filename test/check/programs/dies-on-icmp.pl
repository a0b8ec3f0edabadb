# Answers PING with +PONG over UDP, and has asked to be told of ICMP errors (IP_RECVERR); the first one ends it.

use Socket;

socket(my $socket, PF_INET, SOCK_DGRAM, 0);
setsockopt($socket, 0, 11, 1);
setsockopt($socket, SOL_SOCKET, SO_RCVBUF, 1_000_000);
bind($socket, pack_sockaddr_in(7000, INADDR_ANY)) or die "bind: $!\n";
$SIG{TERM} = sub { exit 0 };
while (1) {
  my $from = recv($socket, my $data, 65536, 0) // die "recv: $!\n";
  next unless $data =~ /^PING/;
  send($socket, "+PONG\r\n", 0, $from) // die "send: $!\n";
}

#!/bin/sh
# Makes the captures beside it: real packets of this machine's kernel, between network namespaces of its own.
#
#   sb-client 10.99.1.3 ---- 10.99.1.1 sb-router 10.99.2.1 ---- 10.99.2.2 sb-server
#             fd99:1::3      fd99:1::1           fd99:2::1      fd99:2::2
#
# Needs root, ip, nft, ss, tcpdump and python3. Times, ports and sequence numbers differ from run to run; the tests
# look at none of these. `make.sh echo loss` makes only these two.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
wanted=" $* "
client='ip netns exec sb-client'
router='ip netns exec sb-router'
server='ip netns exec sb-server'
python=$(python3 -c 'import sys; print(sys.executable)')

clean() {
  for name in client router server; do ip netns del "sb-$name" 2>/dev/null || true; done
}
trap clean EXIT
trap 'exit 1' INT TERM
clean

for name in client router server; do
  ip netns add "sb-$name"
  ip netns exec "sb-$name" ip link set lo up
  ip netns exec "sb-$name" sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 \
    net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
done
# runner, interface, network, number, runner of the other end, its interface, its number
join() {
  $1 ip addr add "10.99.$3.$4/24" dev "$2"
  $1 ip addr add "fd99:$3::$4/64" dev "$2" nodad
  $1 ip link set "$2" up
  # Neighbours are known from the start, so that only the captures about them have their questions.
  mac=$($5 cat "/sys/class/net/$6/address")
  $1 ip neigh replace "10.99.$3.$7" lladdr "$mac" dev "$2" nud permanent
  $1 ip neigh replace "fd99:$3::$7" lladdr "$mac" dev "$2" nud permanent
}
ip link add sb-c netns sb-client type veth peer name sb-rc netns sb-router
ip link add sb-s netns sb-server type veth peer name sb-rs netns sb-router
join "$client" sb-c 1 3 "$router" sb-rc 1
join "$router" sb-rc 1 1 "$client" sb-c 3
join "$router" sb-rs 2 1 "$server" sb-s 2
join "$server" sb-s 2 2 "$router" sb-rs 1
$client ip route add default via 10.99.1.1
$client ip route add default via fd99:1::1
$server ip route add default via 10.99.2.1
$server ip route add default via fd99:2::1

words='
import socket, struct, time
SERVER, SERVER6, PORT = "10.99.2.2", "fd99:2::2", 8080
def connect(host=SERVER, port=PORT, timeout=5):
    s = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    s.settimeout(timeout)
    s.connect((host, port))
    return s
def attempt(call, *arguments, **named):
    try: return call(*arguments, **named)
    except OSError as error: print("  ", type(error).__name__, error)
def accept(receive_buffer=None):
    l = socket.socket()
    l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if receive_buffer: l.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    l.bind((SERVER, PORT))
    l.listen()
    return l.accept()[0]
def abort(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
'

# name, tcpdump's options and filter, what the server does ("" for none), what the client does
capture() {
  case "$wanted" in "  " | *" $1 "*) ;; *) mend && return 0 ;; esac
  echo "$1"
  file="$here/$1.pcap"
  log=$(mktemp)
  # shellcheck disable=SC2086 # options are words
  eval "exec ${at:-$client} tcpdump -Z root -U --immediate-mode -w '$file' -i ${on:-sb-c} $2" 2>"$log" &
  dump=$!
  until grep -q 'listening on' "$log"; do kill -0 $dump; sleep 0.05; done
  if [ -n "$3" ]; then
    $server $python -c "$words$3" &
    serving=$!
    until $server ss -Hltun 'sport = :8080' | grep -q 8080; do kill -0 $serving; sleep 0.05; done
  fi
  $client $python -c "$words$4"
  if [ -n "$3" ]; then wait $serving; fi
  sleep 1 # tcpdump has no other way to say that it has read all
  kill $dump
  wait $dump
  rm "$log"
  mend
}

mend() {
  $client nft flush ruleset
  $router nft flush ruleset
  $router ip link set sb-rs mtu 1500
  $server nft flush ruleset
}

# namespace's runner, hook, rule, family of the table
break_with() {
  $1 nft add table "${4:-inet}" sb
  $1 nft add chain "${4:-inet}" sb "$2" "{ type filter hook $2 priority 0; }"
  $1 nft add rule "${4:-inet}" sb "$2" "$3"
}

echo_server='
s = accept()
while data := s.recv(100): s.sendall(data.upper())
s.close()'
echo_client='
s = connect()
s.sendall(b"hello"); s.recv(100)
s.close(); time.sleep(0.1)'

capture echo tcp "$echo_server" "$echo_client"
on=any capture cooked2 '-y LINUX_SLL2 tcp' "$echo_server" "$echo_client"
on=any capture cooked1 '-y LINUX_SLL tcp' "$echo_server" "$echo_client"
capture nanoseconds '--time-stamp-precision=nano tcp' "$echo_server" "$echo_client"
capture refused tcp '' 'attempt(connect)'
capture refused6 'tcp' '' 'attempt(connect, SERVER6)'

capture reset tcp '
s = accept(); s.recv(100); s.sendall(b"0123456789"); time.sleep(0.1); abort(s)' '
s = connect(); s.sendall(b"hello"); s.recv(100); attempt(s.recv, 100)'

capture unread tcp '
s = accept(); time.sleep(0.2); s.close()' '
s = connect(); s.sendall(b"hello"); s.shutdown(socket.SHUT_WR); attempt(s.recv, 100)'

capture half-close tcp '
s = accept()
while s.recv(100): pass
time.sleep(0.1); s.sendall(b"all of it"); s.close()' '
s = connect(); s.sendall(b"hello"); s.shutdown(socket.SHUT_WR)
while s.recv(100): pass
s.close(); time.sleep(0.1)'

break_with "$server" input 'tcp dport 8080 drop'
capture blackhole tcp '' 'attempt(connect, timeout=2.5)'

break_with "$server" input 'tcp dport 8080 tcp flags & psh == psh reject with tcp reset'
at=$server on=sb-s capture injected tcp '
s = accept(); s.settimeout(0.5); attempt(s.recv, 100)' '
s = connect(); s.sendall(b"hello"); attempt(s.recv, 100)'

port=9000
for type in net-unreachable host-unreachable prot-unreachable port-unreachable net-prohibited host-prohibited admin-prohibited; do
  port=$((port + 1))
  break_with "$server" input "tcp dport $port reject with icmp type $type"
done
capture unreachable 'tcp or icmp' '' 'for port in range(9001, 9008): attempt(connect, port=port)'

port=9000
for type in no-route admin-prohibited addr-unreachable port-unreachable policy-fail reject-route; do
  port=$((port + 1))
  break_with "$server" input "tcp dport $port reject with icmpv6 type $type"
done
capture unreachable6 'tcp or "icmp6[0] < 128"' '' 'for port in range(9001, 9007): attempt(connect, SERVER6, port)'

udp_client='
s = socket.socket(socket.AF_INET6 if ":" in HOST else socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(0.5); s.connect((HOST, PORT)); s.send(b"hello"); attempt(s.recv, 5000)'
udp_server='
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind((SERVER, PORT))
data, peer = s.recvfrom(5000); s.sendto(data.upper(), peer)'
capture udp-closed 'udp or icmp' '' "HOST = SERVER$udp_client"
capture udp-closed6 'udp or "icmp6[0] < 128"' '' "HOST = SERVER6$udp_client"
capture udp-echo 'udp' "$udp_server" "HOST = SERVER$udp_client"
capture fragments '-s 80 ip' "$udp_server" '
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect((SERVER, PORT)); s.send(b"x" * 4000); s.recv(5000)'

# The copy carries the number of the original; nothing but that tells it from a datagram sent twice.
break_with "$router" forward 'udp dport 8080 dup to 10.99.2.2 device "sb-rs"' ip
at=$server on=sb-s capture duplicate 'udp' "$udp_server
time.sleep(0.3)" "HOST = SERVER$udp_client"

# Lost behind the capture: the sender's side sees both. Lost before it: the receiver's side sees a hole.
break_with "$server" input 'tcp dport 8080 tcp flags & psh == psh limit rate 1/hour burst 1 packets drop'
capture loss tcp "$echo_server" "$echo_client"
break_with "$router" forward 'tcp dport 8080 tcp flags & psh == psh limit rate 1/hour burst 1 packets drop'
at=$server on=sb-s capture hole tcp '
s = accept()
while s.recv(100): pass
s.close()' '
s = connect()
for word in b"one", b"two", b"three": s.sendall(word); time.sleep(0.02)
s.close(); time.sleep(0.5)'
# The acknowledgement is lost: the client sends again what the server has.
break_with "$router" forward 'tcp sport 8080 tcp flags & (psh | syn) == 0 limit rate 1/hour burst 1 packets drop'
at=$server on=sb-s capture spurious tcp '
s = accept(); s.recv(100); time.sleep(1); s.close()' '
s = connect(); s.sendall(b"hello"); s.recv(100); s.close(); time.sleep(0.1)'

# A third party complains: the router.
break_with "$router" forward 'tcp dport 8080 reject with icmp type admin-prohibited'
capture router 'tcp or icmp' '' 'attempt(connect)'
capture ttl 'tcp or icmp' '' '
s = socket.socket(); s.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 1); s.settimeout(2)
attempt(s.connect, (SERVER, PORT))'
$router ip link set sb-rs mtu 1300
capture mtu '-s 96 tcp or icmp' '
s = accept()
while s.recv(5000): pass
s.close()' '
s = connect(); s.sendall(b"x" * 1400); s.close(); time.sleep(0.1)'
$router ip link set sb-rs mtu 1300
capture mtu6 '-s 128 "tcp or icmp6[0] < 128"' '
l = socket.create_server((SERVER6, PORT), family=socket.AF_INET6); s = l.accept()[0]
while s.recv(5000): pass
s.close()' '
s = connect(SERVER6); s.sendall(b"x" * 1400); s.close(); time.sleep(0.1)'

capture zero-window '-s 80 tcp' '
s = accept(2304); time.sleep(1)
while s.recv(100000): pass
s.close()' '
s = connect(); s.sendall(b"x" * 5000); s.close(); time.sleep(0.5)'

capture keep-alive tcp "$echo_server" '
s = connect()
for option, value in (socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1): s.setsockopt(socket.IPPROTO_TCP, option, value)
s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
s.sendall(b"hello"); s.recv(100); time.sleep(1.5); s.close(); time.sleep(0.1)'

capture arp arp '' 'attempt(connect, "10.99.1.9")'
on=any capture ndp '-y LINUX_SLL2 "icmp6 or tcp"' '' 'attempt(connect, "fd99:1::9")'
capture ping icmp '' '
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP); s.settimeout(0.5); s.connect((SERVER, 0))
head = struct.pack("!BBHHH", 8, 0, 0, 7, 1)
sums = sum(struct.unpack("!4H", head)); s.send(struct.pack("!BBHHH", 8, 0, ~sums & 0xffff, 7, 1)); s.recv(100)'

ls -l "$here"/*.pcap

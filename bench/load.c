/* The load generator of the benchmarks: one thread, epoll, so that it costs less than any server in Node.
 *
 *   load stream HOST PORT CONNECTIONS BYTES SECONDS     ping-pong: each connection sends, awaits the reply, repeats
 *   load connect HOST PORT CONNECTIONS BYTES SECONDS    connect, one exchange, reset, repeat
 *   load datagram HOST PORT SOCKETS BYTES SECONDS       ping-pong over UDP; a lost datagram is sent again after 200 ms
 *   load hold HOST PORT CONNECTIONS BYTES 0             opens all, one exchange on each, prints, waits for stdin's end
 *
 * Every byte of every reply is checked against the echo rule. One JSON line on stdout. Exit 1 when a reply was wrong. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum mode { STREAM, CONNECT, DATAGRAM, HOLD };
static const char *mode_names[] = {"stream", "connect", "datagram", "hold"};

struct peer { int fd; size_t sent, received; double sent_at; int served; };

static enum mode mode;
static struct sockaddr_in target;
static size_t length;
static char *request, *expected, buffer[1 << 18];
static int poller, served_peers;
static unsigned long replies, errors, wrong;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void watch(struct peer *peer, int operation, unsigned events) {
  struct epoll_event event = {.events = events, .data.ptr = peer};
  epoll_ctl(poller, operation, peer->fd, &event);
}

static void start(struct peer *peer) {
  int one = 1;
  peer->fd = socket(AF_INET, (mode == DATAGRAM ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK, 0);
  if (peer->fd < 0) { perror("socket"); exit(2); }
  if (mode != DATAGRAM) setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  peer->sent = peer->received = 0;
  connect(peer->fd, (struct sockaddr *)&target, sizeof target);
  watch(peer, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
}

static void restart(struct peer *peer) {
  struct linger reset = {1, 0};
  setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  close(peer->fd);
  start(peer);
}

static void fill(struct peer *peer) {
  while (peer->sent < length) {
    ssize_t n = send(peer->fd, request + peer->sent, length - peer->sent, MSG_NOSIGNAL);
    if (n < 0) {
      if (errno == EAGAIN) return watch(peer, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
      errors++;
      return restart(peer);
    }
    peer->sent += n;
  }
  peer->sent_at = now();
  watch(peer, EPOLL_CTL_MOD, EPOLLIN);
}

static void drain(struct peer *peer) {
  ssize_t n = recv(peer->fd, buffer, sizeof buffer, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) { errors++; return restart(peer); }
  if (peer->received + n > length || memcmp(buffer, expected + peer->received, n)) wrong++;
  peer->received += n;
  if (peer->received < length) return;
  replies++;
  if (!peer->served) { peer->served = 1; served_peers++; }
  peer->sent = peer->received = 0;
  if (mode == CONNECT) restart(peer);
  else if (mode != HOLD) fill(peer);
}

int main(int argc, char **argv) {
  if (argc != 7) { fprintf(stderr, "usage: load MODE HOST PORT COUNT BYTES SECONDS\n"); return 2; }
  for (mode = STREAM; mode <= HOLD && strcmp(argv[1], mode_names[mode]); mode++);
  if (mode > HOLD) { fprintf(stderr, "load: no mode %s\n", argv[1]); return 2; }
  target.sin_family = AF_INET;
  target.sin_port = htons(atoi(argv[3]));
  inet_pton(AF_INET, argv[2], &target.sin_addr);
  int count = atoi(argv[4]);
  length = atol(argv[5]);
  double seconds = atof(argv[6]);
  request = malloc(length), expected = malloc(length);
  for (size_t i = 0; i < length; i++) request[i] = 'a' + i % 26, expected[i] = 'A' + i % 26;
  poller = epoll_create1(0);
  struct peer *peers = calloc(count, sizeof *peers);
  struct epoll_event events[1024];
  double begin = now(), end = begin + (mode == HOLD ? 60 : seconds);
  int started = 0;
  while (now() < end && served_peers < (mode == HOLD ? count : count + 1)) {
    /* A burst of thousands of SYNs would overflow the accept queue: let the server keep up. */
    while (started < count && started - served_peers < 256) start(&peers[started++]);
    int ready = epoll_wait(poller, events, 1024, 50);
    for (int i = 0; i < ready; i++) {
      struct peer *peer = events[i].data.ptr;
      if (events[i].events & EPOLLERR) { errors++; restart(peer); continue; }
      if (events[i].events & EPOLLOUT) fill(peer);
      if (events[i].events & EPOLLIN) drain(peer);
    }
    if (mode == DATAGRAM && ready == 0)
      for (int i = 0; i < started; i++)
        if (peers[i].sent == length && now() - peers[i].sent_at > 0.2) peers[i].sent = 0, errors++, fill(&peers[i]);
  }
  double elapsed = now() - begin;
  printf("{\"replies\":%lu,\"perSecond\":%.0f,\"served\":%d,\"errors\":%lu,\"wrong\":%lu}\n", replies, replies / elapsed,
         served_peers, errors, wrong);
  fflush(stdout);
  if (mode == HOLD) while (read(0, buffer, sizeof buffer) > 0);
  return wrong > 0 || replies == 0;
}

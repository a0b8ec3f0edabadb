/* C: each call gives -1 and errno, or getaddrinfo a number of its own. Own time-outs are SO_SNDTIMEO and SO_RCVTIMEO, which
   Linux also uses for connect; what they give is EAGAIN, and EINPROGRESS for connect. */
#define _GNU_SOURCE
#include <errno.h>
#include <gnu/libc-version.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static char reply[64];
static size_t reply_bytes;

static void tell(const char *line, int status) {
    printf("{%s,\"bytes\":%zu,\"runtime\":\"glibc %s\"}\n", line, reply_bytes, gnu_get_libc_version());
    fflush(stdout);
    exit(status);
}

static void tell_errno(const char *call) {
    int number = errno;
    const char *name = strerrorname_np(number);
    char line[256];
    snprintf(line, sizeof line, "\"outcome\":\"error\",\"name\":\"%s\",\"errno\":%d,\"call\":\"%s\",\"message\":\"%s\"",
             name ? name : "?", number, call, strerror(number));
    tell(line, 1);
}

static const char *lookup_name(int number) {
    switch (number) {
    case EAI_NONAME: return "EAI_NONAME";
    case EAI_AGAIN: return "EAI_AGAIN";
    case EAI_FAIL: return "EAI_FAIL";
    case EAI_NODATA: return "EAI_NODATA";
    default: return "getaddrinfo() != 0";
    }
}

static void tell_lookup(int number) {
    char line[256];
    if (number == EAI_SYSTEM) tell_errno("getaddrinfo");
    snprintf(line, sizeof line,
             "\"outcome\":\"error\",\"name\":\"%s\",\"errno\":%d,\"call\":\"getaddrinfo\",\"message\":\"%s\"",
             lookup_name(number), number, gai_strerror(number));
    tell(line, 1);
}

int main(void) {
    const char *transport = getenv("SOCKETBED_TRANSPORT"), *target = getenv("SOCKETBED_TARGET");
    const char *limit = getenv("SOCKETBED_TIMEOUT_MS"), *colon = target ? strrchr(target, ':') : NULL;
    if (!transport || strcmp(transport, "tcp") != 0 || !colon) return 127;
    char *host = strndup(target, colon - target);
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
    int number = getaddrinfo(host, colon + 1, &hints, &found);
    if (number != 0) tell_lookup(number);
    int descriptor = socket(found->ai_family, found->ai_socktype, 0);
    if (descriptor < 0) tell_errno("socket");
    long ms = limit && *limit ? atol(limit) : 10000;
    struct timeval wait = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    if (connect(descriptor, found->ai_addr, found->ai_addrlen) < 0) tell_errno("connect");
    if (send(descriptor, "hello", 5, MSG_NOSIGNAL) < 0) tell_errno("send");
    while (reply_bytes < 5) {
        ssize_t count = recv(descriptor, reply + reply_bytes, sizeof reply - 1 - reply_bytes, 0);
        if (count < 0) tell_errno("recv");
        if (count == 0) tell("\"outcome\":\"end\",\"name\":\"recv() == 0\"", 1);
        reply_bytes += count;
    }
    char line[128];
    snprintf(line, sizeof line, "\"outcome\":\"reply\",\"name\":\"%s\"", reply);
    tell(line, 0);
}

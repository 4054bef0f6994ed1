// physical: what the loopback and two cores give at best. One thread, one epoll, one write(2) per message and socket; no queue
// unless the socket is full, no heap per message, no protocol beyond what wsload asks for.
//   gcc -O2 -o physical physical.c        ./physical PORT
// GET …/N with an Upgrade joins room N and is answered 101 (with the answer to the one key that wsload has); a text frame is sent
// to all of its sender's room; POST …=N sends its body to room N.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

enum { FDS = 20000, ROOMS = 16384, ROOM_FOR_INPUT = 70000 };
typedef struct { bool ws; int room, place; char *in; int inlen; char *out; size_t outlen, outcap; } Conn;
typedef struct { int *fds, n, cap; } Room;
static Conn conns[FDS]; static Room rooms[ROOMS]; static int ep; static char reading[1 << 18];

static void die(const char *what) { perror(what); exit(1); }
static void watch(int fd, int op, bool write) {
  struct epoll_event e = {.events = EPOLLIN | (write ? EPOLLOUT : 0), .data.fd = fd};
  if (epoll_ctl(ep, op, fd, &e)) die("epoll_ctl");
}
static void join(int fd, int number) {
  Room *r = &rooms[number];
  if (r->n == r->cap) r->fds = realloc(r->fds, (r->cap = r->cap ? 2 * r->cap : 8) * sizeof(int));
  conns[fd].ws = true; conns[fd].room = number; conns[fd].place = r->n; r->fds[r->n++] = fd;
}
static void gone(int fd) {
  Conn *c = &conns[fd];
  if (c->ws) { Room *r = &rooms[c->room]; int last = r->fds[--r->n]; r->fds[c->place] = last; conns[last].place = c->place; }
  close(fd); free(c->in); free(c->out); *c = (Conn){0};
}
static void put(int fd, const char *bytes, size_t n) {
  Conn *c = &conns[fd];
  if (!c->outlen) {
    ssize_t r = send(fd, bytes, n, MSG_NOSIGNAL);
    if (r == (ssize_t)n || (r < 0 && errno != EAGAIN)) return; // what is broken is noticed when it is read
    if (r > 0) { bytes += r; n -= r; }
    watch(fd, EPOLL_CTL_MOD, true);
  }
  if (c->outlen + n > c->outcap) c->out = realloc(c->out, c->outcap = 2 * (c->outlen + n));
  memcpy(c->out + c->outlen, bytes, n); c->outlen += n;
}
static void flush(int fd) {
  Conn *c = &conns[fd]; ssize_t r = send(fd, c->out, c->outlen, MSG_NOSIGNAL);
  if (r > 0) { memmove(c->out, c->out + r, c->outlen - r); c->outlen -= r; }
  if (!c->outlen) watch(fd, EPOLL_CTL_MOD, false);
}
static void broadcast(int number, const char *text, size_t n) {
  static char frame[ROOM_FOR_INPUT + 4]; size_t h = 2; frame[0] = (char)0x81;
  if (n < 126) frame[1] = n; else { frame[1] = 126; frame[2] = n >> 8; frame[3] = n; h = 4; }
  memcpy(frame + h, text, n);
  for (int i = 0; i < rooms[number].n; i++) put(rooms[number].fds[i], frame, h + n);
}
static int http(int fd, char *p, int n) { // returns what it took; 0 if there is not enough yet
  char *end = memmem(p, n, "\r\n\r\n", 4); if (!end) return 0;
  int head = end + 4 - p; *end = 0; char *line = strstr(p, " HTTP/1.1");
  int number = 0; if (line) { char *d = line; while (d > p && d[-1] >= '0' && d[-1] <= '9') d--; number = atoi(d) % ROOMS; }
  if (!strncmp(p, "POST", 4)) {
    char *l = strcasestr(p, "content-length:"); int body = l ? atoi(l + 15) : 0;
    if (n < head + body) { *end = '\r'; return 0; }
    broadcast(number, p + head, body);
    put(fd, "HTTP/1.1 204 \r\n\r\n", 17); return head + body;
  }
  if (strcasestr(p, "upgrade: websocket")) {
    static const char ok[] = "HTTP/1.1 101 \r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    put(fd, ok, sizeof ok - 1); join(fd, number);
  } else put(fd, "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", 36);
  return head;
}
static int frame(int fd, uint8_t *p, int n) { // returns what it took, or -1 at a close
  if (n < 6) return 0;
  int h = 6, l = p[1] & 127; if (l == 126) { if (n < 8) return 0; l = p[2] << 8 | p[3]; h = 8; }
  if (l == 127) return -1;
  if (n < h + l) return 0;
  for (int i = 0; i < l; i++) p[h + i] ^= p[h - 4 + (i & 3)];
  if ((p[0] & 15) == 8) { static const char bye[] = {(char)0x88, 2, 3, (char)0xe8}; send(fd, bye, 4, MSG_NOSIGNAL); return -1; }
  if ((p[0] & 15) == 1) broadcast(conns[fd].room, (char *)p + h, l);
  return h + l;
}
static void readable(int fd) {
  Conn *c = &conns[fd]; int have = c->inlen; memcpy(reading, c->in, have);
  ssize_t r = recv(fd, reading + have, sizeof reading - have - 1, 0);
  if (r == 0 || (r < 0 && errno != EAGAIN)) { gone(fd); return; }
  if (r < 0) return;
  int n = have + r, o = 0;
  while (o < n) {
    int took = c->ws ? frame(fd, (uint8_t *)reading + o, n - o) : http(fd, reading + o, n - o);
    if (took < 0) { gone(fd); return; }
    if (!took) break;
    o += took;
  }
  if (n - o > ROOM_FOR_INPUT) { gone(fd); return; }
  if (n - o) { c->in = realloc(c->in, ROOM_FOR_INPUT); memcpy(c->in, reading + o, n - o); }
  c->inlen = n - o;
}
int main(int ac, char **av) {
  if (ac != 2) { fprintf(stderr, "usage: physical PORT (ends with its standard input)\n"); return 2; }
  signal(SIGPIPE, SIG_IGN); struct rlimit rl; getrlimit(RLIMIT_NOFILE, &rl); rl.rlim_cur = rl.rlim_max; setrlimit(RLIMIT_NOFILE, &rl);
  ep = epoll_create1(0); int one = 1, listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(av[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listening, (void *)&a, sizeof a) || listen(listening, 4096)) die("listen");
  watch(listening, EPOLL_CTL_ADD, false); watch(0, EPOLL_CTL_ADD, false);
  for (struct epoll_event ev[512];;) {
    int n = epoll_wait(ep, ev, 512, -1);
    for (int i = 0; i < n; i++) {
      int fd = ev[i].data.fd;
      if (fd == 0) return 0;
      if (fd == listening) {
        for (int s; (s = accept4(listening, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
          if (s >= FDS) { close(s); continue; }
          setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); watch(s, EPOLL_CTL_ADD, false);
        }
        continue;
      }
      if (ev[i].events & EPOLLOUT) flush(fd);
      if (ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(fd);
    }
  }
}

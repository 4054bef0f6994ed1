// wsload: one-thread epoll load generator for a group-broadcast WebSocket server (loopback only).
// Opens N connections, triggers M broadcasts (by HTTP POST, or by a frame of a member), counts every delivery, checks that
// none is lost, doubled or out of its sender's order, and prints one JSON line.   gcc -O2 -o wsload wsload.c -lm -lz
// In URLs and destinations {group} stands for the number of the socket's group: socket i is in group i % groups.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

typedef uint64_t u64; typedef uint32_t u32; typedef uint8_t u8;
static u64 now_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000ull + t.tv_nsec; }
static void die(const char *f, ...) { va_list a; va_start(a, f); vfprintf(stderr, f, a); va_end(a); fputc('\n', stderr); exit(2); }

// ---- options
static char ws_host[64], ws_path[512]; static int ws_port;
static char nt_host[64], nt_path[512]; static int nt_port;
static int N = 100, B = 100, W = 0, PAR = 32, HPAR = 1, SENDERS = 1, SETTLE = 500, DRAIN = 3000; static long M = 1000, K = 20;
static double RATE = 0, MAXS = 120, MSECS = 0; static bool http_trigger = true; static const char *label = "", *pids = "", *aux = "", *header = "", *stomp = NULL; static int G = 1, SLOW = 0, deflate_ = 0; static double CHURN = 0, WARMS = 0; static bool hold = false; static int raw_text = 0; static bool passive = false; static u64 min_ts = ~0ull;

static void parse_url(const char *u, char *host, int *port, char *path) {
  const char *p = strstr(u, "://"); if (!p) die("bad url %s", u); p += 3;
  const char *s = strchr(p, '/'); char hp[128]; size_t n = s ? (size_t)(s - p) : strlen(p);
  if (n >= sizeof hp) die("bad url"); memcpy(hp, p, n); hp[n] = 0; snprintf(path, 512, "%s", s ? s : "/");
  char *c = strchr(hp, ':'); *port = c ? atoi(c + 1) : 80; if (c) *c = 0;
  if (!strcmp(hp, "localhost")) strcpy(hp, "127.0.0.1");
  if (strncmp(hp, "127.", 4)) die("only loopback addresses (127.0.0.0/8): %s", hp);
  snprintf(host, 64, "%s", hp);
}

// ---- histogram: log-linear, 256 sub-buckets per power of two (<0.4 % error)
static u64 hist[64 * 256], hcount, hmax; static double hsum;
static void hrec(u64 v) { hcount++; hsum += v; if (v > hmax) hmax = v; int e = v < 256 ? 0 : 56 - __builtin_clzll(v); hist[e * 256 + (v >> e)]++; }
static double hq(double q) {
  if (!hcount) return 0; u64 want = (u64)ceil(q * hcount), c = 0; if (!want) want = 1;
  for (int i = 0; i < 64 * 256; i++) { c += hist[i]; if (c >= want) { int e = i / 256; u64 m = i % 256; return ((m << e) + ((1ull << e) - 1) / 2.0) / 1e6; } }
  return hmax / 1e6;
}

// ---- connections
enum { CONNECTING, SHAKE, OPEN, DEAD };
enum { SLOTS = 256 }; // sockets that open and close all the time, beside those that listen
typedef struct { int fd; u8 st; bool wantw, frag, slow, churn, leaving; int group; u8 *in; u32 inlen, incap; u8 *out; u32 outlen, outcap; } Conn;
static Conn *C; static int ep, nopen, nfail, nclosed, ninflight_shake, next_conn; static bool closing;
typedef struct { int fd; u8 st; bool busy, last; char in[16384]; int inlen; char out[70000]; int outlen; char req[70000]; int reqlen; } Http;
static Http *H; static long http_err, http_done, http_retry;
// ---- messages
#define WARM 0x80000000u
static u32 *got, *members_of, *last_of; static int LS = 1; static u8 *done_; static long nslow, slow_closed, churned, churn_due, churn_lost; static u64 wexp, compressed_in; static u64 *bitmap; static long wgot; static long sent, complete, wsent, gaveup;
static u64 received, dup_, ooo, foreign, bytes_in, pings; static u64 t_first, t_last, t_lastsend; static bool measuring, timed_out; static u64 last_rx; static long stalls;
static u64 members, expect_; // all members, and the deliveries that the broadcasts so far ask for
static u32 members_for(u32 s) { return members_of[s % G]; }

static void ep_mod(int fd, u64 d, bool w, bool add) { struct epoll_event e = {.events = EPOLLIN | (w ? EPOLLOUT : 0), .data.u64 = d}; if (epoll_ctl(ep, add ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &e)) die("epoll_ctl %s", strerror(errno)); }
static int dial_(const char *host, int port, int rcvbuf) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0); if (fd < 0) die("socket: %s", strerror(errno));
  int one = 1; setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); if (rcvbuf) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof rcvbuf);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)}; inet_pton(AF_INET, host, &a.sin_addr);
  if (connect(fd, (void *)&a, sizeof a) && errno != EINPROGRESS) { close(fd); return -1; }
  return fd;
}
static int dial(const char *host, int port) { return dial_(host, port, 0); }
static void expand(char *to, size_t room, const char *from, int group) { // {group} becomes its number
  const char *g = strstr(from, "{group}"); if (!g) { snprintf(to, room, "%s", from); return; }
  snprintf(to, room, "%.*s%d%s", (int)(g - from), from, group, g + 7);
}
static void wput(int i, const void *p, u32 n) { // queue and try to write
  Conn *c = &C[i];
  if (!c->outlen) { ssize_t r = send(c->fd, p, n, MSG_NOSIGNAL); if (r == (ssize_t)n) return; if (r > 0) { p = (u8 *)p + r; n -= r; } }
  if (c->outlen + n > c->outcap) { c->outcap = (c->outlen + n) * 2; c->out = realloc(c->out, c->outcap); }
  memcpy(c->out + c->outlen, p, n); c->outlen += n; if (!c->wantw) { c->wantw = true; ep_mod(c->fd, i, true, false); }
}
static void wframe(int i, int op, const u8 *p, u32 n) { // masked client frame
  static u8 f[70000]; u32 k = 0; f[k++] = 0x80 | op; if (n > 60000) die("frame too big");
  if (n < 126) f[k++] = 0x80 | n; else { f[k++] = 0x80 | 126; f[k++] = n >> 8; f[k++] = n; }
  const u8 m[4] = {0x37, 0xfa, 0x21, 0x3d}; memcpy(f + k, m, 4); k += 4;
  for (u32 j = 0; j < n; j++) f[k + j] = p[j] ^ m[j & 3];
  wput(i, f, k + n);
}
static void dead(int i) {
  Conn *c = &C[i]; if (c->st == DEAD) return;
  if (c->churn) { if (c->st == OPEN) churned++; else churn_lost++; }
  else if (c->slow && c->st == OPEN) slow_closed++;
  else if (c->st == OPEN) { nopen--; if (!closing) nclosed++; } else { nfail++; ninflight_shake--; }
  c->st = DEAD; struct linger l = {1, 0}; setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &l, sizeof l); close(c->fd); free(c->in); free(c->out); c->in = c->out = NULL; c->inlen = c->outlen = 0;
}
static inline int hex(u8 c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }
static void one(int i, const u8 *q, u64 t) { // a message of ours: ~SEQUENCE:TIME~
  u32 s = 0; u64 ts = 0; for (int j = 1; j <= 8; j++) s = s << 4 | hex(q[j]); for (int j = 10; j < 26; j++) ts = ts << 4 | hex(q[j]);
  last_rx = t;
  if (C[i].churn) return;
  if (s & WARM) { wgot++; return; }
  if (s >= (u32)M) { foreign++; return; }
  u64 b = (u64)i * (M / G + 1) + s / G; // of a group, every G-th is for it
  if (bitmap[b >> 6] >> (b & 63) & 1) { dup_++; return; } bitmap[b >> 6] |= 1ull << (b & 63);
  u32 *last = &last_of[(u64)i * LS + (LS > 1 ? s % SENDERS / G : 0)]; if (*last > s + 1) ooo++; else *last = s + 1;
  received++; hrec(t > ts ? t - ts : 0); t_last = t; if (ts < min_ts) min_ts = ts;
  if (++got[s] == members_for(s) && !done_[s]) { done_[s] = 1; complete++; }
}
static void payload(int i, const u8 *p, u32 n, u64 t) {
  const u8 *q = memchr(p, '~', n); if (!q || (u32)(q - p) + 27 > n || q[26] != '~') { foreign++; return; }
  one(i, q, t);
}
static z_stream zs; static bool zready;
static u32 inflated(const u8 *p, u32 n, u8 *to, u32 room) { // without context takeover: each message by itself
  if (!zready) { zready = true; if (inflateInit2(&zs, -15) != Z_OK) die("zlib"); } else inflateReset(&zs);
  static const u8 tail[4] = {0, 0, 255, 255};
  zs.next_in = (u8 *)p; zs.avail_in = n; zs.next_out = to; zs.avail_out = room; int e = inflate(&zs, Z_SYNC_FLUSH);
  if (e == Z_OK) { zs.next_in = (u8 *)tail; zs.avail_in = 4; e = inflate(&zs, Z_SYNC_FLUSH); }
  if (e != Z_OK && e != Z_STREAM_END && e != Z_BUF_ERROR) die("inflate: %d", e);
  compressed_in++; return room - zs.avail_out;
}
static u32 frames(int i, u8 *p, u32 n, u64 t) { // returns the bytes consumed
  u32 o = 0;
  while (n - o >= 2 && C[i].st == OPEN) {
    u8 *f = p + o; u32 h = 2; u64 l = f[1] & 127; if (f[1] & 128) die("masked server frame");
    if (l == 126) { if (n - o < 4) break; l = f[2] << 8 | f[3]; h = 4; }
    else if (l == 127) { if (n - o < 10) break; l = 0; for (int j = 2; j < 10; j++) l = l << 8 | f[j]; h = 10; }
    if (n - o < h + l) break;
    int op = f[0] & 15;
    if ((f[0] & 0x30) || ((f[0] & 0x40) && !deflate_)) die("rsv bits set, no extension was offered");
    if (op == 1 || op == 2) {
      if (!(f[0] & 0x80)) C[i].frag = true;
      if (f[0] & 0x40) { static u8 z[1 << 17]; if (!(f[0] & 0x80)) die("a fragmented compressed message"); payload(i, z, inflated(f + h, l, z, sizeof z), t); }
      else payload(i, f + h, l, t);
    }
    else if (op == 9) { pings++; wframe(i, 10, f + h, l); }
    else if (op == 8) { if (!closing && !C[i].leaving) wframe(i, 8, f + h, l > 2 ? 2 : l); dead(i); return n; }
    o += h + l;
  }
  return o;
}
static u8 rbuf[1 << 18];
static const char *HS_OK = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
static void readable(int i) {
  Conn *c = &C[i];
  u32 have = c->inlen; if (have > sizeof rbuf / 2) die("a frame over %zu bytes", sizeof rbuf / 2);
  memcpy(rbuf, c->in, have);
  ssize_t r = recv(c->fd, rbuf + have, sizeof rbuf - have, 0);
  if (r == 0 || (r < 0 && errno != EAGAIN && errno != EINTR)) { dead(i); return; }
  if (r < 0) return;
  bytes_in += r; u64 t = now_ns(); u8 *p = rbuf; u32 n = have + r;
  if (c->st == SHAKE) {
    u8 *e = memmem(p, n, "\r\n\r\n", 4);
    if (e) {
      e += 4; bool ok = !memcmp(p, "HTTP/1.1 101", 12) && memmem(p, e - p, HS_OK, strlen(HS_OK));
      if (!ok) { if (nfail < 3) fprintf(stderr, "handshake refused: %.*s\n", (int)(e - p), p); dead(i); return; }
      c->st = OPEN; n -= e - p; p = e;
      if (!c->churn) { ninflight_shake--; if (c->slow) nslow++; else nopen++; }
      if (stomp) { // a STOMP client: connect, then subscribe to the one destination
        static const char hello[] = "CONNECT\naccept-version:1.2\nheart-beat:0,0\nhost:localhost\n\n"; char to[256], sub[512]; expand(to, sizeof to, stomp, c->group); int k = snprintf(sub, sizeof sub, "SUBSCRIBE\nid:0\ndestination:%s\n\n", to);
        wframe(i, 1, (const u8 *)hello, sizeof hello); wframe(i, 1, (u8 *)sub, k + 1);
      }
      if (c->churn) { static const u8 code[2] = {3, 232}; c->leaving = true; wframe(i, 8, code, 2); }
      if (c->slow) { struct epoll_event none = {.events = 0, .data.u64 = i}; epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &none); } // never reads again
    }
  }
  u32 o = c->st == OPEN ? frames(i, p, n, t) : 0; if (c->st == DEAD) return;
  c->inlen = n - o; if (c->inlen) { if (c->inlen > c->incap) { c->incap = c->inlen * 2; c->in = realloc(c->in, c->incap); } memcpy(c->in, p + o, c->inlen); }
}
static void writable(int i) {
  Conn *c = &C[i];
  if (c->st == CONNECTING) {
    int e = 0; socklen_t l = sizeof e; getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &e, &l); if (e) { if (nfail < 3) fprintf(stderr, "connect: %s\n", strerror(e)); dead(i); return; }
    char q[3072], path[600]; expand(path, sizeof path, ws_path, c->group); int n = snprintf(q, sizeof q, "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: http://%s:%d\r\n%s%s\r\n", path, ws_host, ws_port, ws_host, ws_port, deflate_ ? "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n" : "", header);
    c->st = SHAKE; ep_mod(c->fd, i, false, false); wput(i, q, n); return;
  }
  if (c->outlen) { ssize_t r = send(c->fd, c->out, c->outlen, MSG_NOSIGNAL); if (r > 0) { memmove(c->out, c->out + r, c->outlen - r); c->outlen -= r; } else if (r < 0 && errno != EAGAIN) { dead(i); return; } }
  if (!c->outlen && c->wantw) { c->wantw = false; ep_mod(c->fd, i, false, false); }
}
// ---- http trigger
#define HBASE (1ull << 32)
static void hdial(int k) { H[k].fd = dial(nt_host, nt_port); if (H[k].fd < 0) die("notify: cannot connect"); H[k].st = CONNECTING; H[k].inlen = 0; ep_mod(H[k].fd, HBASE + k, true, true); }
static void hflush(int k) { Http *h = &H[k]; while (h->outlen) { ssize_t r = send(h->fd, h->out, h->outlen, MSG_NOSIGNAL); if (r <= 0) break; memmove(h->out, h->out + r, h->outlen - r); h->outlen -= r; } ep_mod(h->fd, HBASE + k, h->outlen > 0, false); }
static bool hcomplete(Http *h) { // a whole response in h->in? consume it
  h->in[h->inlen] = 0; char *e = strstr(h->in, "\r\n\r\n"); if (!e) return false; e += 4; int hl = e - h->in, tot = -1;
  char sv = *e; *e = 0; char *cl = strcasestr(h->in, "\r\ncontent-length:"), *te = strcasestr(h->in, "\r\ntransfer-encoding: chunked"); int code = atoi(h->in + 9);
  if (te) { *e = sv; char *z = strncmp(e, "0\r\n\r\n", 5) ? strstr(e, "\r\n0\r\n\r\n") : e - 2; if (!z) return false; tot = z + 7 - h->in; }
  else { tot = hl + (cl ? atoi(cl + 17) : 0); *e = sv; }
  if (h->inlen < tot) return false;
  { char k = *(h->in + hl); h->in[hl] = 0; h->last = strcasestr(h->in, "\r\nconnection: close") != NULL; h->in[hl] = k; } // the server ends the connection after this answer
  if (code < 200 || code > 299) { if (!http_err++) fprintf(stderr, "notify answered: %.*s\n", hl, h->in); }
  memmove(h->in, h->in + tot, h->inlen - tot); h->inlen -= tot; http_done++; return true;
}
static void hevent(int k, u32 ev) {
  Http *h = &H[k];
  if (h->st == CONNECTING && (ev & (EPOLLOUT | EPOLLERR))) { int e = 0; socklen_t l = sizeof e; getsockopt(h->fd, SOL_SOCKET, SO_ERROR, &e, &l); if (e) die("notify connect: %s", strerror(e)); h->st = OPEN; hflush(k); }
  if (ev & (EPOLLIN | EPOLLHUP)) {
    ssize_t r = recv(h->fd, h->in + h->inlen, sizeof h->in - 1 - h->inlen, 0);
    if (r <= 0) { if (r < 0 && errno == EAGAIN) return; close(h->fd); h->outlen = 0; if (h->busy) { if (h->inlen == 0 && http_retry < 100) { http_retry++; memcpy(h->out, h->req, h->reqlen); h->outlen = h->reqlen; } else { http_err++; h->busy = false; } } hdial(k); return; } // an idle keep-alive connection that the server closed: the request is sent again
    h->inlen += r; if (h->busy && hcomplete(h)) { h->busy = false; if (h->last) { h->last = false; close(h->fd); h->outlen = 0; hdial(k); return; } }
  }
  if ((ev & EPOLLOUT) && h->st == OPEN) hflush(k);
}
static int mkpayload(char *b, u32 seq, u64 ts) { int n = sprintf(b, "~%08x:%016llx~", seq, (unsigned long long)ts); static const char text[] = "The quick brown fox jumps over the lazy dog while forty-two kettles sing in the kitchen of house number seven; "; for (int k = 0; n < B; k++) b[n++] = text[k % (sizeof text - 1)]; b[n] = 0; return n; }
static int hrr, srr;
static bool trigger(u32 seq, u64 ts) { // false: the sender is busy
  static char pl[61000], fr[62000];
  if (http_trigger) {
    int k = -1; for (int j = 0; j < HPAR; j++) { int x = (hrr + j) % HPAR; if (H[x].st == OPEN && !H[x].busy) { k = x; break; } } if (k < 0) return false; hrr = k + 1;
    char path[600]; expand(path, sizeof path, nt_path, (seq & ~WARM) % G); int n = mkpayload(pl, seq, ts); Http *h = &H[k];
    h->outlen = sprintf(h->out, "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n", path, nt_host, nt_port, n); memcpy(h->out + h->outlen, pl, n); h->outlen += n; memcpy(h->req, h->out, h->outlen); h->reqlen = h->outlen; h->busy = true; hflush(k);
  } else {
    int i = srr % SENDERS; Conn *c = &C[i]; if (c->st != OPEN || c->outlen) return false; srr++;
    mkpayload(pl, seq, ts); int n; char to[256];
    if (stomp) { expand(to, sizeof to, stomp, c->group); n = sprintf(fr, "SEND\ndestination:%s\ncontent-type:text/plain\n\n%s", to, pl) + 1; }
    else n = raw_text ? sprintf(fr, "%s", pl) : sprintf(fr, "{\"text\":\"%s\"}", pl);
    wframe(i, 1, (u8 *)fr, n);
  }
  return true;
}
static u64 churn_from;
static void churn(u64 t) { // opens as many as are due; each closes as soon as it is open
  if (CHURN <= 0 || !churn_from) return;
  long due = (long)((t - churn_from) / 1e9 * CHURN);
  for (int k = N; k < N + SLOTS && churn_due < due; k++) if (C[k].st == DEAD) {
    C[k] = (Conn){.churn = true, .group = k % G}; C[k].fd = dial(ws_host, ws_port); C[k].st = CONNECTING; churn_due++; if (C[k].fd < 0) { C[k].st = DEAD; churn_lost++; continue; } ep_mod(C[k].fd, k, true, true);
  }
}
static void pump(int maxev_wait_ns_valid, u64 wait_ns) {
  struct epoll_event ev[512]; struct timespec ts = {wait_ns / 1000000000, wait_ns % 1000000000}; (void)maxev_wait_ns_valid; if (churn_from) { churn(now_ns()); if (ts.tv_nsec > 1000000) ts.tv_nsec = 1000000; }
  int n = epoll_pwait2(ep, ev, 512, &ts, NULL); if (n < 0 && errno != EINTR) die("epoll: %s", strerror(errno));
  for (int j = 0; j < n; j++) {
    u64 d = ev[j].data.u64; if (d >= HBASE) { hevent(d - HBASE, ev[j].events); continue; }
    int i = d; if (C[i].st == DEAD) continue;
    if (ev[j].events & (EPOLLOUT | EPOLLERR)) writable(i);
    if (C[i].st != DEAD && C[i].st != CONNECTING && (ev[j].events & (EPOLLIN | EPOLLHUP))) readable(i);
  }
}
static long proc_kb(const char *key) { long tot = 0; char s[256]; snprintf(s, sizeof s, "%s", pids); for (char *p = strtok(s, ","); p; p = strtok(NULL, ",")) { char f[64], l[256]; snprintf(f, sizeof f, "/proc/%d/status", atoi(p)); FILE *fp = fopen(f, "r"); if (!fp) continue; while (fgets(l, sizeof l, fp)) if (!strncmp(l, key, strlen(key))) tot += atol(l + strlen(key)); fclose(fp); } return tot; }
static double proc_cpu_of(const char *list) { double tot = 0; char s[256]; snprintf(s, sizeof s, "%s", list); for (char *p = strtok(s, ","); p; p = strtok(NULL, ",")) { char f[64], l[1024]; snprintf(f, sizeof f, "/proc/%d/stat", atoi(p)); FILE *fp = fopen(f, "r"); if (!fp) continue; if (fgets(l, sizeof l, fp)) { char *q = strrchr(l, ')'); unsigned long u, v; if (q && sscanf(q + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &u, &v) == 2) tot += (u + v) / (double)sysconf(_SC_CLK_TCK); } fclose(fp); } return tot; }
static double proc_cpu(void) { return proc_cpu_of(pids); }
static double busy_cpu(void) { FILE *f = fopen("/proc/stat", "r"); unsigned long u = 0, n = 0, y = 0; if (f) { if (fscanf(f, "cpu %lu %lu %lu", &u, &n, &y) != 3) u = 0; fclose(f); } return (u + n + y) / (double)sysconf(_SC_CLK_TCK); }
static double self_cpu(void) { struct rusage r; getrusage(RUSAGE_SELF, &r); return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6; }

int main(int ac, char **av) {
  signal(SIGPIPE, SIG_IGN); const char *url = NULL, *nurl = NULL;
  for (int i = 1; i < ac; i++) {
    char *o = av[i]; if (i + 1 >= ac) die("%s needs a value", o); char *v = av[++i];
    if (!strcmp(o, "--url")) url = v; else if (!strcmp(o, "--notify")) nurl = v; else if (!strcmp(o, "--conns")) N = atoi(v); else if (!strcmp(o, "--msgs")) M = atol(v);
    else if (!strcmp(o, "--bytes")) B = atoi(v); else if (!strcmp(o, "--rate")) RATE = atof(v); else if (!strcmp(o, "--window")) W = atoi(v); else if (!strcmp(o, "--warmup")) K = atol(v);
    else if (!strcmp(o, "--settle-ms")) SETTLE = atoi(v); else if (!strcmp(o, "--drain-ms")) DRAIN = atoi(v); else if (!strcmp(o, "--max-s")) MAXS = atof(v); else if (!strcmp(o, "--measure-s")) MSECS = atof(v);
    else if (!strcmp(o, "--pid")) pids = v; else if (!strcmp(o, "--aux")) aux = v; else if (!strcmp(o, "--connect-par")) PAR = atoi(v); else if (!strcmp(o, "--http-par")) HPAR = atoi(v); else if (!strcmp(o, "--senders")) SENDERS = atoi(v);
    else if (!strcmp(o, "--label")) label = v; else if (!strcmp(o, "--trigger")) { http_trigger = !strcmp(v, "http"); passive = !strcmp(v, "none"); } else if (!strcmp(o, "--raw")) raw_text = atoi(v);
    else if (!strcmp(o, "--stomp")) stomp = v;
    else if (!strcmp(o, "--groups")) G = atoi(v); else if (!strcmp(o, "--slow")) SLOW = atoi(v); else if (!strcmp(o, "--churn")) CHURN = atof(v); else if (!strcmp(o, "--deflate")) deflate_ = atoi(v); else if (!strcmp(o, "--hold")) hold = atoi(v); else if (!strcmp(o, "--warmup-s")) WARMS = atof(v);
    else if (!strcmp(o, "--header")) { static char hb[1024]; snprintf(hb, sizeof hb, "%s\r\n", v); header = hb; }
    else die("unknown option %s", o);
  }
  if (!url) die("usage: wsload --url ws://127.0.0.1:8100/ws/broadcast/ [--trigger http|ws|none] [--notify http://127.0.0.1:8100/notify?group=broadcast]\n  --conns N --msgs M --bytes B [--rate R/s | 0 = full speed] [--window W closed loop] [--measure-s S stop sending after S seconds]\n  [--warmup K] [--pid P[,P]] [--aux P[,P] e.g. redis] [--connect-par 32] [--http-par 1] [--senders 1] [--settle-ms 500] [--drain-ms 3000] [--max-s 120] [--label L]\n  [--groups G] [--slow P in a hundred that never read] [--churn R sockets/s that come and go] [--deflate 1] [--hold 1: idle until a line on stdin]\n  [--stomp DESTINATION] [--warmup-s S]");
  parse_url(url, ws_host, &ws_port, ws_path);
  if (!nurl) { static char nb[256]; snprintf(nb, sizeof nb, "http://%s:%d/notify?group=broadcast", ws_host, ws_port); nurl = nb; } parse_url(nurl, nt_host, &nt_port, nt_path);
  if (B < 27) B = 27; if (B > 60000) die("--bytes at most 60000"); if (MAXS > 600) MAXS = 600; if (M > 5000000) die("--msgs at most 5000000"); if (N > 15000) die("--conns at most 15000"); if (SENDERS > N) SENDERS = N; if (G < 1) G = 1; if (!http_trigger) LS = (SENDERS + G - 1) / G;
  if ((double)N * M / G > 4e9) die("N*M over 4e9");
  struct rlimit rl; getrlimit(RLIMIT_NOFILE, &rl); rl.rlim_cur = rl.rlim_max; setrlimit(RLIMIT_NOFILE, &rl);
  C = calloc(N + SLOTS, sizeof *C); for (int i = 0; i < N; i++) { C[i].group = i % G; C[i].slow = i % 100 < SLOW; } for (int i = N; i < N + SLOTS; i++) C[i].st = DEAD; members_of = calloc(G, sizeof *members_of); last_of = calloc((u64)N * LS, sizeof *last_of); H = calloc(HPAR, sizeof *H); got = calloc(M, sizeof *got); done_ = calloc(M, 1); bitmap = calloc(((u64)N * (M / G + 1) >> 6) + 1, 8); ep = epoll_create1(0);
  u64 T0 = now_ns(), END = T0 + (u64)(MAXS * 1e9); long rss0 = proc_kb("VmRSS:"); double cpu00 = proc_cpu();
  u64 STALL = DRAIN > 2000 ? DRAIN * 1000000ull : 2000000000ull;
  // 1. connections
  while (nopen + nslow + nfail + nclosed < N) {
    while (next_conn < N && ninflight_shake < PAR) { int i = next_conn++; C[i].fd = dial_(ws_host, ws_port, C[i].slow ? 4096 : 0); C[i].st = CONNECTING; ninflight_shake++; if (C[i].fd < 0) { C[i].st = DEAD; nfail++; ninflight_shake--; continue; } ep_mod(C[i].fd, i, true, true); }
    pump(1, 50000000); if (now_ns() > END) { timed_out = true; break; }
  }
  double tconn = (now_ns() - T0) / 1e9; int opened = nopen + nslow; double cpu_conn = proc_cpu() - cpu00;
  if (http_trigger) for (int k = 0; k < HPAR; k++) hdial(k);
  for (u64 e = now_ns() + SETTLE * 1000000ull; now_ns() < e;) pump(1, 10000000);
  long rss1 = proc_kb("VmRSS:"); members = nopen; for (int i = 0; i < N; i++) if (C[i].st == OPEN && !C[i].slow) members_of[C[i].group]++;
  if (hold) { fcntl(0, F_SETFL, O_NONBLOCK); fprintf(stderr, "ready\n"); char x; for (;;) { ssize_t r = read(0, &x, 1); if (r >= 0 || errno != EAGAIN || now_ns() > END) break; pump(1, 50000000); } K = 0; M = 0; }
  if (passive) { K = 0; fprintf(stderr, "ready\n"); fflush(stderr); }
  // 2. warm-up: closed loop, one broadcast at a time
  last_rx = now_ns();
  u64 wend = WARMS > 0 ? now_ns() + (u64)(WARMS * 1e9) : ~0ull; long wwin = W > 0 ? W : 1; if (churn_from == 0 && CHURN > 0) churn_from = now_ns();
  for (wsent = 0; (WARMS > 0 || wsent < K) && nopen && !timed_out && now_ns() < wend;) {
    u64 t = now_ns(); bool room = (u64)wgot + (u64)(wwin - 1) * members_for(wsent) >= wexp;
    if (room || t - last_rx > STALL) { if (!room) wgot = wexp; if (!trigger(WARM | wsent, t)) room = false; else { wexp += members_for(wsent); wsent++; if (wwin == 1) last_rx = t; } }
    pump(1, room ? 0 : 5000000); if (now_ns() > END) timed_out = true;
  }
  for (u64 e = now_ns() + (STALL > 5000000000ull ? STALL : 5000000000ull); (u64)wgot < wexp && now_ns() < e && now_ns() < END;) pump(1, 5000000);
  if (http_trigger) for (u64 e = now_ns() + 2000000000ull; now_ns() < e;) { bool busy = false; for (int k = 0; k < HPAR; k++) busy |= H[k].busy; if (!busy) break; pump(1, 1000000); }
  long wlost = (long)wexp - wgot; srr = 0;
  // 3. measured phase
  double cpu0 = proc_cpu(), self0 = self_cpu(), aux0 = proc_cpu_of(aux), busy0 = busy_cpu(); measuring = true; u64 rx0 = received; (void)rx0; t_first = now_ns(); t_last = t_lastsend = t_first; last_rx = t_first; u64 period = RATE > 0 ? (u64)(1e9 / RATE) : 0; u64 stop_send = MSECS > 0 ? t_first + (u64)(MSECS * 1e9) : ~0ull;
  if (passive) { sent = M; t_lastsend = now_ns() + 15000000000ull; }
  while (!timed_out && nopen) {
    u64 t = now_ns(), wait = 20000000; if (passive && received) t_lastsend = t_first; bool more = sent < M && t < stop_send;
    while (more) {
      u64 due = period ? t_first + (u64)sent * period : t;
      if (due > t) { wait = due - t; if (wait > 20000000) wait = 20000000; break; }
      if (W > 0 && sent - complete - gaveup >= W) {
        if (t - last_rx > STALL && t - t_lastsend > STALL) { stalls++; for (long s = 0; s < sent; s++) if (!done_[s]) { done_[s] = 1; gaveup++; } } else break;
      }
      if (!trigger(sent, due)) { if (!http_trigger) wait = 1000000; break; }
      expect_ += members_for(sent); sent++; t_lastsend = now_ns(); more = sent < M; if (!period && !W && !http_trigger && (sent & 15) == 0) { wait = 0; break; }
    }
    if (!more) {
      bool http_idle = true; if (http_trigger) for (int k = 0; k < HPAR; k++) if (H[k].busy) http_idle = false;
      if (received >= (passive ? (u64)sent * members : expect_) && http_idle) break;
      u64 q = last_rx > t_lastsend ? last_rx : t_lastsend; if (t > q + DRAIN * 1000000ull) break;
    }
    pump(1, wait); if (now_ns() > END) timed_out = true;
  }
  if (passive && received) t_first = min_ts;
  double cpu = proc_cpu() - cpu0, self = self_cpu() - self0, auxc = proc_cpu_of(aux) - aux0, other = busy_cpu() - busy0 - cpu - self - auxc, phase = (now_ns() - t_first) / 1e9; long rss2 = proc_kb("VmRSS:"), hwm = proc_kb("VmHWM:"); int open_end = nopen;
  double el = (t_last - t_first) / 1e9, sel = (t_lastsend - t_first) / 1e9; u64 expect = passive ? (u64)sent * members : expect_; long partial = 0, none = 0; for (long s = 0; s < sent; s++) { if (!got[s]) none++; else if (got[s] < members_for(s)) partial++; }
  // 4. close politely
  closing = true; churn_from = 0; u64 tc = now_ns(); u8 code[2] = {3, 232}; for (int i = 0; i < N; i++) if (C[i].st == OPEN && !C[i].slow) wframe(i, 8, code, 2);
  for (u64 e = tc + 10000000000ull; nopen > 0 && now_ns() < e;) pump(1, 10000000);
  double tclose = (now_ns() - tc) / 1e9; int left = nopen;
  printf("{\"label\":\"%s\",\"url\":\"%s\",\"trigger\":\"%s\",\"conns\":%d,\"opened\":%d,\"conn_failed\":%d,\"connect_s\":%.3f,\"connects_per_s\":%.0f,\"connect_cpu_s\":%.2f,\"bytes\":%d,\"rate\":%g,\"window\":%d,\"msgs_sent\":%ld,\"send_s\":%.3f,\"broadcasts_per_s\":%.1f,\"expected\":%llu,\"received\":%llu,\"lost\":%lld,\"lost_pct\":%.3f,\"msgs_partly_lost\":%ld,\"msgs_wholly_lost\":%ld,\"dup\":%llu,\"out_of_order\":%llu,\"foreign\":%llu,\"elapsed_s\":%.3f,\"deliveries_per_s\":%.0f,\"p50_ms\":%.3f,\"p90_ms\":%.3f,\"p99_ms\":%.3f,\"p999_ms\":%.3f,\"max_ms\":%.3f,\"mean_ms\":%.3f,\"rss_start_kb\":%ld,\"rss_connected_kb\":%ld,\"rss_end_kb\":%ld,\"rss_hwm_kb\":%ld,\"rss_per_conn_kb\":%.2f,\"server_cpu_s\":%.2f,\"server_cpu_us_per_delivery\":%.2f,\"aux_cpu_s\":%.2f,\"other_cpu_s\":%.2f,\"other_busy\":%.3f,\"client_cpu_s\":%.2f,\"client_busy\":%.3f,\"closed_by_server\":%d,\"open_at_end\":%d,\"close_s\":%.2f,\"unclosed\":%d,\"http_errors\":%ld,\"http_retries\":%ld,\"pings\":%llu,\"stalls\":%ld,\"warmup_lost\":%ld,\"slow\":%ld,\"slow_closed\":%ld,\"churned\":%ld,\"churn_due\":%ld,\"churn_lost\":%ld,\"deflate\":%d,\"compressed\":%llu,\"timed_out\":%s}\n",
         label, url, passive ? "none" : http_trigger ? "http" : "ws", N, opened, nfail, tconn, opened / tconn, cpu_conn, B, RATE, W, sent, sel, el > 0 ? sent / el : 0, (unsigned long long)expect, (unsigned long long)received, (long long)expect - (long long)received, expect ? 100.0 * (expect - received) / expect : 0, partial, none, (unsigned long long)dup_, (unsigned long long)ooo, (unsigned long long)foreign, el, el > 0 ? received / el : 0, hq(.5), hq(.9), hq(.99), hq(.999), hmax / 1e6, hcount ? hsum / hcount / 1e6 : 0,
         rss0, rss1, rss2, hwm, opened ? (rss1 - rss0) / (double)opened : 0, cpu, received ? cpu * 1e6 / received : 0, auxc, other, phase > 0 ? other / phase : 0, self, el > 0 ? self / el : 0, nclosed, open_end, tclose, left, http_err, http_retry, (unsigned long long)pings, stalls, wlost, nslow, slow_closed, churned, churn_due, churn_lost, deflate_, (unsigned long long)compressed_in, timed_out ? "true" : "false");
  return 0;
}

// The kernel's timers of a probe whose scenario waits until the kernel gives up: seconds instead of minutes. One set for
// all of them, so that they can use the same container; a scenario says which of these it is about.

export const shortTimers = {
  /** Three seconds instead of two minutes: three SYNs (two before Linux 6.5) instead of seven and more. */
  'net.ipv4.tcp_syn_retries': '1',
  /** Sent bytes are given up after some 1.7 seconds instead of a quarter of an hour. */
  'net.ipv4.tcp_retries2': '1',
  /** Linux answers a peer with one ICMP error a second, after the first few. Scenarios share machines, and do not wait. */
  'net.ipv4.icmp_ratelimit': '0',
} as const;

// What the testbed and the sidecar say to each other: one JSON document per line, commands in, answers out, carried
// out one after the other and matched by `id`. Types only; the two ends are src/testbed/sidecar.ts and
// services/sidecar.ts.
//
//   testbed -- {"id":7,"op":"inject","fault":1,"what":{"kind":"packets", ...}} --> sidecar
//   testbed <-- {"id":7,"value":{}}                                             -- sidecar
//   testbed <-- {"id":7,"error":{"code":"UNSUPPORTED","what":"...","found":"..."}}
//
// Everything is seen from the target: `in` comes to it, `out` leaves it, `peer` is the other end.

/** Which packets. What is absent does not matter. */
export interface PacketMatch {
  readonly direction: 'in' | 'out';
  /**
   * Where they are caught. `host` (default) is the target's firewall: a program is told where the kernel tells it (a
   * UDP send that is dropped fails with EPERM). `wire` is the cable: nobody is told.
   */
  readonly on?: 'host' | 'wire';
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
  /** An address, or a network as `172.19.0.0/16`. */
  readonly peer?: string;
  readonly localPort?: number;
  readonly peerPort?: number;
  readonly ipVersion?: 4 | 6;
  /**
   * Of the connection; needs `protocol`. A TCP packet is `new` when it is a SYN, a UDP packet until conntrack has seen
   * an answer to it (not on the wire).
   */
  readonly state?: 'new' | 'established';
  /** Flags that must be set, and that must not be. Implies tcp. */
  readonly tcpFlags?: { readonly set?: readonly TcpFlag[]; readonly unset?: readonly TcpFlag[] };
  /** Length of the IP packet, bytes. */
  readonly lengthOver?: number;
  readonly lengthUnder?: number;
  /** Bytes (base64, at most 16) at an offset in what TCP or UDP carries. */
  readonly payload?: { readonly offset: number; readonly bytes: string };
}

export type TcpFlag = 'fin' | 'syn' | 'rst' | 'psh' | 'ack' | 'urg' | 'ecn' | 'cwr';

/**
 * Which of the packets that match, counted from 1. Default: all. The numbers are the same in every run; which packet of
 * a conversation has which number is the same only as far as the conversation itself is. Each IP version, where the
 * fault names none and the kernel needs a rule for each, is counted for itself.
 */
export type Pick =
  /** Packets n, 2n, 3n ... */
  | { readonly every: number }
  /** One packet, or `count` in a row. */
  | { readonly at: number; readonly count?: number }
  /** Of each 1000 packets `probability` * 1000, which ones is decided by the seed. */
  | { readonly probability: number; readonly seed: number };

/** What the kernel can answer in place of a packet, by nft's names. Two names are of both IP versions. */
export type RejectionV4 =
  | 'net-unreachable'
  | 'host-unreachable'
  | 'prot-unreachable'
  | 'port-unreachable'
  | 'net-prohibited'
  | 'host-prohibited'
  | 'admin-prohibited';
export type RejectionV6 =
  | 'no-route'
  | 'admin-prohibited'
  | 'addr-unreachable'
  | 'port-unreachable'
  | 'policy-fail'
  | 'reject-route';
export type Rejection = 'tcp-reset' | RejectionV4 | RejectionV6;

export type PacketAction =
  | { readonly do: 'drop' }
  /** A reset, or ICMP of that name, of the IP version that has the name. */
  | { readonly do: 'reject'; readonly with: Rejection }
  /** Each of them arrives, or leaves, twice. */
  | { readonly do: 'duplicate' }
  /** Writes bytes (base64, at most 16) at an offset in what TCP or UDP carries. */
  | { readonly do: 'corrupt'; readonly offset: number; readonly bytes: string }
  /** TTL, or hop limit. */
  | { readonly do: 'ttl'; readonly value: number }
  | { readonly do: 'mark'; readonly value: number }
  /** Holds it back for so long, plus or minus as much as `jitterMs`, in which order whatever comes of it. */
  | { readonly do: 'delay'; readonly delayMs: number; readonly jitterMs?: number; readonly seed?: number }
  /**
   * Lets so many bytes of what TCP carries pass, of each connection and in the direction of the match; what would be
   * more is cut off, and from then on both ends are answered with a reset.
   */
  | { readonly do: 'reset'; readonly afterBytes: number }
  /** Nothing: for the counter. */
  | { readonly do: 'count' };

export type SidecarFault =
  | {
      readonly kind: 'packets';
      readonly match: PacketMatch;
      readonly pick?: Pick;
      readonly action: PacketAction;
    }
  /** A way to an address or network (or `default`) that fails: EHOSTUNREACH, EACCES, EINVAL, or ENETUNREACH for `none`. */
  | {
      readonly kind: 'route';
      readonly to: string;
      readonly type: 'unreachable' | 'prohibit' | 'blackhole' | 'none';
      /** Of `default`. Otherwise the address says it. */
      readonly ipVersion?: 4 | 6;
    }
  /** The way to an address leads through another machine of the network. */
  | { readonly kind: 'detour'; readonly to: string; readonly via: string }
  /** Largest packet, bytes: of the device, or only of the route to an address. */
  | { readonly kind: 'mtu'; readonly bytes: number; readonly to?: string; readonly device?: string }
  /** The device is down, with all that the kernel forgets then: routes, IPv6 addresses. */
  | { readonly kind: 'link-down'; readonly device?: string }
  /** Bytes per second that leave or come; more waits in a queue, for as long as `queueMs`, and is dropped after that. */
  | {
      readonly kind: 'rate';
      readonly direction: 'in' | 'out';
      readonly bytesPerSecond: number;
      /** Default 50. */
      readonly queueMs?: number;
      readonly device?: string;
    };

export interface SocketFilter {
  readonly protocol?: 'tcp' | 'udp';
  /** An address, or a network. */
  readonly peer?: string;
  readonly localPort?: number;
  readonly peerPort?: number;
  readonly state?: SocketStateName;
}

/** TCP's states as the kernel has them; UDP sockets are `established` when they are connected, else `unconnected`. */
export type SocketStateName =
  | 'established'
  | 'syn-sent'
  | 'syn-recv'
  | 'fin-wait-1'
  | 'fin-wait-2'
  | 'time-wait'
  | 'unconnected'
  | 'close-wait'
  | 'last-ack'
  | 'listen'
  | 'closing';

export interface CaptureOptions {
  /** Default `eth0`; `any` for all, the loopback too. */
  readonly device?: string;
  /** How much of each packet is kept, bytes. Default: all of it. */
  readonly snapBytes?: number;
  /** As tcpdump has it: `tcp port 8080`. */
  readonly filter?: string;
}

export type SidecarCommand =
  | { readonly op: 'inject'; readonly fault: number; readonly what: SidecarFault }
  | { readonly op: 'lift'; readonly fault: number }
  | { readonly op: 'liftAll' }
  | { readonly op: 'counter'; readonly fault: number }
  | { readonly op: 'sockets'; readonly filter: SocketFilter }
  | { readonly op: 'destroySockets'; readonly filter: SocketFilter }
  | { readonly op: 'kernelCounters' }
  | { readonly op: 'startCapture'; readonly capture: number; readonly options: CaptureOptions }
  /** Everything sent until now is then in the file; the capture goes on. */
  | { readonly op: 'readCapture'; readonly capture: number }
  | { readonly op: 'stopCapture'; readonly capture: number }
  /** Of the file, also of a capture that was stopped: bytes from this one on, a mebibyte at most. */
  | { readonly op: 'capturePiece'; readonly capture: number; readonly from: number }
  | { readonly op: 'abilities' };

export type SidecarRequest = { readonly id: number } & SidecarCommand;

export interface Count {
  readonly packets: number;
  readonly bytes: number;
}

/** Of a packets fault: those that matched, and those of them that something was done to. */
export interface FaultCount {
  readonly matched: Count;
  readonly hit: Count;
}

/** A socket of the target, as ss has it. */
export interface SocketState {
  readonly protocol: 'tcp' | 'udp';
  readonly state: SocketStateName;
  readonly local: string;
  readonly peer: string;
  /** Bytes that the program has not read; of a listener the connections that it has not accepted. */
  readonly receiveQueue: number;
  /** Bytes that the peer has not acknowledged; of a listener its backlog. */
  readonly sendQueue: number;
  /** What `ss -io` says besides: `timer`, `rto`, `rtt`, `cwnd`, `retrans`, `bytes_sent` ... */
  readonly details: Readonly<Record<string, string>>;
}

/** A capture until now, or how it ended. */
export interface CaptureState {
  /** Length of its file. */
  readonly bytes: number;
  readonly packets: number;
  /** That tcpdump was too slow for; known when it has ended. */
  readonly dropped: number;
  /** Everything sent before it was asked for is in it. */
  readonly complete: boolean;
}

export interface SidecarAbility {
  readonly name: string;
  readonly available: boolean;
  /** Why not, in the kernel's or the tool's words. */
  readonly reason?: string;
}

/** What each command answers. */
export interface SidecarValues {
  readonly inject: Record<string, never>;
  /** False: it was not on (any more). */
  readonly lift: { readonly lifted: boolean };
  readonly liftAll: { readonly lifted: number };
  readonly counter: FaultCount;
  readonly sockets: readonly SocketState[];
  /** Those that are no more, and those that the kernel would not end. */
  readonly destroySockets: {
    readonly destroyed: readonly SocketState[];
    readonly left: readonly SocketState[];
  };
  /** By nstat's names, as they stand: `TcpRetransSegs`. */
  readonly kernelCounters: Readonly<Record<string, number>>;
  readonly startCapture: Record<string, never>;
  readonly readCapture: CaptureState;
  readonly stopCapture: CaptureState;
  readonly capturePiece: { readonly base64: string };
  readonly abilities: readonly SidecarAbility[];
}

export interface SidecarProblem {
  readonly code: 'UNSUPPORTED' | 'OPTION_INVALID' | 'BED_STATE' | 'FAULT_FAILED';
  readonly what: string;
  readonly found?: string;
}

export type SidecarAnswer =
  | { readonly id: number; readonly value: SidecarValues[SidecarCommand['op']] }
  | { readonly id: number; readonly error: SidecarProblem };

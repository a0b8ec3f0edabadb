// What a captured packet is, once its bytes are understood. Types only; parse-packet.ts makes them.
//
//   bytes -> Ethernet | Linux cooked | raw -> IPv4 | IPv6 | ARP -> TCP | UDP | ICMP
//
// Checksums are not looked at: on virtual interfaces they are mostly left to hardware that is not there.

/** One end of a conversation, as numbers. */
export interface Endpoint {
  /** `172.18.0.2`, or an IPv6 address as RFC 5952 writes it. */
  readonly address: string;
  /** 0 to 65535. For what has no ports: the identifier of an ICMP echo, else 0. */
  readonly port: number;
}

/** What every packet has, understood or not. */
export interface Captured {
  /** Its place in the capture, from 0 on. */
  readonly index: number;
  /** Milliseconds since 1970, with fractions. */
  readonly atMs: number;
  /** Length on the wire, link header included. */
  readonly wireBytes: number;
  /** The capture kept only the beginning of it. */
  readonly cut: boolean;
  /** Told by cooked captures only: which way it went through the interface. */
  readonly direction?: 'in' | 'out';
  /** Told by cooked captures of version 2 only: the kernel's number of the interface. */
  readonly interfaceIndex?: number;
}

/** RFC 791, RFC 8200. */
export interface IpHeader {
  readonly version: 4 | 6;
  readonly from: string;
  readonly to: string;
  /** TTL, in IPv6 the hop limit. */
  readonly ttl: number;
  /** IPv4 identification; of IPv6 only fragments have one. Linux sends 0 where fragmenting is forbidden and no connection counts. */
  readonly id?: number;
  readonly dontFragment: boolean;
  /** Present for a piece of a datagram. */
  readonly fragment?: {
    /** Where the piece begins, in bytes of the datagram. */
    readonly offset: number;
    /** More pieces follow. */
    readonly more: boolean;
  };
  /** Of the payload, behind all extension headers: 6 TCP, 17 UDP. */
  readonly protocol: number;
}

export interface TcpFlags {
  readonly fin: boolean;
  readonly syn: boolean;
  readonly rst: boolean;
  readonly psh: boolean;
  readonly ack: boolean;
  readonly urg: boolean;
}

/** RFC 9293, 7323 (scale, timestamps), 2018 (SACK). Absent means not sent. */
export interface TcpOptions {
  /** Bytes of the largest segment that the sender takes. */
  readonly mss?: number;
  /** Power of two that windows count in. */
  readonly windowScale?: number;
  readonly sackPermitted?: boolean;
  /** Ranges received beyond the acknowledged ones: sequence numbers, the end not included. */
  readonly sack?: readonly (readonly [start: number, end: number])[];
  readonly timestamp?: { readonly value: number; readonly echo: number };
}

export interface TcpPacket extends Captured {
  readonly protocol: 'tcp';
  readonly ip: IpHeader;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly seq: number;
  /** Without meaning unless `flags.ack`. */
  readonly ack: number;
  readonly flags: TcpFlags;
  /** As it stands in the header, unscaled. */
  readonly window: number;
  readonly options: TcpOptions;
  /** On the wire. */
  readonly payloadBytes: number;
  /** What was kept of it. */
  readonly payload: Buffer;
}

/** RFC 768. */
export interface UdpPacket extends Captured {
  readonly protocol: 'udp';
  readonly ip: IpHeader;
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** On the wire; of a fragmented datagram the whole of it. */
  readonly payloadBytes: number;
  readonly payload: Buffer;
}

/** The packet that an ICMP error answers, as far as it is quoted: ports need 4 bytes behind the IP header, `seq` 8. */
export interface QuotedPacket {
  readonly ip: IpHeader;
  /** TCP and UDP only. */
  readonly ports?: { readonly from: number; readonly to: number };
  /** TCP only. */
  readonly seq?: number;
}

/** ICMP (RFC 792) and ICMPv6 (RFC 4443, 4861); `ip.version` tells which. */
export interface IcmpPacket extends Captured {
  readonly protocol: 'icmp';
  readonly ip: IpHeader;
  readonly type: number;
  readonly code: number;
  /** `port-unreachable`; see icmp-names.ts. */
  readonly name: string;
  /** Present for errors whose quotation can be read. */
  readonly quoted?: QuotedPacket;
  /** The largest packet that passes: frag-needed and packet-too-big only. */
  readonly mtuBytes?: number;
  /** Echo requests and replies. */
  readonly echo?: { readonly id: number; readonly sequence: number };
  /** The address that a neighbour question or answer is about (IPv6's ARP). */
  readonly target?: string;
}

/** RFC 826, for IPv4 over Ethernet. */
export interface ArpPacket extends Captured {
  readonly protocol: 'arp';
  readonly operation: 'who-has' | 'reply';
  readonly sender: { readonly address: string; readonly mac: string };
  readonly target: { readonly address: string; readonly mac: string };
}

/** `other`: well formed, but nothing that is told apart here. `malformed`: its own lengths contradict it, or too little was kept. */
export interface UnreadPacket extends Captured {
  readonly protocol: 'other' | 'malformed';
  /** `EtherType 0x88cc`, `IPv4 header of 8 bytes`, `IP protocol 132`. */
  readonly reason: string;
  /** As far as that could be read. */
  readonly ip?: IpHeader;
}

export type Packet = TcpPacket | UdpPacket | IcmpPacket | ArpPacket | UnreadPacket;

/** `172.18.0.2:8080`, `[fd00::2]:8080`; the address alone where there is no port. */
export function formatEndpoint({ address, port }: Endpoint): string {
  if (port === 0) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

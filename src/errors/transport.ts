// The kinds of sockets that everything here is about.

export const transports = ['tcp', 'udp', 'unix-stream', 'unix-datagram'] as const;
export type Transport = (typeof transports)[number];

/** What a client can talk: a bare transport, or HTTP or XML-RPC on top of one. */
export const protocols = [...transports, 'http', 'xmlrpc'] as const;
export type Protocol = (typeof protocols)[number];

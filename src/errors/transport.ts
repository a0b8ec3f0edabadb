// The kinds of sockets that everything here is about.

export const transports = ['tcp', 'udp', 'unix-stream', 'unix-datagram'] as const;
export type Transport = (typeof transports)[number];

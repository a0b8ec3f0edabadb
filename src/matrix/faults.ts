// Every row of the matrix: what a client of TCP can meet from its look-up to the end of the reply. The first one is the
// control.

import type { Script, Target } from '../check/client/target.ts';
import { drop, reject, route } from '../faults/index.ts';
import type { RejectionV4 } from '../protocol/sidecar.ts';
import { answerTo, halfAnswerTo } from './answer.ts';
import type { MatrixFault } from './matrix-fault.ts';

const toTarget = { direction: 'in', protocol: 'tcp' } as const;
/** So long do those wait by themselves that nothing else ends. */
const shortTimeoutMs = 5000;

export const control: MatrixFault = {
  id: 'good-server',
  does: 'nothing is broken',
  means: null,
  wire: 'reply',
};

function rejected(
  id: string,
  rejection: RejectionV4 | 'tcp-reset',
  means: string,
  wire: string,
): MatrixFault {
  const answer = rejection === 'tcp-reset' ? 'a reset' : `ICMP ${rejection}`;
  const inject = { into: 'target', fault: () => reject(rejection, toTarget) } as const;
  return { id, does: `a firewall answers SYNs with ${answer}`, means, inject, wire };
}

/** Plays a script once a request is there; a client that ends before is let go. */
const onRequest =
  (play: (connection: Parameters<Script>[0], request: Buffer) => Promise<unknown>) =>
  (target: Target): Script =>
  async (connection) => {
    const request = await target.request(connection);
    if (request !== undefined) await play(connection, request);
    await connection.close();
  };

/** Waits until the client ends the connection. */
const untilEnd = (connection: Parameters<Script>[0]) => connection.receive({ timeoutMs: 60_000 });

export const matrixFaults: readonly MatrixFault[] = [
  {
    id: 'refused/closed-port',
    does: 'nobody listens on the port',
    means: 'ECONNREFUSED',
    serve: 'nobody',
    wire: 'RST from server',
  },
  rejected('refused/firewall-reset', 'tcp-reset', 'ECONNREFUSED', 'RST from server'),
  rejected('refused/icmp-port', 'port-unreachable', 'ECONNREFUSED', 'ICMP 3/3 port-unreachable'),
  rejected('unreachable/icmp-net', 'net-unreachable', 'ENETUNREACH', 'ICMP 3/0 net-unreachable'),
  rejected('unreachable/icmp-host', 'host-unreachable', 'EHOSTUNREACH', 'ICMP 3/1 host-unreachable'),
  rejected('unreachable/icmp-protocol', 'prot-unreachable', 'ENOPROTOOPT', 'ICMP 3/2 prot-unreachable'),
  rejected('unreachable/icmp-prohibited', 'admin-prohibited', 'EHOSTUNREACH', 'ICMP 3/13 admin-prohibited'),
  {
    id: 'unreachable/no-route',
    does: 'the client has no route to the server',
    means: 'ENETUNREACH',
    inject: { into: 'client', fault: ({ target }) => route('none', target) },
    wire: 'no packet',
  },
  {
    id: 'unreachable/no-such-host',
    does: 'nobody on the network has the address',
    means: 'EHOSTUNREACH',
    host: ({ nobody }) => nobody,
    wire: 'ARP unanswered',
  },
  {
    id: 'denied/prohibited-route',
    does: "the client's own routes prohibit the way",
    means: 'EACCES',
    inject: { into: 'client', fault: ({ target }) => route('prohibit', target) },
    wire: 'no packet',
  },
  {
    id: 'silence/black-hole',
    does: 'SYNs are dropped until the kernel gives up',
    means: 'ETIMEDOUT',
    inject: { into: 'target', fault: () => drop(toTarget) },
    wire: 'SYN unanswered',
  },
  {
    id: 'silence/black-hole-deadline',
    does: "SYNs are dropped until the client's own deadline",
    means: 'timed out',
    inject: { into: 'target', fault: () => drop(toTarget) },
    timeoutMs: shortTimeoutMs,
    wire: 'SYN unanswered',
  },
  {
    id: 'silence/no-reply',
    does: 'the server accepts and says nothing',
    means: 'timed out',
    serve: onRequest(untilEnd),
    timeoutMs: shortTimeoutMs,
    wire: 'silence',
  },
  {
    id: 'silence/mid-reply',
    does: 'the server stops in the middle of its reply',
    means: 'timed out',
    serve: onRequest(async (connection, request) => {
      await connection.send(halfAnswerTo(request));
      await untilEnd(connection);
    }),
    timeoutMs: shortTimeoutMs,
    wire: 'silence',
  },
  {
    id: 'reset/instead-of-reply',
    does: 'the server resets when it has the request',
    means: 'ECONNRESET',
    serve: onRequest((connection) => connection.reset()),
    wire: 'RST from server',
  },
  {
    id: 'reset/mid-reply',
    does: 'the server resets in the middle of its reply',
    means: 'ECONNRESET',
    serve: onRequest(async (connection, request) => {
      await connection.send(halfAnswerTo(request));
      await connection.reset();
    }),
    wire: 'RST from server',
  },
  {
    id: 'end/instead-of-reply',
    does: 'the server ends the connection when it has the request',
    means: 'EOF',
    serve: onRequest((connection) => connection.close()),
    wire: 'FIN from server',
  },
  {
    id: 'end/mid-reply',
    does: 'the server ends the connection in the middle of its reply',
    means: 'EOF',
    serve: onRequest((connection, request) => connection.send(halfAnswerTo(request))),
    wire: 'FIN from server',
  },
  {
    id: 'name/not-found',
    does: 'the name server knows no such name',
    means: 'ENOTFOUND',
    host: ({ target }) => `${target}.nxdomain.test`,
    wire: 'DNS answer, no SYN',
  },
  {
    id: 'name/server-fails',
    does: 'the name server answers that it failed',
    means: 'EAI_AGAIN',
    host: ({ target }) => `${target}.servfail.test`,
    wire: 'DNS answer, no SYN',
  },
];

/** The control's target, and that of all who say nothing else. */
export const answering =
  (target: Target): Script =>
  async (connection) => {
    for (;;) {
      const request = await target.request(connection);
      if (request === undefined || (await connection.send(answerTo(request))).kind !== 'sent') break;
    }
    await connection.close();
  };

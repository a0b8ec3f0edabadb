// Where replies come from. A client whose socket is connected takes only what comes from the address that it asked, and
// so do firewalls: a server with a socket for replies, or on a machine with several addresses, may answer from another.

import type { Outcome } from '../../../errors/outcome.ts';
import { describeOutcome } from '../../../evidence/describe-outcome.ts';
import { runInside } from '../../../testbed/run-inside.ts';
import type { CheckRecord } from '../../check-record.ts';
import { failed, type Judgement, passed } from '../../judgement.ts';
import type { ServerBench } from '../server-bench.ts';
import type { ServerCheck } from '../server-check.ts';

const toolTimeoutMs = 10_000;

export const replyAddress: ServerCheck = {
  name: 'reply-address',
  question: 'Do its replies come from the address that was asked?',
  expected: 'they come from there',
  during: 'it was asked by a client that takes replies from anywhere',
  async run(bench, record) {
    const { host, port } = placeOf(bench);
    const asked = `${host}:${port}`;
    const first = await askFrom(bench, { host, port });
    const from = fromOf(first);
    record.look(`a reply from ${asked}`, first, from === asked);
    if (from === undefined)
      return failed(`asked at ${asked}, a client got ${describeOutcome(first)}`, 'See its log');
    if (from !== asked) return repliesElsewhere(bench, from);
    const second = await askSecond(bench, record, port);
    const sentence = `its replies come from the address that was asked, ${asked}`;
    if (second === undefined || second.from === second.asked) return passed(sentence);
    return passed(sentence, {
      advice: `Asked at a second address of its machine (${second.asked}), it replies from ${second.from}: on machines with several addresses bind a socket to each, or use IP_PKTINFO`,
    });
  },
};

/** Where its reply comes from; undefined when none comes. */
export async function replySource(bench: ServerBench): Promise<string | undefined> {
  return fromOf(await askFrom(bench, placeOf(bench)));
}

export function repliesElsewhere(bench: ServerBench, from: string): Judgement {
  const { host, port } = placeOf(bench);
  return failed(
    `asked at ${host}:${port}, it replies from ${from}: clients with connected sockets, and firewalls, drop that`,
    'Reply by the socket that the request came to',
  );
}

const placeOf = ({ parts: { machine, program } }: ServerBench): { host: string; port: number } =>
  machine.container.at(program.port ?? 0);

/** Asked at another address, which its machine has for as long as that; undefined where it does not reply there. */
async function askSecond(
  bench: ServerBench,
  record: CheckRecord,
  port: number,
): Promise<{ readonly asked: string; readonly from: string } | undefined> {
  const { bed, sidecar } = bench.parts;
  const host = bed.network.nextAddresses()?.ipv4;
  if (host === undefined) return undefined;
  const change = (what: 'add' | 'del') =>
    runInside(sidecar.container, ['ip', 'address', what, `${host}/32`, 'dev', 'eth0'], {
      timeoutMs: toolTimeoutMs,
    });
  return await record.broke('its machine gets a second address', async () => {
    if ((await change('add')).exitCode !== 0) return undefined;
    try {
      const from = fromOf(await askFrom(bench, { host, port }));
      return from === undefined ? undefined : { asked: `${host}:${port}`, from };
    } finally {
      await change('del');
    }
  });
}

/** From a socket that is not connected, and so takes replies from everywhere. */
async function askFrom(bench: ServerBench, to: { host: string; port: number }): Promise<Outcome> {
  const socket = bench.parts.bad.udp();
  const sent = await socket.send(bench.talk.probe ?? '', { to });
  return sent.kind === 'sent' ? await socket.receive({ timeoutMs: bench.timeoutMs }) : sent;
}

const fromOf = (outcome: Outcome): string | undefined =>
  outcome.kind === 'received' ? outcome.from : undefined;

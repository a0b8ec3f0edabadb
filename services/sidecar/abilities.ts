// What this kernel can do in this container, found out by doing it where it does no harm: rules in a chain that no
// packet comes to, queues on a device that leads nowhere, the end of a connection of our own.

import { connect, createServer, type Socket } from 'node:net';
import type { SidecarAbility } from '../../src/protocol/sidecar.ts';
import { holdPackets } from './delays.ts';
import { ownPrefix } from './devices.ts';
import { type Nftables, NftRefusal } from './nftables.ts';
import { Problem } from './problem.ts';
import { areHeld, queueTableName } from './queues.ts';
import { must, run } from './run.ts';

/** Name -> rule, in family inet unless another comes before the colon. */
const rules: Readonly<Record<string, string>> = {
  'nft drop': 'drop',
  'nft counter': 'counter',
  'nft connection state': 'ct state new drop',
  'nft reject tcp reset': 'meta l4proto tcp reject with tcp reset',
  'nft reject icmp': 'reject with icmp type host-unreachable',
  'nft reject icmpv6': 'reject with icmpv6 type policy-fail',
  'nft numgen': 'numgen inc mod 1000 { 1, 5 } drop',
  'nft payload': '@ih,0,16 0x4142 @ih,0,16 set 0x4344',
  'nft ttl': 'ip ttl set 1',
  'nft mark': 'meta mark set 1',
  'nft limit': 'limit rate over 10/second drop',
  'nft quota': 'quota over 1000 bytes drop',
  'nft queue': 'queue num 0',
  'nft duplicate in': 'ip:dup to ip daddr',
  'nft duplicate out': 'netdev:dup to "lo"',
};

const queues: Readonly<Record<string, readonly string[]>> = {
  tbf: ['root', 'tbf', 'rate', '1mbit', 'burst', '10kb', 'latency', '50ms'],
  htb: ['root', 'htb'],
  netem: ['root', 'netem', 'delay', '1ms'],
  ingress: ['ingress'],
};

export async function tryAbilities(nft: Nftables): Promise<SidecarAbility[]> {
  return [
    ...Object.entries(rules).map(([name, rule]) => tryRule(nft, name, rule)),
    tryHook(nft, 'nft egress hook', 'egress'),
    tryHook(nft, 'nft ingress hook', 'ingress'),
    ...(await tryQueues()),
    await trySocketDestroy(),
    ...tryQueue(nft),
  ];
}

const table = 'socketbed-probe';

function tryRule(nft: Nftables, name: string, rule: string): SidecarAbility {
  const [family, text] = /^(ip|netdev):/.test(rule) ? rule.split(/:(.*)/s) : ['inet', rule];
  return tryNft(nft, name, [
    `add table ${family} ${table}`,
    `add chain ${family} ${table} unused`,
    `add rule ${family} ${table} unused ${text}`,
    `delete table ${family} ${table}`,
  ]);
}

function tryHook(nft: Nftables, name: string, hook: string): SidecarAbility {
  const chain = `{ type filter hook ${hook} device "lo" priority 0; }`;
  return tryNft(nft, name, [
    `add table netdev ${table}`,
    `add chain netdev ${table} ${hook} ${chain}`,
    `delete table netdev ${table}`,
  ]);
}

/** In one transaction: nothing of it ever stands. */
function tryNft(nft: Nftables, name: string, lines: readonly string[]): SidecarAbility {
  try {
    nft.run(lines.join('\n'));
    return { name, available: true };
  } catch (error) {
    if (error instanceof NftRefusal) return { name, available: false, reason: error.message };
    throw error;
  }
}

/** A queue for a mark that nothing has. */
function tryQueue(nft: Nftables): SidecarAbility[] {
  const names = ['delay', 'packet queue'];
  try {
    holdPackets(nft, { number: 65_535, direction: 'in', delay: { do: 'delay', delayMs: 0 } })();
    if (!areHeld()) nft.run(`delete table inet ${queueTableName}`);
    return names.map((name) => ({ name, available: true }));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const reason = error.found ?? error.what;
    return names.map((name) => ({ name, available: false, reason }));
  }
}

async function tryQueues(): Promise<SidecarAbility[]> {
  const device = `${ownPrefix}probe`;
  const made = await attempt('ifb', () => must('ip', 'link', 'add', device, 'type', 'ifb'));
  if (!made.available) return [made];
  const found = [made];
  for (const [name, queue] of Object.entries(queues)) {
    found.push(await attempt(name, () => must('tc', 'qdisc', 'add', 'dev', device, ...queue)));
    await run('tc', 'qdisc', 'del', 'dev', device, queue[0] ?? 'root');
  }
  await run('ip', 'link', 'del', device);
  return found;
}

async function attempt(name: string, step: () => Promise<unknown>): Promise<SidecarAbility> {
  try {
    await step();
    return { name, available: true };
  } catch (error) {
    if (error instanceof Problem) return { name, available: false, reason: error.found ?? error.what };
    throw error;
  }
}

const destroyTimeoutMs = 2000;

/** Both ends of a connection on the loopback are ours; one of them must notice. */
async function trySocketDestroy(): Promise<SidecarAbility> {
  const name = 'socket destroy';
  const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = connect(port, '127.0.0.1');
  try {
    await new Promise((resolve) => client.once('connect', resolve));
    const aborted = endOf(client);
    const { stderr } = await run('ss', '-HntK', `dport = :${port}`);
    if (await aborted) return { name, available: true };
    return { name, available: false, reason: stderr.trim() || 'ss -K left the connection open' };
  } finally {
    client.destroy();
    server.close();
  }
}

function endOf(client: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), destroyTimeoutMs);
    client.once('error', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

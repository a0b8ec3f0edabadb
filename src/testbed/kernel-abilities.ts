// What the kernel can do to a connection, found out by doing it in a throw-away network namespace: a container without
// a network, or a namespace of the host. What could not be tried is unknown, never available.

import { runChild } from './engine/child.ts';
import { findProgram } from './engine/distribution.ts';

export interface Ability {
  readonly name: string;
  /** The program that the probe needs. */
  readonly tool: 'ip' | 'tc' | 'nft' | 'ss';
  /** Shell commands; they succeed when the kernel can. */
  readonly probe: string;
  /** What it means when the kernel cannot. */
  readonly cost: string;
}

export interface AbilityFinding {
  readonly name: string;
  readonly state: 'available' | 'missing' | 'unknown';
  /** What the kernel or the tool answered, when it is not available. */
  readonly detail?: string;
  /** What the lack of it means. */
  readonly cost?: string;
}

const rule = (text: string): string => `nft add rule inet probe input ${text}`;

// One process holds both ends of a connection; `ss -K` is asked to destroy them and one end has to notice. Without a
// connection nothing was probed: 127.
const destroyScript = `
const net = require('node:net');
const give = (exitCode, why) => { console.error(why); process.exit(exitCode); };
const server = net.createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const client = net.connect(port, '127.0.0.1');
  client.once('error', () => give(127, 'no connection on loopback'));
  client.once('connect', () => {
    client.removeAllListeners('error').once('error', () => process.exit(0));
    require('node:child_process').spawnSync('ss', ['-K', 'dst', '127.0.0.1', 'dport', '=', ':' + port]);
    setTimeout(() => give(1, 'ss -K left the connection open'), 1000);
  });
});
setTimeout(() => give(127, 'no connection on loopback'), 3000);`;

/** Every ability that a fault is built on. Probes run in this order in one namespace, which is thrown away after. */
export const abilities: readonly Ability[] = [
  // First, while no rule of another probe is in the way.
  {
    name: 'socket destroy',
    tool: 'ss',
    probe: 'node -e "$DESTROY"',
    cost: 'no abort of an open connection from outside (INET_DIAG_DESTROY)',
  },
  {
    name: 'nftables',
    tool: 'nft',
    probe:
      "nft add table inet probe && nft add chain inet probe input '{ type filter hook input priority 0; }'",
    cost: 'no packet can be dropped, rejected or counted: most faults are unsupported',
  },
  {
    name: 'nft reject',
    tool: 'nft',
    probe: rule('reject with tcp reset'),
    cost: 'no injected RST or ICMP error',
  },
  {
    name: 'conntrack',
    tool: 'nft',
    probe: rule('ct state new drop'),
    cost: 'no faults for new connections only',
  },
  {
    name: 'nft numgen',
    tool: 'nft',
    probe: rule("numgen random mod 100 '<' 30 drop"),
    cost: 'no random loss by nftables',
  },
  {
    name: 'nft limit',
    tool: 'nft',
    probe: rule('limit rate over 2/second drop'),
    cost: 'no packet rate limit',
  },
  {
    name: 'nft quota',
    tool: 'nft',
    probe: rule('quota over 100 bytes drop'),
    cost: 'no cut after so many bytes',
  },
  {
    name: 'NFQUEUE',
    tool: 'nft',
    // The sidecar uses the one of iptables where nftables has none.
    probe: `${rule('queue num 0')} || grep -qx NFQUEUE /proc/net/ip_tables_targets`,
    cost: 'no delay and no jitter',
  },
  {
    name: 'netem',
    tool: 'tc',
    probe: 'tc qdisc add dev lo root netem delay 1ms; x=$?; tc qdisc del dev lo root 2>/dev/null; exit $x',
    cost: 'nothing: delay and jitter come from NFQUEUE',
  },
  {
    name: 'tbf',
    tool: 'tc',
    probe:
      'tc qdisc add dev lo root tbf rate 1mbit burst 10kb latency 50ms; x=$?; tc qdisc del dev lo root 2>/dev/null; exit $x',
    cost: 'no bandwidth limit by tbf',
  },
  {
    name: 'htb',
    tool: 'tc',
    probe:
      'tc qdisc add dev lo root handle 1: htb default 1; x=$?; tc qdisc del dev lo root 2>/dev/null; exit $x',
    cost: 'no bandwidth limit for single flows',
  },
  {
    name: 'ingress',
    tool: 'tc',
    probe: 'tc qdisc add dev lo ingress',
    cost: 'incoming packets cannot be redirected',
  },
  {
    name: 'ifb',
    tool: 'ip',
    probe: 'ip link add ifbprobe type ifb',
    cost: 'no bandwidth limit for incoming packets',
  },
  {
    name: 'veth',
    tool: 'ip',
    probe: 'ip link add vethprobe type veth peer name vethpeer',
    cost: 'no container network',
  },
  {
    name: 'IPv6',
    tool: 'ip',
    probe: 'ip -6 address add fd00::1/64 dev lo',
    cost: 'IPv6 scenarios are unsupported',
  },
];

/** One script for all: `name<TAB>exit code<TAB>what was said`, a line each. */
const script = [
  'ip link set lo up 2>/dev/null',
  ...abilities.map(
    ({ name, tool, probe }) =>
      `if command -v ${tool} >/dev/null; then said=$( ( ${probe} ) 2>&1 ); printf '%s\\t%s\\t%s\\n' '${name}' "$?" ` +
      `"$(printf %s "$said" | tr '\\n\\t' '  ')"; else printf '%s\\t127\\tno program ${tool}\\n' '${name}'; fi`,
  ),
].join('\n');

/** Parses the script's output; an ability it does not name is unknown, with `otherwise` as the reason. */
export function readFindings(output: string, otherwise: string): AbilityFinding[] {
  const lines = new Map(output.split('\n').map((line) => [line.split('\t')[0] ?? '', line.split('\t')]));
  return abilities.map(({ name, cost }) => {
    const [, exitCode, said = ''] = lines.get(name) ?? [];
    if (exitCode === '0') return { name, state: 'available' };
    const detail = said.trim() || otherwise;
    // A probe that was not allowed, or had no tool, says nothing about the kernel.
    const isUnknown = exitCode === undefined || exitCode === '127' || /not permitted|denied/i.test(said);
    return { name, state: isUnknown ? 'unknown' : 'missing', detail, cost };
  });
}

const probeTimeoutMs = 20_000;

export interface ProbePlaces {
  /** An image to probe in; it has to be there. */
  readonly image?: string;
  /** Whether the containers run, or would run, on this very kernel. */
  readonly isLocal: boolean;
}

/** Probes in a container of `image`, and for what that leaves unknown in a namespace of this host. */
export async function probeAbilities({ image, isLocal }: ProbePlaces): Promise<AbilityFinding[]> {
  const inContainer = image === undefined ? undefined : await probeInContainer(image);
  if (inContainer?.every(({ state }) => state !== 'unknown')) return inContainer;
  const onHost = isLocal ? await probeOnHost() : readFindings('', 'the engine runs on another machine');
  return onHost.map((finding, index) => {
    const other = inContainer?.[index];
    return finding.state === 'unknown' && other !== undefined ? other : finding;
  });
}

async function probeInContainer(image: string): Promise<AbilityFinding[]> {
  const rights = ['--cap-drop', 'ALL', '--cap-add', 'NET_ADMIN', '--cap-add', 'NET_RAW', '--user', '0:0'];
  const options = ['run', '--rm', '--network', 'none', '--label', 'org.socketbed.doctor=true', ...rights];
  const command = ['--env', `DESTROY=${destroyScript}`, '--entrypoint', 'sh', image, '-c', script];
  const result = await runChild('docker', [...options, ...command], { timeoutMs: probeTimeoutMs });
  return readFindings(result.stdout, lastReason(result.stderr, `no probe ran in ${image}`));
}

async function probeOnHost(): Promise<AbilityFinding[]> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return readFindings('', 'probing needs root on Linux, or an engine with the image of socketbed');
  }
  if (findProgram('unshare') === undefined) return readFindings('', 'no program unshare');
  const result = await runChild('unshare', ['--net', 'sh', '-c', script], {
    env: { ...process.env, DESTROY: destroyScript, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` },
    timeoutMs: probeTimeoutMs,
  });
  return readFindings(result.stdout, lastReason(result.stderr, 'no namespace could be made'));
}

const lastReason = (stderr: string, otherwise: string): string =>
  stderr.trim().split('\n').at(-1) || otherwise;

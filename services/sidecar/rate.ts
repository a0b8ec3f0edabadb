// A limit to how many bytes a second go through a device, with a queue before it that drops what has no room. Both
// directions of a device can have one; what comes in is led through a device of ours, since the kernel queues only
// what goes out.
//
//   out   program -> eth0: tbf -> wire
//   in    wire -> eth0 -> sb-eth0: tbf -> program

import type { SidecarFault } from '../../src/protocol/sidecar.ts';
import type { ActiveFault } from './active-fault.ts';
import { whole } from './checks.ts';
import { deviceOf, ownPrefix } from './devices.ts';
import { invalid, Problem } from './problem.ts';
import { must, run } from './run.ts';

type RateFault = Extract<SidecarFault, { kind: 'rate' }>;

/** By which a later sidecar knows what is ours. */
const handle = '5b0d:';
const queueDefaultMs = 50;
/** The bucket: a hundredth of a second, but never less than two frames. */
const burstShare = 0.01;
const burstBytesMin = 3200;

const limited = new Set<string>();

export async function limitRate(fault: RateFault): Promise<ActiveFault> {
  const device = deviceOf(fault.device);
  const key = `${fault.direction} ${device}`;
  if (limited.has(key))
    throw new Problem('BED_STATE', `the device ${device} has a rate already`, fault.direction);
  const lift =
    fault.direction === 'out' ? await limitOut(device, bucket(fault)) : await limitIn(device, bucket(fault));
  limited.add(key);
  return {
    lift: async () => {
      await lift();
      limited.delete(key);
    },
  };
}

/** Removes what a sidecar before has left. */
export async function clearRates(ownDevices: readonly string[]): Promise<void> {
  const { stdout } = await run('tc', 'qdisc', 'show');
  for (const line of stdout.split('\n')) {
    const [, , number, , device = ''] = line.split(' ');
    if (number === handle && !ownDevices.includes(device))
      await run('tc', 'qdisc', 'del', 'dev', device, 'root');
  }
  for (const own of ownDevices) {
    await run('tc', 'qdisc', 'del', 'dev', own.slice(ownPrefix.length), 'ingress');
    await run('ip', 'link', 'del', own);
  }
}

function bucket({ bytesPerSecond, queueMs = queueDefaultMs }: RateFault): string[] {
  if (whole(bytesPerSecond, 'bytesPerSecond') < 1 || !(queueMs > 0))
    throw invalid('a rate and its queue are above 0', `${bytesPerSecond} bytes/s, ${queueMs} ms`);
  const burst = Math.max(burstBytesMin, Math.round(bytesPerSecond * burstShare));
  // tc's `bps` are bytes per second.
  return [
    'handle',
    handle,
    'tbf',
    'rate',
    `${bytesPerSecond}bps`,
    'burst',
    `${burst}b`,
    'latency',
    `${queueMs}ms`,
  ];
}

async function limitOut(device: string, tbf: readonly string[]): Promise<() => Promise<void>> {
  await must('tc', 'qdisc', 'add', 'dev', device, 'root', ...tbf);
  return async () => void (await must('tc', 'qdisc', 'del', 'dev', device, 'root'));
}

async function limitIn(device: string, tbf: readonly string[]): Promise<() => Promise<void>> {
  const own = `${ownPrefix}${device}`.slice(0, 15);
  const lift = async () => {
    await must('tc', 'qdisc', 'del', 'dev', device, 'ingress');
    await must('ip', 'link', 'del', own);
  };
  await must('ip', 'link', 'add', own, 'type', 'ifb');
  try {
    await must('ip', 'link', 'set', own, 'up');
    await must('tc', 'qdisc', 'add', 'dev', own, 'root', ...tbf);
    await must('tc', 'qdisc', 'add', 'dev', device, 'ingress');
    const all = ['protocol', 'all', 'u32', 'match', 'u32', '0', '0'];
    const redirect = ['action', 'mirred', 'egress', 'redirect', 'dev', own];
    await must('tc', 'filter', 'add', 'dev', device, 'parent', 'ffff:', ...all, ...redirect);
    return lift;
  } catch (error) {
    await lift().catch(() => run('ip', 'link', 'del', own));
    throw error;
  }
}

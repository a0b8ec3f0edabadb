// node bench/sidecar.ts: how long it takes until a fault is in the kernel, and until it is out again, as its user waits
// for it: from the call on the host to the answer. And the same for a command of the probe.

import { Bed } from '../src/testbed/bed.ts';
import { ensureImages } from '../src/testbed/image.ts';
import { startReaper } from '../src/testbed/reaper.ts';

const rounds = 200;
const run = {
  id: `bench${process.pid}`,
  directory: `results/bench${process.pid}`,
  ...(await ensureImages()),
};
const reaper = startReaper({ id: run.id, directory: run.directory });

async function timed<T>(into: number[], step: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const value = await step();
  into.push(performance.now() - startedAt);
  return value;
}

function print(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((one, two) => one - two);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1).padStart(7);
  console.log(`${name.padEnd(23)}median ${at(0.5)} ms   p95 ${at(0.95)} ms   worst ${at(1)} ms`);
}

{
  await using bed = await Bed.start({ run });
  const target = await bed.probe();
  const attach: number[] = [];
  const sidecar = await timed(attach, () => bed.sidecar(target.container));
  print('attach', attach);
  const commands: number[] = [];
  // Of a socket that there is not: all of the way, and nothing at its end.
  for (let round = 0; round < rounds; round += 1) {
    await timed(commands, () => target.command({ op: 'close', socket: 0 }));
  }
  print('probe command', commands);
  const match = { direction: 'in', protocol: 'tcp', localPort: 8080 } as const;
  const faults = {
    drop: { kind: 'packets', match, action: { do: 'drop' } },
    'loss of 30 %': { kind: 'packets', match, action: { do: 'drop' }, pick: { probability: 0.3, seed: 1 } },
    'drop on the wire': { kind: 'packets', match: { ...match, on: 'wire' }, action: { do: 'drop' } },
    delay: { kind: 'packets', match, action: { do: 'delay', delayMs: 50 } },
    route: { kind: 'route', type: 'unreachable', to: '192.0.2.1' },
    rate: { kind: 'rate', direction: 'out', bytesPerSecond: 1_000_000 },
  } as const;
  for (const [name, fault] of Object.entries(faults)) {
    const [inject, lift]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      const injected = await timed(inject, () => sidecar.inject(fault));
      await timed(lift, () => injected.lift());
    }
    print(`inject ${name}`, inject);
    print(`lift ${name}`, lift);
  }
  const [start, stop]: [number[], number[]] = [[], []];
  for (let round = 0; round < 20; round += 1) {
    const capture = await timed(start, () => sidecar.startCapture());
    await timed(stop, () => capture.stop());
  }
  print('start a capture', start);
  print('stop a capture', stop);
}
reaper.release();

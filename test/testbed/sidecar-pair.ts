// Two probes on a network of both IP versions, one of them with a sidecar: what the tests of the sidecar share.

import { inject as provided } from 'vitest';
import { Bed } from '../../src/testbed/bed.ts';
import { dockerClient } from '../../src/testbed/docker.ts';
import type { Probe } from '../../src/testbed/probe.ts';
import { Sidecar } from '../../src/testbed/sidecar.ts';
import '../../src/vitest/matchers.ts';
import '../../src/vitest/setup.ts';

export interface Pair extends AsyncDisposable {
  readonly bed: Bed;
  readonly client: Probe;
  /** Has the sidecar. */
  readonly server: Probe;
  readonly sidecar: Sidecar;
}

// The kernel sends few ICMP errors a second to one address unless it is told otherwise.
const sysctls = { 'net.ipv4.icmp_ratelimit': '0', 'net.ipv6.icmp.ratelimit': '0' };

export async function startPair(): Promise<Pair> {
  const run = provided('run');
  const bed = await Bed.start({ run, network: { ipv6: true } });
  const [server, client] = await Promise.all([bed.probe({ sysctls }), bed.probe()]);
  const sidecar = await attach(bed, server);
  const stop = async () => {
    await sidecar.close();
    await bed.stop();
  };
  return { bed, client, server, sidecar, [Symbol.asyncDispose]: stop };
}

export async function attach(bed: Bed, target: Probe): Promise<Sidecar> {
  return await Sidecar.attach({ docker: await dockerClient(), run: bed.run, target: target.container });
}

/** Texts of all datagrams that come before it is silent for so long. */
export async function datagrams(
  socket: Awaited<ReturnType<Probe['listen']>>,
  silenceMs = 200,
): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const outcome = await socket.receive({ timeoutMs: silenceMs });
    if (outcome.kind !== 'received') return texts;
    texts.push(outcome.text);
  }
}

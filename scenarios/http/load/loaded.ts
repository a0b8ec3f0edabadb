// One server under load from one client container: the number of connections grows step by step, and every reply must
// come and be right. How fast is kept with the outcome: replies a second and the time of most of them.

import type { ServiceOptions } from 'socketbed';
import { expect, type ScenarioFixtures } from 'socketbed/vitest';

const timeoutMs = 50_000;
/** How many connections there are at once, step by step. */
const counts = [1, 10, 100, 1000];

export interface Load {
  readonly concurrency: NonNullable<ServiceOptions['concurrency']>;
  readonly transport: 'tcp' | 'unix-stream';
  /** Of a forking server: how many children it has and uses again. Default: a new one for each connection. */
  readonly warmChildren?: number;
  /** How many requests each connection asks, one after the other. */
  readonly each: number;
}

/** Tells the scenario of one kind of server. */
export function loaded({ concurrency, transport, warmChildren, each }: Load) {
  return async ({ bed, act }: ScenarioFixtures): Promise<void> => {
    const [server, client] = await Promise.all([
      bed.service('http', {
        concurrency,
        transport,
        ...(warmChildren === undefined ? {} : { env: { WARM_CHILDREN: String(warmChildren) } }),
      }),
      bed.probe(),
    ]);
    const to = transport === 'tcp' ? server.address : server.paths.stream;

    await act.control(async () => {
      for (const connections of counts) {
        const requests = connections * each;
        const load = { path: '/hello', expected: 'hello\n', connections, requests, timeoutMs };
        expect(await client.load(to, load)).toAnswerAll(requests);
      }
    });
  };
}

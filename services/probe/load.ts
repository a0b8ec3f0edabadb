// Many HTTP requests at once, by autocannon: connections that each ask again as soon as they are answered, until so many
// requests are answered in all. Every reply is compared; what has no reply is counted.

import type { ProbeCommand } from '../../src/protocol/probe.ts';
import type { Attempt } from './attempt.ts';
import { baseOf } from './http-clients.ts';
import type { Result } from './result.ts';

type LoadCommand = Extract<ProbeCommand, { readonly op: 'load' }>;

/** The deadline is the command's: autocannon is not to give up a request before. */
const requestTimeoutSeconds = 3600;
/** autocannon ends at a sample only: by its default, a second, what took 20 ms would seem to have taken 1000. */
const sampleMs = 10;

export async function load({ to, options }: LoadCommand, attempt: Attempt): Promise<Result> {
  // Only here: it takes longer to load than all the rest.
  const { default: autocannon } = await import('autocannon');
  const { path = '/', connections, requests, expected } = options;
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof autocannon>>>();
  const startedAt = performance.now();
  const instance = autocannon(
    {
      url: 'path' in to ? `http://localhost${path}` : `${baseOf(to)}${path}`,
      ...('path' in to ? { socketPath: to.path } : {}),
      connections,
      amount: requests,
      expectBody: expected,
      timeout: requestTimeoutSeconds,
      sampleInt: sampleMs,
    },
    (error: unknown, result) => (error ? reject(error) : resolve(result)),
  );
  try {
    const result = await attempt.race(promise);
    return resultOf(result, requests, performance.now() - startedAt);
  } finally {
    instance.stop();
  }
}

interface Measured {
  readonly requests: { readonly total: number };
  readonly throughput: { readonly total: number };
  readonly mismatches: number;
  readonly non2xx: number;
  readonly latency: Readonly<Record<'p50' | 'p90' | 'p99' | 'max', number>>;
}

function resultOf(measured: Measured, asked: number, durationMs: number): Result {
  const { requests, throughput, mismatches, non2xx, latency } = measured;
  const perSecond = (count: number) => Math.round((count / durationMs) * 1000);
  return {
    kind: 'loaded',
    requests: requests.total,
    wrong: Math.max(mismatches, non2xx),
    // autocannon counts errors, but not the requests on a connection that ends: what was not answered is lost.
    lost: Math.max(0, asked - requests.total),
    requestsPerSecond: perSecond(requests.total),
    bytesPerSecond: perSecond(throughput.total),
    latencyMs: { p50: latency.p50, p90: latency.p90, p99: latency.p99, max: latency.max },
  };
}

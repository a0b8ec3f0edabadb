// One call by XML-RPC, by the client of our own library. The value that comes back, or the server's fault, is the reply,
// as JSON.

import { outcomeOfError } from '../../src/errors/outcome.ts';
import type { ProbeCommand } from '../../src/protocol/probe.ts';
import type { XMLRPCValue } from '../../src/socketserver/xmlrpc/values.ts';
import { type Attempt, DeadlinePassed, toMicroseconds } from './attempt.ts';
import { baseOf } from './http-clients.ts';
import type { Result } from './result.ts';

type CallCommand = Extract<ProbeCommand, { readonly op: 'call' }>;

export async function call({ to, options }: CallCommand, attempt: Attempt): Promise<Result> {
  // Only here: most probes never speak XML-RPC.
  const { Fault, ServerProxy } = await import('../../src/socketserver/xmlrpc/index.ts');
  const { path = '/RPC2', method, params } = options;
  const place = 'path' in to ? { url: `http://localhost${path}`, socketPath: to.path } : undefined;
  const url = place?.url ?? `${baseOf(to)}${path}`;
  const proxy = new ServerProxy(url, place === undefined ? {} : { socketPath: place.socketPath });
  const askedAt = performance.now();
  const replied = (value: unknown): Result => ({
    kind: 'reply',
    reply: JSON.stringify(value),
    roundTripMs: toMicroseconds(performance.now() - askedAt),
  });
  try {
    return replied(await attempt.race(proxy.call(method, ...(params as readonly XMLRPCValue[]))));
  } catch (error) {
    if (error instanceof Fault)
      return replied({ faultCode: error.faultCode, faultString: error.faultString });
    if (error instanceof DeadlinePassed || !(error instanceof Error)) throw error;
    return { ...outcomeOfError(error), message: error.message };
  } finally {
    proxy.close();
  }
}

// node:http, loaded when the first HTTP server or handler needs it: it takes as long to load as the rest of a service.

import { SocketbedError } from '../../errors/socketbed-error.ts';

type NodeHTTP = typeof import('node:http');

let loaded: NodeHTTP | undefined;

export async function loadNodeHTTP(): Promise<NodeHTTP> {
  loaded ??= await import('node:http');
  return loaded;
}

export function isNodeHTTPLoaded(): boolean {
  return loaded !== undefined;
}

/** After `loadNodeHTTP`. */
export function nodeHTTP(): NodeHTTP {
  if (loaded !== undefined) return loaded;
  throw new SocketbedError({
    code: 'SERVER_STATE',
    what: 'HTTP is not loaded',
    advice: 'Await loadNodeHTTP() first',
  });
}

/** `Not Found` for 404; empty for a code that has no name. */
export function reasonOf(status: number): string {
  return loaded?.STATUS_CODES[status] ?? '';
}

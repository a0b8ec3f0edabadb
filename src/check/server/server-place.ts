// Where a server serves, out of what its user has said of it; what does not go together is told by the field that is
// wrong. The command line and socketbed.yml have the same rules and say them in their own way.

import { posix } from 'node:path';
import type { ServerPlace, ServerTransport } from './server-program.ts';

export interface SaidPlace {
  readonly transport?: ServerTransport | undefined;
  readonly port?: number | undefined;
  readonly path?: string | undefined;
  readonly probe?: unknown;
  readonly idleTimeoutMs?: number | undefined;
}

export interface PlaceProblem {
  readonly field: 'port' | 'path' | 'probe' | 'idleTimeoutMs';
  readonly what: string;
  readonly advice: string;
}

/** sun_path has room for 108 bytes, the zero at its end among them. */
const pathBytesMax = 107;

export function serverPlace(said: SaidPlace): ServerPlace | PlaceProblem {
  const { transport = 'tcp', port, path } = said;
  if (transport === 'unix') return unixPlace(said);
  if (path !== undefined) {
    const advice = 'Say that its transport is unix, or leave the path out';
    return { field: 'path', what: `a server on ${transport} has no path`, advice };
  }
  if (port === undefined) {
    const advice = transport === 'tcp' ? 'a port, or a Unix socket' : 'a port';
    return { field: 'port', what: 'the port of the server is not said', advice: `Add ${advice}` };
  }
  if (transport === 'tcp') return { port };
  if (said.probe === undefined) {
    const what = 'what a client says to a server on UDP is not said';
    return {
      field: 'probe',
      what,
      advice: 'Without connections only an answer shows that somebody is there',
    };
  }
  if (said.idleTimeoutMs !== undefined) {
    const what = 'over UDP there are no connections that could be idle';
    return { field: 'idleTimeoutMs', what, advice: 'Leave it out' };
  }
  return { transport, port };
}

function unixPlace({ port, path }: SaidPlace): ServerPlace | PlaceProblem {
  if (port !== undefined) {
    const advice = 'Say the path of its socket instead';
    return { field: 'port', what: 'a server on a Unix socket has no port', advice };
  }
  const example = 'for example /run/app/app.sock';
  if (path === undefined) {
    const what = 'the path of the Unix socket is not said';
    return { field: 'path', what, advice: `Say where the server makes it, ${example}` };
  }
  const problem = (what: string, advice: string): PlaceProblem => ({ field: 'path', what, advice });
  if (!path.startsWith('/')) {
    return problem(
      `the path of the Unix socket is not absolute: ${path}`,
      `Give it from / on, as it is in the container, ${example}`,
    );
  }
  const normal = posix.normalize(path);
  if (normal.endsWith('/')) return problem(`${path} is a directory`, `Name the socket itself, ${example}`);
  if (posix.dirname(normal) === '/') {
    return problem(
      'a socket in / cannot be shared with clients',
      `Its directory becomes a volume: let the server make it in one of its own, ${example}`,
    );
  }
  if (Buffer.byteLength(normal) > pathBytesMax) {
    const what = `the path of the Unix socket is longer than ${pathBytesMax} bytes`;
    return problem(what, 'The kernel takes no longer one: choose a shorter one');
  }
  return { transport: 'unix', path: normal };
}

export const isPlace = (answer: ServerPlace | PlaceProblem): answer is ServerPlace => !('field' in answer);

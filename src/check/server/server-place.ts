// Where a server serves, out of what its user has said of it; what does not go together is told by the field that is
// wrong. The command line and socketbed.yml have the same rules, and names of their own for the fields.

import { posix } from 'node:path';
import type { ServerPlace, ServerTransport } from './server-program.ts';

export interface SaidPlace {
  readonly transport?: ServerTransport | undefined;
  readonly port?: number | undefined;
  readonly path?: string | undefined;
  readonly probe?: unknown;
  readonly idleTimeoutMs?: number | undefined;
}

/** How the fields are called where they were said: `--port PORT`. */
export interface PlaceNames extends Readonly<Record<PlaceProblem['field'], string>> {
  readonly transport: (name: ServerTransport) => string;
}

export interface PlaceProblem {
  readonly field: 'port' | 'path' | 'probe' | 'idleTimeoutMs';
  readonly what: string;
  readonly advice: string;
}

/** sun_path has room for 108 bytes, the zero at its end among them. */
const pathBytesMax = 107;
const example = 'such as /run/app/app.sock';

export const isPlace = (answer: ServerPlace | PlaceProblem): answer is ServerPlace => !('field' in answer);

export function serverPlace(said: SaidPlace, names: PlaceNames): ServerPlace | PlaceProblem {
  const { transport = 'tcp', port, path } = said;
  if (transport === 'unix') return unixPlace(said, names);
  if (path !== undefined) {
    const advice = `Add ${names.transport('unix')}, or leave the path out`;
    return { field: 'path', what: `a server on ${transport} has no path`, advice };
  }
  if (port === undefined) {
    return { field: 'port', what: 'the port of the server is not said', advice: `Add ${names.port}` };
  }
  if (transport === 'tcp') return { port };
  if (said.probe === undefined) {
    const what = 'what a client says to a server on UDP is not said';
    const advice = `Add ${names.probe}: without connections only an answer shows that somebody is there`;
    return { field: 'probe', what, advice };
  }
  if (said.idleTimeoutMs !== undefined) {
    const what = 'over UDP there are no connections that could be idle';
    return { field: 'idleTimeoutMs', what, advice: `Leave ${names.idleTimeoutMs} out` };
  }
  return { transport, port };
}

function unixPlace({ port, path }: SaidPlace, names: PlaceNames): ServerPlace | PlaceProblem {
  if (port !== undefined) {
    const advice = `Give ${names.path} in its place`;
    return { field: 'port', what: 'a server on a Unix socket has no port', advice };
  }
  if (path === undefined) {
    const what = 'the path of the Unix socket is not said';
    return { field: 'path', what, advice: `Add ${names.path}, ${example}` };
  }
  const problem = (what: string, advice: string): PlaceProblem => ({ field: 'path', what, advice });
  if (!path.startsWith('/')) {
    const what = `the path of the Unix socket is not absolute: ${path}`;
    return problem(what, `Give it from / on, as it is in the container, ${example}`);
  }
  const normal = posix.normalize(path);
  if (normal.endsWith('/')) return problem(`${path} is a directory`, `Name the socket itself, ${example}`);
  if (posix.dirname(normal) === '/') {
    const what = 'a socket in / cannot be shared with clients: its directory becomes a volume';
    return problem(what, `Let the server make it in a directory of its own, ${example}`);
  }
  if (Buffer.byteLength(normal) > pathBytesMax) {
    const what = `the path of the Unix socket is longer than ${pathBytesMax} bytes`;
    return problem(what, 'The kernel takes none that is longer: choose another');
  }
  return { transport: 'unix', path: normal };
}

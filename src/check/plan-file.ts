// socketbed.yml: several programs to check, read and checked. What is wrong in it is told with line and field.
//
//   programs:
//     cache:
//       server: redis:7
//       port: 6379
//       probe: "PING\r\n"
//       expect: "+PONG\r\n"
//       files: { /etc/redis.conf: conf/redis.conf }
//     worker:
//       client: my/worker
//       env: { LOG_LEVEL: debug }
//       upstream: { image: redis:7, port: 6379 }

import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Document, isMap, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { ClientProgram, UpstreamProgram } from './client/client-program.ts';
import { client, planSchema, server, type upstream } from './plan-schema.ts';
import { isPlace, serverPlace } from './server/server-place.ts';
import type { ServerProgram } from './server/server-program.ts';

export type Plan =
  | { readonly name: string; readonly server: ServerProgram }
  | { readonly name: string; readonly client: ClientProgram };

/** The programs in the text of a file. OPTION_INVALID with line and field for what is wrong in it. */
export function readPlan(text: string, path: string): Plan[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place: Place = { document, lines, path };
  const [broken] = document.errors;
  if (broken !== undefined) throw wrong(place, broken.pos[0], '', broken.message);
  const { programs } = checked(planSchema, document.toJS(), place, []);
  return Object.entries(programs).map(([each, given]) => planOf(each, given, place));
}

function planOf(each: string, given: Readonly<Record<string, unknown>>, place: Place): Plan {
  const path = ['programs', each];
  if ('server' in given) {
    const { files, ...rest } = checked(server, given, place, path);
    return { name: each, server: { ...serverOf(rest, place, path), ...filesOf(files, place, path) } };
  }
  if ('client' in given) {
    const { files, upstream: server, ...rest } = checked(client, given, place, path);
    if (server !== undefined && rest.answer !== undefined) {
      const field = [...path, 'answer'];
      throw wrong(place, offsetOf(place, field), field.join('.'), 'there is an `upstream`, which answers');
    }
    if (server !== undefined && rest.transport === 'udp') {
      const field = [...path, 'upstream'];
      throw wrong(
        place,
        offsetOf(place, field),
        field.join('.'),
        'an upstream is reached over TCP, and not udp',
      );
    }
    const answering = server === undefined ? {} : { upstream: upstreamOf(server, place, path) };
    return { name: each, client: { ...clientOf(rest), ...answering, ...filesOf(files, place, path) } };
  }
  throw wrong(place, offsetOf(place, path), path.join('.'), 'says neither `server` nor `client`');
}

/** Their paths here are beside the file that names them. */
function filesOf(
  files: Readonly<Record<string, string>> | undefined,
  place: Place,
  at: readonly string[],
): { files?: Readonly<Record<string, string>> } {
  if (files === undefined) return {};
  const entries = Object.entries(files).map(([target, source]) => {
    const path = resolve(dirname(place.path), source);
    if (existsSync(path)) return [target, path] as const;
    const field = [...at, 'files', target];
    throw wrong(place, offsetOf(place, field), field.join('.'), `there is no ${path}`);
  });
  return { files: Object.fromEntries(entries) };
}

const placeFields = {
  transport: (name: string) => `\`transport: ${name}\``,
  port: '`port`',
  path: '`path`',
  probe: '`probe`',
  idleTimeoutMs: '`idleTimeoutMs`',
} as const;

function serverOf(
  given: Omit<z.output<typeof server>, 'files'>,
  place: Place,
  at: readonly string[],
): ServerProgram {
  const { server: image, probe, expect, connections, command, env, transport, port, path, ...rest } = given;
  const { idleTimeoutMs, health, ...waits } = rest;
  const where = serverPlace({ transport, port, path, probe, idleTimeoutMs }, placeFields);
  if (!isPlace(where)) {
    const field = [...at, where.field];
    throw wrong(place, offsetOf(place, field), field.join('.'), `${where.what}: ${where.advice}`);
  }
  return {
    ...waits,
    ...where,
    image,
    env: texts(env),
    connectionsMax: connections,
    talk: {
      ...(probe === undefined ? {} : { probe: Buffer.from(probe) }),
      ...(expect === undefined ? {} : { expect: Buffer.from(expect) }),
    },
    ...(command === undefined ? {} : { command }),
    ...(health === undefined ? {} : { health }),
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
  };
}

function clientOf({
  client: image,
  answer,
  command,
  env,
  patienceMs,
  transport,
}: Omit<z.output<typeof client>, 'files' | 'upstream'>): ClientProgram {
  return {
    image,
    env: texts(env),
    patienceMs,
    transport,
    ...(answer === undefined ? {} : { answer: Buffer.from(answer) }),
    ...(command === undefined ? {} : { command }),
  };
}

function upstreamOf(
  { command, env, files, ...rest }: z.output<typeof upstream>,
  place: Place,
  at: readonly string[],
): UpstreamProgram {
  return {
    ...rest,
    env: texts(env),
    ...(command === undefined ? {} : { command }),
    ...filesOf(files, place, [...at, 'upstream']),
  };
}

const texts = (env: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([key, value]) => [key, String(value)]));

interface Place {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly path: string;
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: Place,
  at: readonly string[],
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...at, ...(issue?.path ?? []).map(String), ...unknownKey];
  const what = unknownKey.length > 0 ? 'is not known here' : (issue?.message ?? 'is not right');
  throw wrong(place, offsetOf(place, path), path.join('.'), what);
}

/** Where a field stands: its key where there is one, else what it is missing in. */
function offsetOf({ document }: Place, path: readonly string[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (!isMap(parent)) continue;
    const key: unknown = parent.items.find((pair) => String(pair.key) === path[length - 1])?.key;
    if (typeof key === 'object' && key !== null && 'range' in key && Array.isArray(key.range))
      return key.range[0];
  }
  return 0;
}

function wrong({ lines, path }: Place, offset: number, field: string, problem: string): SocketbedError {
  return new SocketbedError({
    code: 'OPTION_INVALID',
    what: `${path}:${lines.linePos(offset).line}${field === '' ? '' : `: ${field}`}`,
    found: problem,
    advice: 'See `./socketbed check --schema` for what can stand there',
  });
}

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
import { z } from 'zod';
import { SocketbedError } from '../errors/socketbed-error.ts';
import {
  type ClientProgram,
  clientDefaults,
  type UpstreamProgram,
  upstreamDefaults,
} from './client/client-program.ts';
import { type ServerProgram, serverDefaults } from './server/server-program.ts';

export type Plan =
  | { readonly name: string; readonly server: ServerProgram }
  | { readonly name: string; readonly client: ClientProgram };

const milliseconds = z.int().positive();
const program = {
  command: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("Words of the command to run; default: the image's"),
  env: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('Variables of its environment'),
  files: z
    .record(z.string().startsWith('/', 'has to be a path in the container, from / on'), z.string().min(1))
    .optional()
    .describe('What is copied into it: path in the container, path of a file or directory beside this file'),
};
const server = z.strictObject({
  ...program,
  server: z.string().min(1).describe('An image'),
  port: z.int().min(1).max(65535).describe('The TCP port that it listens on'),
  probe: z.string().optional().describe('What a good client says first'),
  expect: z.string().optional().describe('What the answer begins with'),
  idleTimeoutMs: milliseconds
    .optional()
    .describe('It promises to close clients that say nothing for so long'),
  timeoutMs: milliseconds.default(serverDefaults.timeoutMs).describe('How long a good client waits'),
  startMs: milliseconds.default(serverDefaults.startMs).describe('How long it may take to start'),
  graceMs: milliseconds.default(serverDefaults.graceMs).describe('How long it may take to end'),
  connections: z
    .int()
    .positive()
    .default(serverDefaults.connectionsMax)
    .describe('Clients at once at the most'),
});
const upstream = z.strictObject({
  ...program,
  image: z.string().min(1).describe('An image'),
  port: z.int().min(1).max(65535).describe('The TCP port that it listens on'),
  startMs: milliseconds.default(upstreamDefaults.startMs).describe('How long it may take to listen'),
});
const client = z.strictObject({
  ...program,
  client: z.string().min(1).describe('An image'),
  answer: z.string().optional().describe('What its target answers; default: the request in upper case'),
  upstream: upstream.optional().describe('A real server that answers it, in the place of `answer`'),
  patienceMs: milliseconds.default(clientDefaults.patienceMs).describe('How long it may take in each case'),
});
const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'has to be of small letters, digits and hyphens');
const planSchema = z.strictObject({
  programs: z
    .record(name, z.looseObject({}))
    .refine((programs) => Object.keys(programs).length > 0, 'names no program'),
});

/** The schema of the file as JSON Schema, draft 2020-12, for editors. */
export function planJsonSchema(): object {
  const schema = z.strictObject({ programs: z.record(name, z.union([server, client])) });
  return { ...z.toJSONSchema(schema, { io: 'input' }), title: 'socketbed.yml' };
}

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
    return { name: each, server: { ...serverOf(rest), ...filesOf(files, place, path) } };
  }
  if ('client' in given) {
    const { files, upstream: server, ...rest } = checked(client, given, place, path);
    if (server !== undefined && rest.answer !== undefined) {
      const field = [...path, 'answer'];
      throw wrong(place, offsetOf(place, field), field.join('.'), 'there is an `upstream`, which answers');
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

function serverOf(given: Omit<z.output<typeof server>, 'files'>): ServerProgram {
  const { server: image, probe, expect, connections, idleTimeoutMs, command, env, ...rest } = given;
  return {
    ...rest,
    image,
    env: texts(env),
    connectionsMax: connections,
    talk: {
      ...(probe === undefined ? {} : { probe: Buffer.from(probe) }),
      ...(expect === undefined ? {} : { expect: Buffer.from(expect) }),
    },
    ...(command === undefined ? {} : { command }),
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
  };
}

function clientOf({
  client: image,
  answer,
  command,
  env,
  patienceMs,
}: Omit<z.output<typeof client>, 'files' | 'upstream'>): ClientProgram {
  return {
    image,
    env: texts(env),
    patienceMs,
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

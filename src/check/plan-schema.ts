// What can stand in socketbed.yml: field by field, with defaults, and as JSON Schema for editors. What goes together is
// for plan-file.ts to say.

import { z } from 'zod';
import { clientDefaults, clientTransports, upstreamDefaults } from './client/client-program.ts';
import { serverDefaults, serverTransports } from './server/server-program.ts';

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
export const server = z.strictObject({
  ...program,
  server: z.string().min(1).describe('An image'),
  transport: z.enum(serverTransports).default('tcp').describe('What it is reached over'),
  port: z.int().min(1).max(65535).optional().describe('The port that it listens on: tcp and udp'),
  path: z
    .string()
    .min(1)
    .optional()
    .describe('The socket that it makes, as it is in the container: unix. Its directory becomes a volume'),
  health: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Words of a command that ends with 0 in the container when it is ready'),
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
export const upstream = z.strictObject({
  ...program,
  image: z.string().min(1).describe('An image'),
  port: z.int().min(1).max(65535).describe('The TCP port that it listens on'),
  startMs: milliseconds.default(upstreamDefaults.startMs).describe('How long it may take to listen'),
});
export const client = z.strictObject({
  ...program,
  client: z.string().min(1).describe('An image'),
  transport: z.enum(clientTransports).default('tcp').describe('How it reaches its target'),
  answer: z.string().optional().describe('What its target answers; default: the request in upper case'),
  upstream: upstream
    .optional()
    .describe('A real server that answers it, in the place of `answer`: not over udp'),
  patienceMs: milliseconds.default(clientDefaults.patienceMs).describe('How long it may take in each case'),
});
const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'has to be of small letters, digits and hyphens');
export const planSchema = z.strictObject({
  programs: z
    .record(name, z.looseObject({}))
    .refine((programs) => Object.keys(programs).length > 0, 'names no program'),
});

/** The schema of the file as JSON Schema, draft 2020-12, for editors. */
export function planJsonSchema(): object {
  const schema = z.strictObject({ programs: z.record(name, z.union([server, client])) });
  return { ...z.toJSONSchema(schema, { io: 'input' }), title: 'socketbed.yml' };
}

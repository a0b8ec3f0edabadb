// The shape of results.json as a schema that can be checked: the types of src/evidence/results.ts, once more, for what
// comes from a file. `schemas/results.schema.json` is made from it, for readers in other languages.
//
//   strict    what this version writes; fields that it does not know are let through, for shapes only grow
//   lenient   what can be read of an older or a damaged file: what is missing is put in as empty

import { z } from 'zod';
import { type Results, resultsVersion } from '../evidence/results.ts';

type Fallback = <Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>) => Schema;

const strict: Fallback = (schema) => schema;
// What the schema gives is the same with a fallback, which is all that is asked of the type.
const lenient: Fallback = (schema, value) => schema.catch(value as never) as unknown as typeof schema;

const bySide = z.looseObject({ client: z.number(), server: z.number() });
const side = z.enum(['client', 'server']);

/** Everything that the packets of one conversation say; see src/evidence/wire.ts. */
const signature = z.looseObject({
  transport: z.enum(['tcp', 'udp', 'icmp', 'arp', 'ndp']),
  client: z.string(),
  server: z.string(),
  began: z.enum(['start', 'middle']),
  atMs: z.number(),
  durationMs: z.number(),
  packets: bySide,
  bytes: bySide,
  opened: z.boolean(),
  rejected: z.looseObject({ by: z.string(), with: z.string(), afterMs: z.number() }).nullable(),
  reset: z.looseObject({ by: side, afterMs: z.number(), afterBytes: bySide }).nullable(),
  resets: bySide,
  finished: z.array(side),
  icmp: z.array(
    z.looseObject({
      type: z.number(),
      code: z.number(),
      name: z.string(),
      from: z.string(),
      about: side,
      afterMs: z.number(),
      mtuBytes: z.number().optional(),
    }),
  ),
  synRetransmits: bySide,
  retransmits: bySide,
  spuriousRetransmits: bySide,
  outOfOrder: bySide,
  copies: bySide,
  zeroWindows: bySide,
  windowProbes: bySide,
  keepAlives: bySide,
  longestSilenceMs: z.number(),
  unanswered: z.looseObject({ by: side, packets: z.number(), forMs: z.number() }).nullable(),
});

const outcome = z.looseObject({
  kind: z.string(),
  code: z.string().optional(),
  errno: z.number().optional(),
  syscall: z.string().optional(),
  message: z.string().optional(),
  text: z.string().optional(),
  bytes: z.number().optional(),
  local: z.string().optional(),
  peer: z.string().optional(),
  from: z.string().optional(),
  atMs: z.number(),
  durationMs: z.number(),
});

const noFacts = { platform: 'unknown', arch: 'unknown', cpus: 0, memoryBytes: 0 };

function makeSchema(or: Fallback) {
  const wire = z.looseObject({ capture: z.string(), events: or(z.array(z.string()), []), signature });
  const check = z.looseObject({
    expected: or(z.string(), ''),
    outcome: or(outcome.optional(), undefined),
    wire: or(wire.optional(), undefined),
    passed: z.boolean(),
  });
  const act = z.looseObject({
    act: z.enum(['control', 'fault', 'lifted']),
    atMs: z.number(),
    durationMs: or(z.number(), 0),
    outcome: or(outcome.nullable(), null),
    expected: or(z.string().nullable(), null),
    wire: or(wire.nullable(), null),
    checks: or(z.array(check), []),
    injections: or(
      z.array(
        z.looseObject({
          what: z.string(),
          atMs: z.number(),
          durationMs: or(z.number(), 0),
          liftedAtMs: or(z.number().optional(), undefined),
        }),
      ),
      [],
    ),
    final: or(z.string().optional(), undefined),
  });
  const scenario = z.looseObject({
    id: z.string(),
    question: or(z.string(), ''),
    verdict: or(z.enum(['passed', 'failed', 'unsupported', 'unknown']), 'unknown'),
    cause: or(z.string(), ''),
    durationMs: or(z.number(), 0),
    acts: or(z.array(act), []),
    expected: or(z.string(), ''),
    failures: or(z.array(z.string()), []),
    rerun: or(z.string(), ''),
    files: or(z.array(z.string()), []),
  });
  const versions = z.looseObject({
    socketbed: or(z.string(), 'unknown'),
    node: or(z.string(), 'unknown'),
    engine: or(z.string().optional(), undefined),
    kernel: or(z.string().optional(), undefined),
  });
  const ability = z.looseObject({ name: z.string(), state: z.enum(['available', 'missing', 'unknown']) });
  const run = z.looseObject({
    id: or(z.string(), 'unknown'),
    seed: or(z.string(), 'unknown'),
    startedAt: or(z.string(), ''),
    durationMs: or(z.number(), 0),
    state: or(z.enum(['running', 'ended']), 'running'),
    versions: or(versions, { socketbed: 'unknown', node: 'unknown' }),
    host: or(
      z.looseObject({ platform: z.string(), arch: z.string(), cpus: z.number(), memoryBytes: z.number() }),
      noFacts,
    ),
    abilities: or(z.array(ability).optional(), undefined),
    mergedFrom: or(z.array(z.string()).optional(), undefined),
  });
  return z.looseObject({
    version: or(z.literal(resultsVersion), resultsVersion),
    run,
    scenarios: or(z.array(scenario), []),
  });
}

/** What this version writes. */
export const resultsSchema = makeSchema(strict);
export const lenientResultsSchema = makeSchema(lenient);

/** Does not compile when the schema asks for something that results do not have. */
export const asSchema = (results: Mutable<Results>): z.input<typeof resultsSchema> => results;
type Mutable<T> = T extends string
  ? T
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;

/** The schema as JSON Schema, draft 2020-12. */
export function resultsJsonSchema(): object {
  return {
    ...z.toJSONSchema(resultsSchema, { io: 'input' }),
    title: 'results.json of socketbed',
    description: `Version ${resultsVersion}. Times are milliseconds; "atMs" counts from 1970.`,
  };
}

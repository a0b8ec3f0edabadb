// All rows of the matrix for all implementations. The control comes first: who cannot speak to a good server is not asked
// any further. The others are played on two stages side by side, since in some of them everybody only waits.
//
//   images -> contestants -> control -> rows -> cells -> what the error dictionary claims

import { join } from 'node:path';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { Bed } from '../testbed/bed.ts';
import type { Run } from '../testbed/run.ts';
import { differencesOf } from './compare-dictionary.ts';
import { control } from './faults.ts';
import type { Implementation } from './implementations.ts';
import { judgeCell } from './judge-cell.ts';
import { limited } from './limited.ts';
import type { ImplementationSeen, Matrix, MatrixCell, MatrixRow } from './matrix.ts';
import type { MatrixFault } from './matrix-fault.ts';
import { type Contestant, MatrixStage, type Played } from './matrix-stage.ts';

export interface MatrixOptions {
  readonly run: Run;
  readonly implementations: readonly Implementation[];
  readonly faults: readonly MatrixFault[];
  /** Called with each row when it is there; the first is the control, the others come in any order. */
  readonly onRow?: (row: MatrixRow) => void;
  /** Ends it early: rows that are not there yet are then not told. */
  readonly signal?: AbortSignal;
}

export type MatrixRun = Pick<Matrix, 'implementations' | 'rows' | 'differences'>;

const sideBySide = 2;
/** Of clients, on all stages: more would only keep those that have started from their work. */
const startsAtOnce = 3;

/** Plays it. What goes wrong with one implementation or one fault is told in its cells. */
export async function runMatrix(options: MatrixOptions): Promise<MatrixRun> {
  const { run, implementations, faults, onRow = () => {}, signal = never } = options;
  await using bed = await Bed.start({ run });
  const [first, ...others] = await setStages(bed, Math.min(sideBySide, faults.length));
  const rows = new Map<string, MatrixRow>();
  const reasons = new Map<string, Reason>();
  for (const { name, image } of implementations)
    if ('problem' in image) reasons.set(name, { state: 'unsupported', reason: image.problem });
  const play = async (stage: MatrixStage, fault: MatrixFault) => {
    const row = await playRow(stage, fault, { run, implementations, reasons, signal });
    if (signal.aborted) return row;
    rows.set(fault.id, row);
    onRow(row);
    return row;
  };
  for (const cell of (await play(first, control)).cells) keepReason(reasons, cell);
  const waiting = [...faults];
  await Promise.all(
    [first, ...others].map(async (stage) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (!signal.aborted) await play(stage, next);
      }
    }),
  );
  const inOrder = [control, ...faults].flatMap(({ id }) => rows.get(id) ?? []);
  return {
    implementations: implementations.map(({ name }) => seenOf(name, inOrder)),
    rows: inOrder,
    differences: inOrder.flatMap(differencesOf),
  };
}

const never = new AbortController().signal;

/** One at least. */
async function setStages(bed: Bed, count: number): Promise<[MatrixStage, ...MatrixStage[]]> {
  const dns = await bed.service('dns');
  const starting = limited(startsAtOnce);
  const set = () => MatrixStage.set(bed, dns.container.host(), starting);
  return await Promise.all([set(), ...Array.from({ length: count - 1 }, set)]);
}

type Reason = Pick<MatrixCell, 'state' | 'reason'>;

/** Why an implementation whose control went wrong is not asked any further. */
function keepReason(reasons: Map<string, Reason>, { implementation, state, reason }: MatrixCell): void {
  if (state === 'said' || reasons.has(implementation)) return;
  reasons.set(implementation, { state, reason: `with a good server: ${reason}` });
}

interface RowOptions extends Pick<MatrixOptions, 'run' | 'implementations'> {
  /** Of those that are not asked. */
  readonly reasons: ReadonlyMap<string, Reason>;
  readonly signal: AbortSignal;
}

async function playRow(
  stage: MatrixStage,
  fault: MatrixFault,
  { run, implementations, reasons, signal }: RowOptions,
): Promise<MatrixRow> {
  const contestants = implementations.flatMap(({ name, image }, number): Contestant[] =>
    'id' in image && !reasons.has(name) ? [{ name, image: image.id, number }] : [],
  );
  const played = await playedOrReason(() =>
    stage.play(fault, contestants, { directory: join(run.directory, fault.id), signal }),
  );
  const cells = implementations.map(({ name }): MatrixCell => {
    const known = reasons.get(name) ?? ('state' in played ? played : undefined);
    if (known !== undefined) return { implementation: name, ...known, wire: '', events: [] };
    const own = 'state' in played ? undefined : played.find((each) => each.name === name);
    if (own !== undefined) return judgeCell(fault, own);
    return { implementation: name, state: 'unknown', reason: 'it was not played', wire: '', events: [] };
  });
  const { id, does, means } = fault;
  const wires = new Set(cells.filter(({ state }) => state === 'said').map(({ wire }) => wire));
  return { id, does, means, wire: [...wires].join(' or '), cells };
}

/** What a kernel lacks is no error: every cell of the row says so. */
async function playedOrReason(work: () => Promise<readonly Played[]>): Promise<readonly Played[] | Reason> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SocketbedError) || error.code !== 'UNSUPPORTED') throw error;
    return { state: 'unsupported', reason: error.message };
  }
}

function seenOf(name: string, rows: readonly MatrixRow[]): ImplementationSeen {
  const cells = rows.flatMap(({ cells }) => cells.filter(({ implementation }) => implementation === name));
  const runtime = cells.find(({ said }) => said !== undefined)?.said?.runtime;
  return { name, ...(runtime === undefined ? {} : { runtime }) };
}

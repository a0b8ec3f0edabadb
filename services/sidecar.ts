// The sidecar: a program in the network namespace of another container that breaks the network there, on command, and
// mends it again. It is root in there with NET_ADMIN and NET_RAW; the target has nothing of it but the faults.
//
//   stdin  -- {"id":7,"op":"inject", ...} -->  commands  -- netlink, ip, tc, ss, tcpdump --> kernel
//   stdout <- {"id":7,"value":{ ... }} --
//
// It takes no environment. When stdin ends, or on SIGTERM, everything is lifted; what a killed one has left in our
// tables, the next one removes before it says that it is ready.

import type { SidecarAnswer } from '../src/protocol/sidecar.ts';
import { createLog } from './log.ts';
import { splitLines } from './probe/lines.ts';
import { aborted, runProgram } from './program.ts';
import { Commands } from './sidecar/commands.ts';
import { ownDeviceNames } from './sidecar/devices.ts';
import { Nftables } from './sidecar/nftables.ts';
import { OwnTables } from './sidecar/own-tables.ts';
import { clearRates } from './sidecar/rate.ts';
import { readRequest } from './sidecar/read-request.ts';
import { clearRoutes } from './sidecar/routes.ts';

/** Carries out commands from stdin until it ends or `signal` aborts. Rejects with USAGE on a line it cannot read. */
export async function runSidecar(signal: AbortSignal): Promise<number> {
  const nft = new Nftables();
  const tables = new OwnTables(nft);
  await clearLeftovers(tables);
  const commands = new Commands(nft, tables);
  createLog('json').ready({ event: 'ready', service: 'sidecar' });
  try {
    await Promise.race([obey(commands), aborted(signal)]);
  } finally {
    try {
      await commands.close();
    } finally {
      tables.clear();
    }
  }
  return 0;
}

/** Of a sidecar before that was killed. */
async function clearLeftovers(tables: OwnTables): Promise<void> {
  tables.clear();
  await Promise.all([clearRoutes(), clearRates(ownDeviceNames())]);
}

/** Until the testbed is gone. Rejects on a line that cannot be read, and on a bug. */
function obey(commands: Commands): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const put = (answer: SidecarAnswer) => void process.stdout.write(`${JSON.stringify(answer)}\n`);
  const takePiece = splitLines((line) => {
    commands.answer(readRequest(line)).then(put, reject);
  });
  process.stdin.on('data', (piece: Buffer) => {
    try {
      takePiece(piece);
    } catch (error) {
      process.stdin.pause();
      reject(error);
    }
  });
  process.stdin.on('end', resolve);
  // Either pipe may break when the testbed dies.
  process.stdin.on('error', () => resolve());
  process.stdout.on('error', () => resolve());
  return promise;
}

if (import.meta.main) await runProgram((_, signal) => runSidecar(signal));

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
import { aborted, runProgram } from './program.ts';
import { obeyStdin } from './remote-control.ts';
import { Commands } from './sidecar/commands.ts';
import { ownDeviceNames } from './sidecar/devices.ts';
import { clearLinks } from './sidecar/link.ts';
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
    const obeying = obeyStdin(readRequest, async (request) => put(await commands.answer(request)));
    await Promise.race([obeying, aborted(signal)]);
  } finally {
    try {
      await commands.close();
    } finally {
      tables.clear();
    }
  }
  return 0;
}

const put = (answer: SidecarAnswer): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

/** Of a sidecar before that was killed. */
async function clearLeftovers(tables: OwnTables): Promise<void> {
  tables.clear();
  await Promise.all([clearRoutes(), clearRates(ownDeviceNames())]);
  // A device that comes up may get back routes: after ours are gone.
  await clearLinks();
}

if (import.meta.main) await runProgram((_, signal) => runSidecar(signal));

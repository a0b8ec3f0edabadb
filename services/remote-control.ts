// What the programs share that a test drives over their stdin: one JSON document per line, until the testbed is gone.
//
//   stdin -> lines -> command -> answer -> stdout

import { SocketbedError } from '../src/errors/socketbed-error.ts';
import { splitLines } from './probe/lines.ts';

export type RemoteProgram = 'probe' | 'sidecar';

/**
 * Resolves when stdin ends or a pipe breaks. Rejects with what `read` throws, and then carries out nothing that comes
 * after that line; and with what `carryOut` rejects with, which is a bug.
 */
export function obeyStdin<Request>(
  read: (line: string) => Request,
  carryOut: (request: Request) => Promise<void>,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const takePiece = splitLines((line) => void carryOut(read(line)).catch(reject));
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

/** Throws USAGE for a line that is not JSON. */
export function parseLine(program: RemoteProgram, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw unreadable(program, line, 'it is not JSON', cause);
  }
}

/** USAGE: the testbed is of another version, or somebody types. */
export function unreadable(
  program: RemoteProgram,
  line: string,
  found: string,
  cause?: unknown,
): SocketbedError {
  return new SocketbedError({
    code: 'USAGE',
    what: `the ${program} cannot read the command ${JSON.stringify(line.slice(0, 200))}`,
    found,
    advice: `Send one JSON document per line, as src/protocol/${program}.ts has them`,
    cause,
  });
}

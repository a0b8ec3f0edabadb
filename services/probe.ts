// The probe: a program whose sockets a test drives by remote control. It does what it is told and nothing else: it
// reads nothing ahead, accepts nothing ahead, and says what the kernel says.
//
//   stdin  -- {"id":7,"op":"connect", ...} -->  commands  -- system calls --> kernel
//   stdout <- {"id":7,"outcome":{ ... }} --     outcomes  <- readiness ------
//
// It takes no environment. When stdin ends, its testbed is gone, and so is the probe: every socket closed, every file
// removed that it made.

import { createLog } from './log.ts';
import { Answers } from './probe/answers.ts';
import { Commands } from './probe/commands.ts';
import { splitLines } from './probe/lines.ts';
import { readRequest } from './probe/read-request.ts';
import { Readiness } from './probe/readiness.ts';
import { exitAtOnce } from './probe/syscalls.ts';
import { threadsAreBusy, threadsMax } from './probe/threads.ts';
import { aborted, runProgram } from './program.ts';

/** Carries out commands from stdin until it ends or `signal` aborts. Rejects with USAGE on a line it cannot read. */
export async function runProbe(signal: AbortSignal): Promise<number> {
  using readiness = new Readiness();
  const commands = new Commands(readiness);
  const answers = new Answers(process.stdout);
  createLog('json').ready({ event: 'ready', service: 'probe' });
  try {
    await Promise.race([obey(commands, answers), aborted(signal)]);
  } finally {
    await commands.closeAll();
    answers.flush();
  }
  return 0;
}

/** Until the testbed is gone. Rejects on a line that cannot be read, and on a bug. */
function obey(commands: Commands, answers: Answers): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const takePiece = splitLines((line) => {
    commands.answer(readRequest(line)).then((answer) => answers.put(answer), reject);
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

if (import.meta.main) {
  // Read at the first use of the pool, which is later.
  process.env.UV_THREADPOOL_SIZE = String(threadsMax);
  await runProgram(async (_, signal) => {
    const code = await runProbe(signal);
    if (threadsAreBusy()) exitAtOnce(code);
    return code;
  });
}

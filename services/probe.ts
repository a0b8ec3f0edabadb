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
import { readRequest } from './probe/read-request.ts';
import { Readiness } from './probe/readiness.ts';
import { exitAtOnce } from './probe/syscalls.ts';
import { threadsAreBusy, threadsMax } from './probe/threads.ts';
import { aborted, runProgram } from './program.ts';
import { obeyStdin } from './remote-control.ts';

/** Carries out commands from stdin until it ends or `signal` aborts. Rejects with USAGE on a line it cannot read. */
export async function runProbe(signal: AbortSignal): Promise<number> {
  using readiness = new Readiness();
  const commands = new Commands(readiness);
  const answers = new Answers(process.stdout);
  createLog('json').ready({ event: 'ready', service: 'probe' });
  try {
    const obeying = obeyStdin(readRequest, async (request) => answers.put(await commands.answer(request)));
    await Promise.race([obeying, aborted(signal)]);
  } finally {
    await commands.closeAll();
    answers.flush();
  }
  return 0;
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

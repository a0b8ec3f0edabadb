// `serve` and `client` as the command line runs them, without the commands that need Docker.

import { Command } from 'commander';
import { clientCommand } from '../../src/cli/client.ts';
import type { Ending } from '../../src/cli/failure.ts';
import { serveCommand } from '../../src/cli/serve.ts';
import { SocketbedError } from '../../src/errors/socketbed-error.ts';

const ending: Ending = { exitCode: 0 };
try {
  await new Command().addCommand(serveCommand()).addCommand(clientCommand(ending)).parseAsync();
} catch (error) {
  if (!(error instanceof SocketbedError)) throw error;
  process.stderr.write(`${error.message}\n`);
  ending.exitCode = error.exitCode;
}
process.exitCode = ending.exitCode;

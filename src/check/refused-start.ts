// Why Docker could not start an image at all, as a sentence with what to do.

import { SocketbedError } from '../errors/socketbed-error.ts';
import { failed, type Judgement } from './judgement.ts';

/** Of an image that Docker could not start; undefined for any other error. */
export function refusedStart(error: unknown): Judgement | undefined {
  if (!(error instanceof SocketbedError) || error.code !== 'CONTAINER_FAILED') return undefined;
  const program = /exec: \\?"([^"\\]+)\\?": (?:executable file not found|stat .*no such file)/.exec(
    error.message,
  )?.[1];
  if (program !== undefined) {
    const isShell = /(^|\/)(sh|bash|ash)$/.test(program);
    return failed(
      `Docker cannot start it: the image has no \`${program}\``,
      isShell
        ? 'It is an image without a shell: name the program itself in --command, with its arguments apart'
        : 'Give a --command that is in the image, by its whole path if it is not in PATH',
    );
  }
  const denied = /exec: .*: permission denied/.test(error.message);
  if (denied)
    return failed(
      'Docker cannot start it: its command may not be executed',
      'Set its execute bit in the image',
    );
  return failed(`Docker cannot start it: ${error.message}`, error.advice);
}

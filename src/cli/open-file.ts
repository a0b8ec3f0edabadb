// Opens a file in whatever the desktop opens it with. Where there is no desktop, nothing is tried.

import { spawn } from 'node:child_process';

/** Whether something was started that opens it. It is not waited for. */
export async function openFile(
  path: string,
  env = process.env,
  platform = process.platform,
): Promise<boolean> {
  const program = openerFor(env, platform);
  if (program === undefined) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(program, [path], { stdio: 'ignore', detached: true });
  child.once('error', () => resolve(false));
  child.once('spawn', () => {
    child.unref();
    resolve(true);
  });
  return promise;
}

function openerFor(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  if (env.BROWSER) return env.BROWSER;
  if (platform === 'darwin') return 'open';
  if (platform === 'win32') return 'explorer';
  return env.DISPLAY || env.WAYLAND_DISPLAY ? 'xdg-open' : undefined;
}

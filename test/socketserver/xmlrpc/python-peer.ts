// Python's own XML-RPC programs beside the tests, on machines that have a Python.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Program } from '../../services/program.ts';

/** Why tests with Python are left out; undefined when it is there. */
export const noPython = reasonWithoutPython();

function reasonWithoutPython(): string | undefined {
  try {
    execFileSync('python3', ['-c', 'import xmlrpc.client, xmlrpc.server']);
    return undefined;
  } catch {
    return 'python3 with xmlrpc is not installed';
  }
}

/** Runs a script of this directory. */
export function python(name: string, ...args: readonly (string | number)[]): Program {
  const script = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return new Program('python3', ['-u', script, ...args.map(String)]);
}

// Files that are no sockets, made where a program would look for one: an empty file, a directory, a symbolic link. They
// go when the probe closes everything, the last made first, so that a directory is empty by then.

import { lstatSync, mkdirSync, rmdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { isSystemError } from '../../src/errors/socketbed-error.ts';
import type { ProbeCommand } from '../../src/protocol/probe.ts';

type MakeFile = Extract<ProbeCommand, { readonly op: 'makeFile' }>;

export class MadeFiles {
  #paths: string[] = [];

  /** Throws what the kernel says; never takes the place of what is there. */
  make({ path, what, mode, target = '' }: MakeFile): void {
    const permissions = mode === undefined ? {} : { mode };
    if (what === 'file') writeFileSync(path, '', { flag: 'wx', ...permissions });
    else if (what === 'directory') mkdirSync(path, permissions);
    else symlinkSync(target, path);
    this.#paths.push(path);
  }

  removeAll(): void {
    for (const path of this.#paths.reverse()) {
      try {
        removeFile(path);
      } catch (error) {
        // Gone already, or somebody else has put something into it.
        if (!isSystemError(error)) throw error;
      }
    }
    this.#paths = [];
  }
}

/** Throws what the kernel says. */
export function removeFile(path: string): void {
  if (lstatSync(path).isDirectory()) rmdirSync(path);
  else unlinkSync(path);
}

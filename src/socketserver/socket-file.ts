// The file of a Unix socket that this process has bound: it is removed in the end, and only if it is still the same.

import { type BigIntStats, lstatSync, renameSync, unlinkSync } from 'node:fs';
import { isSystemError } from '../errors/socketbed-error.ts';
import { encodeUnixName } from './unix-sockaddr.ts';

export class SocketFile {
  readonly #path: Buffer;
  readonly #made: BigIntStats | undefined;

  /** Call it right after bind. */
  constructor(path: string) {
    const name = encodeUnixName(path);
    // Absolute, because the working directory may change before close.
    this.#path = name[0] === 0x2f ? name : Buffer.concat([Buffer.from(`${process.cwd()}/`), name]);
    this.#made = statOf(this.#path);
  }

  remove(): void {
    try {
      if (this.#isOurs()) unlinkSync(this.#path);
    } catch (error) {
      // Gone meanwhile, or its directory is no longer ours to write: a stale file, which is no reason not to close.
      if (!isSystemError(error)) throw error;
    }
  }

  /**
   * Runs a `close` that removes the path by its name, as libuv's does, and keeps somebody else's file out of its way.
   * Only the synchronous part of `close` may remove.
   */
  closeWith(close: () => Promise<void>): Promise<void> {
    if (this.#isOurs() || statOf(this.#path) === undefined) return close();
    const aside = Buffer.concat([this.#path, Buffer.from(`.${process.pid}`)]);
    renameSync(this.#path, aside);
    try {
      return close();
    } finally {
      renameSync(aside, this.#path);
    }
  }

  #isOurs(): boolean {
    const now = statOf(this.#path);
    return now !== undefined && now.ino === this.#made?.ino && now.dev === this.#made.dev;
  }
}

/** False for a name in the abstract namespace, which has no file. */
export function hasFile(path: string): boolean {
  return !path.startsWith('\0');
}

function statOf(path: Buffer): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

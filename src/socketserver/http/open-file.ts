// Opening a file of a directory, and of nothing else: what was opened is asked where it lies, so that no symbolic link
// leads out, not even one that is changed meanwhile.

import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { isSystemError } from '../../errors/socketbed-error.ts';
import type { Refusal } from './refusal.ts';

/** `inside`: symbolic links may lead to what is in the directory too. `follow`: anywhere. */
export type SymlinkPolicy = 'inside' | 'follow';

export interface OpenedFile extends AsyncDisposable {
  readonly handle: FileHandle;
  readonly isDirectory: boolean;
  readonly sizeBytes: number;
  readonly modifiedNs: bigint;
  /** Where it lies in truth. */
  readonly realPath: Buffer;
  /** The names on the way from the directory to there; from the uppermost one when it lies elsewhere. */
  readonly segments: readonly string[];
}

export interface OpenOptions {
  readonly directory: string;
  /** Below the directory. */
  readonly path: Buffer;
  readonly symlinks: SymlinkPolicy;
}

/** Regular files and directories; what cannot be had, or must not be, is a refusal. The caller closes. */
export async function openBelow(options: OpenOptions): Promise<OpenedFile | Refusal> {
  // Without O_NONBLOCK opening a FIFO waits for its writer, for ever.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  try {
    return await look(await open(pathIn(options), flags), options);
  } catch (error) {
    return refusalOfError(error);
  }
}

const slash = Buffer.from('/');
const realRoots = new Map<string, Promise<Buffer>>();
const missing: Refusal = { status: 404, detail: 'There is no such file.' };
const forbidden: Refusal = { status: 403, detail: 'This file is not for you.' };

async function look(handle: FileHandle, options: OpenOptions): Promise<OpenedFile | Refusal> {
  let keep = false;
  try {
    const [stat, realPath] = await Promise.all([handle.stat({ bigint: true }), pathOf(handle, options)]);
    const isDirectory = stat.isDirectory();
    if (!isDirectory && !stat.isFile()) return forbidden;
    const root = await rootAbove(realPath, options.directory);
    if (options.symlinks === 'inside' && root === undefined) return forbidden;
    const segments = realPath
      .toString('latin1', root?.length ?? 0)
      .split('/')
      .filter((each) => each !== '');
    keep = true;
    return {
      ...{ handle, isDirectory, realPath, segments, sizeBytes: Number(stat.size), modifiedNs: stat.mtimeNs },
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } finally {
    if (!keep) await handle.close();
  }
}

/** Linux knows the path of an open file; elsewhere the name is followed once more. */
async function pathOf(handle: FileHandle, options: OpenOptions): Promise<Buffer> {
  try {
    return await readlink(`/proc/self/fd/${handle.fd}`, { encoding: 'buffer' });
  } catch {
    return await realpath(pathIn(options), { encoding: 'buffer' });
  }
}

function pathIn({ directory, path }: OpenOptions): Buffer {
  return Buffer.concat([Buffer.from(directory), slash, path]);
}

/** The directory's own place is remembered, and looked up again when it seems to have moved. */
async function rootAbove(path: Buffer, directory: string): Promise<Buffer | undefined> {
  const remembered = await realRoot(directory);
  if (begins(path, remembered)) return remembered;
  realRoots.delete(directory);
  const root = await realRoot(directory);
  return begins(path, root) ? root : undefined;
}

function begins(path: Buffer, root: Buffer): boolean {
  const prefix = root.equals(slash) ? root : Buffer.concat([root, slash]);
  return path.equals(root) || path.subarray(0, prefix.length).equals(prefix);
}

function realRoot(directory: string): Promise<Buffer> {
  let root = realRoots.get(directory);
  if (root === undefined) {
    root = realpath(directory, { encoding: 'buffer' });
    root.catch(() => realRoots.delete(directory));
    realRoots.set(directory, root);
  }
  return root;
}

function refusalOfError(error: unknown): Refusal {
  const code = isSystemError(error) ? error.code : '';
  if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(code)) return missing;
  if (['EACCES', 'EPERM', 'ENXIO', 'ENODEV'].includes(code)) return forbidden;
  if (['EMFILE', 'ENFILE'].includes(code)) return { status: 503, detail: 'Too many files are open here.' };
  throw error;
}

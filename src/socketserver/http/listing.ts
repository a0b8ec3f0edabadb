// What a directory's listing shows: names, kinds, and for directories that are not huge also sizes and times.

import { lstat, readdir } from 'node:fs/promises';

export interface ListingEntry {
  /** As the file system has it; need not be UTF-8. */
  readonly name: Buffer;
  readonly kind: 'directory' | 'link' | 'file';
  readonly sizeBytes?: number;
  readonly modifiedMs?: number;
}

/** Up to so many entries each is looked at by itself. */
const detailsMax = 1000;

/** Directories first, then by name without regard to case. */
export async function readListing(directory: Buffer): Promise<ListingEntry[]> {
  const entries = await readdir(directory, { withFileTypes: true, encoding: 'buffer' });
  const listed = entries.map((entry): ListingEntry => {
    const kind = entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'link' : 'file';
    return { name: entry.name, kind };
  });
  const detailed =
    listed.length > detailsMax ? listed : await Promise.all(listed.map((entry) => look(directory, entry)));
  const key = ({ name, kind }: ListingEntry): string =>
    `${kind === 'directory' ? 0 : 1}${name.toString().toLowerCase()}`;
  return detailed
    .map((entry) => [key(entry), entry] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, entry]) => entry);
}

async function look(directory: Buffer, entry: ListingEntry): Promise<ListingEntry> {
  try {
    const { size, mtimeMs } = await lstat(Buffer.concat([directory, Buffer.from('/'), entry.name]));
    return { ...entry, modifiedMs: mtimeMs, ...(entry.kind === 'file' ? { sizeBytes: size } : {}) };
  } catch {
    // Gone since it was read.
    return entry;
  }
}

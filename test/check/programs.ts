// The programs that are checked in tests: small, most of them in JavaScript, run by the image `node:24-bookworm-slim` as it is.

import { readFileSync } from 'node:fs';

export const programImage = 'node:24-bookworm-slim';

/** The command that runs one of `programs/`. */
export const programCommand = (name: string): string[] => ['node', '-e', sourceOf(`${name}.cjs`)];

/** The same of one in Perl, which the image has as well: it asks the kernel for things that Node has no words for. */
export const perlCommand = (name: string): string[] => ['perl', '-e', sourceOf(`${name}.pl`)];

const sourceOf = (file: string): string => readFileSync(new URL(`programs/${file}`, import.meta.url), 'utf8');

// The programs that are checked in tests: small, in JavaScript, run by the image `node:24-bookworm-slim` as it is.

import { readFileSync } from 'node:fs';

export const programImage = 'node:24-bookworm-slim';

/** The command that runs one of `programs/`. */
export function programCommand(name: string): string[] {
  return ['node', '-e', readFileSync(new URL(`programs/${name}.cjs`, import.meta.url), 'utf8')];
}

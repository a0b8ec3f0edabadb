// What bad clients did to a server, for a sentence; and the server is started again, so that the next ones meet a good one.

import type { ServerBench } from './server-bench.ts';

/** `seen`: what a good client got afterwards. */
export async function harm(bench: ServerBench, when: string, seen: string): Promise<string> {
  const death = await bench.deathSoon();
  if (death === undefined) return `${when} a good client got ${seen}`;
  await bench.revive();
  return `${when} ${death}`;
}

/** `a, b and c` */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

// Bytes that come in pieces, as lines. A line may be many megabytes long, so its pieces are put together only once.

import { StringDecoder } from 'node:string_decoder';

/** Gives a function that takes the pieces and calls `onLine` for each line that they complete, without its end. */
export function splitLines(onLine: (line: string) => void): (piece: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let begun: string[] = [];
  return (piece) => {
    const [first = '', ...rest] = decoder.write(piece).split('\n');
    begun.push(first);
    for (const next of rest) {
      const line = begun.join('');
      begun = [next];
      onLine(line);
    }
  };
}

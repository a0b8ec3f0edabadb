// Events in words, for people: without bare acknowledgements, and a transfer of a thousand packets in one line.

import { countOfBytes, type WireEvent } from './wire-event.ts';

export interface TellOptions {
  /** Also tell bare acknowledgements and fragments. Default: false. */
  readonly quiet?: boolean;
  /** The most lines; what is in the middle beyond them is counted. Default: 40. */
  readonly max?: number;
}

/** The events in words; bytes that one side sent in a row are told as one. */
export function tellEvents(
  events: readonly WireEvent[],
  { quiet = false, max = 40 }: TellOptions = {},
): string[] {
  const told: string[] = [];
  for (const event of events) {
    if (event.quiet && !quiet) continue;
    const { text, bytes, runBytes } = event;
    const continues = runBytes !== undefined && bytes !== undefined && runBytes > bytes;
    if (continues && !quiet && !event.outOfOrder && / bytes? from (client|server)$/.test(told.at(-1) ?? '')) {
      told[told.length - 1] = text.replace(/^\d+ bytes?/, countOfBytes(runBytes));
    } else told.push(text);
  }
  if (told.length <= max) return told;
  const head = Math.ceil(max / 2);
  const tail = max - head;
  return [...told.slice(0, head), `... ${told.length - max} more`, ...told.slice(told.length - tail)];
}

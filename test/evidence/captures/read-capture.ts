// The real captures beside this file; make.sh has made them.

import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('.', import.meta.url);

export const captureNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.pcap'))
  .map((name) => name.slice(0, -'.pcap'.length))
  .toSorted();

export const readCapture = (name: string): Buffer => readFileSync(new URL(`${name}.pcap`, folder));

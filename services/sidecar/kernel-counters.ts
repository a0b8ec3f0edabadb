// The kernel's counters of this network namespace, by the names that nstat gives them.
//
//   Tcp: RtoAlgorithm ... RetransSegs        TcpExt: ... ListenOverflows
//   Tcp: 1 ... 17                            TcpExt: ... 3                  -> TcpRetransSegs 17, TcpExtListenOverflows 3

import { readFileSync } from 'node:fs';

export function kernelCounters(): Record<string, number> {
  const pairs = ['/proc/self/net/snmp', '/proc/self/net/netstat'].flatMap((path) =>
    readPairs(readFileSync(path, 'utf8')),
  );
  return Object.fromEntries([...pairs, ...readSingles(readSingleFile())]);
}

/** Two lines of the same prefix: the names, then the numbers. */
export function readPairs(text: string): [string, number][] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.flatMap((line, index): [string, number][] => {
    if (index % 2 === 0) return [];
    const [prefix = '', ...values] = line.split(/\s+/);
    const names = (lines[index - 1] ?? '').split(/\s+/).slice(1);
    return names.map((name, place) => [`${prefix.slice(0, -1)}${name}`, Number(values[place])]);
  });
}

function readSingles(text: string): [string, number][] {
  return text.split('\n').flatMap((line): [string, number][] => {
    const [name = '', value] = line.split(/\s+/);
    return value === undefined ? [] : [[name, Number(value)]];
  });
}

/** Absent where the kernel has no IPv6. */
function readSingleFile(): string {
  try {
    return readFileSync('/proc/self/net/snmp6', 'utf8');
  } catch {
    return '';
  }
}

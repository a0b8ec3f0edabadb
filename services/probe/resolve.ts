// From the address in a command to the kernel's. Names are looked up as every program on this machine does, with
// getaddrinfo: /etc/hosts, then DNS. The first answer is taken.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ProbeAddress } from '../../src/protocol/probe.ts';
import type { Attempt } from './attempt.ts';
import type { Result } from './result.ts';
import { encodeInternetAddress, encodeUnixAddress } from './sockaddr.ts';
import { onThread } from './threads.ts';

export interface Resolved {
  readonly sockaddr: Buffer;
  /** What a socket must be made for; absent for Unix. */
  readonly family?: 4 | 6;
}

/** Rejects with the error of getaddrinfo. `family` is what is asked for, if anything. */
export async function resolve(
  to: ProbeAddress,
  family: 4 | 6 | undefined,
  attempt: Attempt,
): Promise<Resolved> {
  if ('path' in to) return { sockaddr: encodeUnixAddress(to.path) };
  const host = isIP(to.host) === 0 ? await lookUp(to.host, family, attempt) : to.host;
  return { sockaddr: encodeInternetAddress(host, to.port), family: isIP(host) === 6 ? 6 : 4 };
}

/** Every address of a name, in the order in which getaddrinfo gives them: those that it would rather use come first. */
export async function lookUpAll(
  { name, family }: { readonly name: string; readonly family?: 4 | 6 },
  attempt: Attempt,
): Promise<Result> {
  const answers = await attempt.race(
    onThread(lookup(name, { all: true, family: family ?? 0, order: 'verbatim' })),
  );
  return { kind: 'resolved', addresses: answers.map(({ address }) => address) };
}

async function lookUp(host: string, family: 4 | 6 | undefined, attempt: Attempt): Promise<string> {
  const { syscall } = attempt;
  attempt.syscall = 'getaddrinfo';
  const { address } = await attempt.race(onThread(lookup(host, { family: family ?? 0 })));
  attempt.syscall = syscall;
  return address;
}

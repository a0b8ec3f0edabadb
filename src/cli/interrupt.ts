// Ctrl-C and SIGTERM as two signals: the first asks for an orderly end, the second for one at once.

import { constants } from 'node:os';

export interface Interrupt extends Disposable {
  /** Aborts at the first. */
  readonly first: AbortSignal;
  /** Aborts at the second. */
  readonly second: AbortSignal;
  /** Which the first was. */
  readonly signalName: StopSignal | undefined;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** From now until it is disposed of, Ctrl-C no longer ends the process. */
export function catchInterrupt(): Interrupt {
  const first = new AbortController();
  const second = new AbortController();
  let signalName: StopSignal | undefined;
  const onSignal = (name: StopSignal) => {
    signalName ??= name;
    (first.signal.aborted ? second : first).abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    first: first.signal,
    second: second.signal,
    get signalName() {
      return signalName;
    },
    [Symbol.dispose]: () => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}

/** As a shell counts a program that a signal ended: 130 for Ctrl-C, 143 for SIGTERM. */
export const interruptExitCode = (name: StopSignal): number => 128 + constants.signals[name];

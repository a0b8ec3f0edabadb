// Ctrl-C and SIGTERM as two signals: the first asks for an orderly end, the second for one at once.

export interface Interrupt extends Disposable {
  /** Aborts at the first. */
  readonly first: AbortSignal;
  /** Aborts at the second. */
  readonly second: AbortSignal;
}

/** From now until it is disposed of, Ctrl-C no longer ends the process. */
export function catchInterrupt(): Interrupt {
  const first = new AbortController();
  const second = new AbortController();
  const onSignal = () => (first.signal.aborted ? second : first).abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    first: first.signal,
    second: second.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}

// How long-running work says what it is doing. The command line prints it; a test can stay silent.

export interface Progress {
  /** Says what begins and, when it has ended, how long it took. */
  step<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** Says something that takes no time. */
  note(line: string): void;
}

/** Says nothing. */
export const silentProgress: Progress = {
  step: (_what, work) => work(),
  note: () => {},
};

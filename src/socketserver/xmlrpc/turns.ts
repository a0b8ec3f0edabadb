// One call at a time: what a serial server promises its functions, however many connections it holds open.

export class Turns {
  #last: Promise<unknown> | undefined;

  /** Begins `call` when those before it have ended: at once when there are none. */
  take<T>(call: () => Promise<T>): Promise<T> {
    const result = this.#last === undefined ? call() : this.#last.then(call);
    const last: Promise<void> = result.then(
      () => this.#end(last),
      () => this.#end(last),
    );
    this.#last = last;
    return result;
  }

  #end(turn: Promise<unknown>): void {
    if (this.#last === turn) this.#last = undefined;
  }
}

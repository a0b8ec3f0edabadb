// Which sequence numbers have been seen: all up to `next` but for the gaps. Numbers count from 0 and never wrap.
//
//   0 ####....####....#### next        two gaps

// A hole that nothing ever fills costs memory; so many at once are a capture that lost packets itself.
const gapsMax = 256;

export class SeenBytes {
  /** The end of the highest number seen. */
  next = 0;
  readonly #gaps: [start: number, end: number][] = [];

  restart(next: number): void {
    this.next = next;
    this.#gaps.length = 0;
  }

  /** Notes that `start` up to but not including `end` was seen; returns how many of these were new. */
  take(start: number, end: number): number {
    if (end <= start) return 0;
    let fresh = this.#gaps.length === 0 || start >= this.next ? 0 : this.#fill(start, end);
    if (end > this.next) {
      if (start > this.next) this.#open(this.next, start);
      fresh += end - Math.max(start, this.next);
      this.next = end;
    }
    return fresh;
  }

  #open(start: number, end: number): void {
    this.#gaps.push([start, end]);
    if (this.#gaps.length > gapsMax) this.#gaps.shift();
  }

  #fill(start: number, end: number): number {
    let filled = 0;
    for (const [from, to] of this.#gaps.splice(0)) {
      const [low, high] = [Math.max(from, start), Math.min(to, end)];
      if (low >= high) {
        this.#gaps.push([from, to]);
        continue;
      }
      filled += high - low;
      if (from < low) this.#gaps.push([from, low]);
      if (high < to) this.#gaps.push([high, to]);
    }
    return filled;
  }
}

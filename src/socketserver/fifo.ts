// A queue, first in, first out. An array would do, but one that is emptied with each request gets a new backing store
// of 16 places with each push.

interface Node<T> {
  readonly value: T;
  next: Node<T> | undefined;
}

export class Fifo<T> {
  #first: Node<T> | undefined;
  #last: Node<T> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: T): void {
    const node: Node<T> = { value, next: undefined };
    if (this.#last === undefined) this.#first = node;
    else this.#last.next = node;
    this.#last = node;
    this.#length += 1;
  }

  /** The oldest, which leaves the queue; undefined when there is none. */
  shift(): T | undefined {
    const node = this.#first;
    if (node === undefined) return undefined;
    this.#first = node.next;
    if (node.next === undefined) this.#last = undefined;
    // An old node that still points at its successor would keep all later ones alive until a full collection.
    node.next = undefined;
    this.#length -= 1;
    return node.value;
  }
}

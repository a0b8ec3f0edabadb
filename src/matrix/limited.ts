// So many at a time: the others wait for their turn, in their order.

export type Limited = <T>(work: () => Promise<T>) => Promise<T>;

export function limited(atOnce: number): Limited {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The turn goes from hand to hand: nobody who comes meanwhile can take it.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

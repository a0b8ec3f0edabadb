// Any name as a method: `tree.system.listMethods()` calls `system.listMethods`.

import type { XMLRPCValue } from './values.ts';

/** Methods as they are seen from afar: what they give comes later. */
export type RemoteMethods<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (...params: infer Params) => infer Result
    ? (...params: Params) => Promise<Awaited<Result>>
    : RemoteMethods<Methods[Name]>;
};

type Call = (method: string, params: readonly XMLRPCValue[]) => unknown;

/** `root` with every name that it does not have itself as a remote method. */
export function methodTree<Root extends object>(root: Root, call: Call): Root {
  return new Proxy(root, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target) {
        const own: unknown = Reflect.get(target, name);
        return typeof own === 'function' ? own.bind(target) : own;
      }
      return isReserved(name) ? undefined : remoteMethod(name, call);
    },
  });
}

function remoteMethod(method: string, call: Call): unknown {
  return new Proxy(() => {}, {
    apply: (_target, _this, params: XMLRPCValue[]) => call(method, params),
    get: (_target, name) =>
      typeof name === 'symbol' || isReserved(name) ? undefined : remoteMethod(`${method}.${name}`, call),
  });
}

/** What `await` asks every object for: a method of this name would be called by it. */
function isReserved(name: string): boolean {
  return name === 'then';
}

// Which members of a registered object clients may call: those that its own class, or the object itself, defines.
//
//   divide, tools.divide (only with dotted names)       yes
//   _secret, __proto__, constructor, toString, a.call   never
//
// The language's own members (of Object, Function, Array ...) are never reached, however a name is put together: from
// any function `constructor` leads to code of the client's choice.

type Callable = (...params: never[]) => unknown;

export interface Member {
  readonly source: Callable;
  /** What it is a method of. */
  readonly holder: unknown;
}

/** Never reached, though an object or a class may have them for itself. */
const closed = new Set(['constructor', 'prototype', 'caller', 'callee', 'arguments']);

/** The callable member that `path` names; undefined when there is none that may be called. */
export function findMember(instance: object, path: string, allowDottedNames: boolean): Member | undefined {
  const names = allowDottedNames ? path.split('.') : [path];
  let holder: unknown = instance;
  let member: unknown = instance;
  for (const name of names) {
    if (!isObject(member) || !isOpen(name)) return undefined;
    holder = member;
    member = ownMember(member, name);
  }
  return typeof member === 'function' ? { source: member as Callable, holder } : undefined;
}

/** The names of what may be called on `instance`, without what lies behind dots. Getters are not run for it. */
export function memberNames(instance: object): string[] {
  const names = new Set<string>();
  for (const holder of ownLevels(instance)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder)))
      if (typeof value === 'function' && isOpen(name)) names.add(name);
  }
  return [...names];
}

/** An optional hook of the object, such as `_dispatch`, bound to it. */
export function hookOf(instance: object, name: string): ((...params: unknown[]) => unknown) | undefined {
  const hook: unknown = Reflect.get(instance, name);
  return typeof hook === 'function' ? (...params) => Reflect.apply(hook, instance, params) : undefined;
}

function isOpen(name: string): boolean {
  return name !== '' && !name.startsWith('_') && !closed.has(name);
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function ownMember(object: object, name: string): unknown {
  for (const level of ownLevels(object))
    if (Object.hasOwn(level, name)) return Reflect.get(level, name, object);
  return undefined;
}

/** The object, its class's prototype and so on, up to the language's own. */
function* ownLevels(object: object): Generator<object> {
  for (
    let level: object | null = object;
    level !== null && !isNative(level);
    level = Object.getPrototypeOf(level)
  )
    yield level;
}

/** Whether it is the prototype of a class of the language's. */
function isNative(level: object): boolean {
  if (level === Function.prototype) return true;
  const { value } = Object.getOwnPropertyDescriptor(level, 'constructor') ?? {};
  return typeof value === 'function' && value.prototype === level && isNativeCode(value);
}

function isNativeCode(callable: object): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(callable));
}

type Method = (...args: never[]) => unknown;

/** What runs in place of a method. `send` is the method itself. */
export type Interceptors<T extends object> = {
  [Name in keyof T]?: T[Name] extends (...args: infer Args) => infer Result
    ? (send: (...args: Args) => Result, ...args: Args) => Result
    : never;
};

/**
 * Runs something in place of single methods. All other methods are those of `target`, which does not change.
 *
 * @example intercept(store, { put: async (send, record) => { await broken(); return send(record); } })
 */
export function intercept<T extends object>(target: T, interceptors: Interceptors<T>): T {
  const handlers = new Map<PropertyKey, unknown>(Object.entries(interceptors));
  return new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const send = (...args: never[]) => (member as Method).apply(target, args);
      const handler = handlers.get(name) as Method | undefined;
      return handler ? (...args: never[]) => handler(send as never, ...args) : send;
    },
  });
}

/** Who is told of an event. One that throws does not keep the others from being told. */
export interface Listeners<Event> {
  readonly add: (listener: (event: Event) => void) => Disposable;
  readonly tell: (event: Event) => void;
  readonly clear: () => void;
}

/** No listeners yet. */
export function createListeners<Event>(): Listeners<Event> {
  const listeners = new Set<{ readonly listener: (event: Event) => void }>();
  return {
    add(listener) {
      const entry = { listener };
      listeners.add(entry);
      return {
        [Symbol.dispose]: () => {
          listeners.delete(entry);
        },
      };
    },
    tell(event) {
      for (const { listener } of listeners) {
        try {
          listener(event);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
    clear: () => listeners.clear(),
  };
}

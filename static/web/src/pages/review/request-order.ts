/** How long nothing quick may have been under way before what takes long is asked for. */
const REST_MS = 150;

/**
 * Asks for what is quick at once, and for what takes long when all that is
 * quick has been answered and nothing new was asked for since: what takes long
 * would only be in the way, and while somebody still chooses its answers would
 * be thrown away.
 */
export class RequestOrder {
  private quickOnes = 0;
  private readonly waiting = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Says that something quick is under way until it is answered. */
  async quick<T>(answer: Promise<T>): Promise<T> {
    this.quickOnes++;
    clearTimeout(this.timer);
    try {
      return await answer;
    } finally {
      this.quickOnes--;
      this.rest();
    }
  }

  /** Resolves when it is time to ask for what takes long; never, if `off` aborts before that. */
  atRest(off: AbortSignal): Promise<void> {
    return new Promise((go) => {
      if (off.aborted) return;
      this.waiting.add(go);
      off.addEventListener('abort', () => this.waiting.delete(go));
      this.rest();
    });
  }

  private rest(): void {
    if (this.quickOnes > 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const all = [...this.waiting];
      this.waiting.clear();
      for (const go of all) go();
    }, REST_MS);
  }
}

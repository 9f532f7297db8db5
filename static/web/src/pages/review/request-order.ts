/** How long no quick request may have been under way before slow ones are sent, in ms. */
const REST_MS = 150;

/**
 * Sends quick requests at once, and slow ones when all quick ones have been
 * answered and no new one has come since. Slow requests would delay the quick
 * ones, and while somebody is still choosing, their answers would be thrown away.
 */
export class RequestOrder {
  private quickOnes = 0;
  private readonly waiting = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Counts a request as quick and under way until it is answered. */
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

  /** Resolves when slow requests may be sent; never, if `off` aborts before that. */
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

/**
 * The little that the screens of a debrief need, on the device, so that it goes on when
 * the server is away, also after the page was loaded again.
 */
export class Shelf {
  private readonly all: Record<string, unknown>;

  constructor(
    recall: () => Record<string, unknown> | null,
    private readonly keep: (all: Record<string, unknown>) => void,
  ) {
    this.all = recall() ?? {};
  }

  /** What was put there; undefined when nothing was. */
  get<T>(name: string): T | undefined {
    return this.all[name] as T | undefined;
  }

  put(name: string, value: unknown): void {
    if (JSON.stringify(this.all[name]) === JSON.stringify(value)) return;
    this.all[name] = value;
    this.keep(this.all);
  }
}

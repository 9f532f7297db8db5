/** The address bar of a test, as far as modules of the page read and write it. */
class Address {
  pathname = '/';
  search = '';
  hash = '';
  /** The addresses that "back" leads to, the last first. */
  readonly past: string[] = [];

  go(to: string): void {
    const url = new URL(to, 'http://host');
    this.pathname = url.pathname;
    this.search = url.search;
    this.hash = url.hash;
  }

  get here(): string {
    return this.pathname + this.search + this.hash;
  }
}

export const address = new Address();
Object.assign(globalThis, {
  location: address,
  history: {
    pushState: (_: unknown, __: string, to: string) => {
      address.past.unshift(address.here);
      address.go(to);
    },
    replaceState: (_: unknown, __: string, to: string) => address.go(to),
  },
});

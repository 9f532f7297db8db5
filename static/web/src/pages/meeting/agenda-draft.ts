import { signal } from '@preact/signals';
import type { Purpose } from '../../server/tables.gen';

/** An item of the agenda while it is being prepared. */
interface Item {
  /** Tells the items apart on the page, also while two have the same name. */
  key: number;
  name: string;
  purpose: Purpose | '';
}

type Content = Omit<Item, 'key'>;

/** The agenda while it is being prepared. */
export class AgendaDraft {
  readonly items = signal<readonly Item[]>([]);
  private nextKey = 0;

  add(item: Content = { name: '', purpose: '' }): void {
    this.items.value = [...this.items.value, this.keyed(item)];
  }

  change(key: number, change: Partial<Content>): void {
    this.items.value = this.items.value.map((p) => (p.key === key ? { ...p, ...change } : p));
  }

  remove(key: number): void {
    this.items.value = this.items.value.filter((p) => p.key !== key);
  }

  replace(items: readonly Content[]): void {
    this.items.value = items.map((item) => this.keyed(item));
  }

  /** The items that have a name, in the form that the server takes. */
  phases(): { name: string; purpose?: Purpose }[] {
    return this.items.value
      .filter((p) => p.name.trim() !== '')
      .map((p) => ({ name: p.name.trim(), ...(p.purpose === '' ? {} : { purpose: p.purpose }) }));
  }

  private keyed(item: Content): Item {
    return { ...item, key: this.nextKey++ };
  }
}

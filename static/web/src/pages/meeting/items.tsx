import { useState } from 'preact/hooks';
import { PURPOSES, type Purpose } from '../../session/agenda';
import { messages } from '../../ui/i18n';
import { TEMPLATE_IDS, type TemplateId, templateOf } from './templates';

/** An item of the agenda as it is being prepared. */
export interface Item {
  key: number;
  name: string;
  purpose: Purpose | '';
}

/** The items that have a name, as the server takes them. */
export function itemsOf(items: readonly Item[]): { name: string; purpose?: Purpose }[] {
  return items
    .filter((i) => i.name.trim() !== '')
    .map((i) => ({ name: i.name.trim(), ...(i.purpose === '' ? {} : { purpose: i.purpose }) }));
}

/** The agenda: items with what they are for, or those of a kind of meeting. */
export function Items({
  items,
  change,
  taken,
}: {
  items: readonly Item[];
  change(items: readonly Item[]): void;
  /** A kind of meeting was chosen, which may say more than its items. */
  taken(id: TemplateId): void;
}) {
  const m = messages.value;
  const o = m.prepare;
  const purposes = m.observe.agenda.purposes;
  const [next, setNext] = useState(0);
  const [kind, setKind] = useState<TemplateId | null>(null);
  const chosen = kind && o.templates[kind];

  function add(more: Omit<Item, 'key'>[], to: readonly Item[]) {
    change([...to, ...more.map((item, i) => ({ ...item, key: next + i }))]);
    setNext(next + more.length);
  }
  function take(id: TemplateId | '') {
    if (id === '') return setKind(null);
    const names = o.templates[id].items;
    add(
      templateOf(id).purposes.map((purpose, i) => ({ name: names[i] ?? '', purpose })),
      [],
    );
    setKind(id);
    taken(id);
  }
  const set = (key: number, more: Partial<Item>) =>
    change(items.map((i) => (i.key === key ? { ...i, ...more } : i)));

  return (
    <fieldset class="agenda-items">
      <legend>{o.items}</legend>
      <label class="field">
        <span class="hint">{o.template}</span>
        <select value={kind ?? ''} onChange={(e) => take(e.currentTarget.value as TemplateId | '')}>
          <option value="">{o.noTemplate}</option>
          {TEMPLATE_IDS.map((id) => (
            <option key={id} value={id}>
              {o.templates[id].name}
            </option>
          ))}
        </select>
      </label>
      {chosen && 'hint' in chosen && (
        <p class="hint" role="status">
          {chosen.hint}
        </p>
      )}
      <ol class="people">
        {items.map((item, i) => (
          <li key={item.key}>
            <input
              type="text"
              maxLength={120}
              value={item.name}
              aria-label={o.itemName(i + 1)}
              onInput={(e) => set(item.key, { name: e.currentTarget.value })}
            />
            <select
              value={item.purpose}
              aria-label={o.itemPurpose(item.name || String(i + 1))}
              onChange={(e) => set(item.key, { purpose: e.currentTarget.value as Purpose | '' })}
            >
              <option value="">{m.observe.agenda.noPurpose}</option>
              {PURPOSES.map((p) => (
                <option key={p} value={p}>
                  {purposes[p]}
                </option>
              ))}
            </select>
            <button
              type="button"
              class="icon"
              aria-label={o.removeItem(item.name || String(i + 1))}
              onClick={() => change(items.filter((other) => other.key !== item.key))}
            >
              ×
            </button>
          </li>
        ))}
      </ol>
      <p>
        <button type="button" class="plain" onClick={() => add([{ name: '', purpose: '' }], items)}>
          {o.addItem}
        </button>
      </p>
    </fieldset>
  );
}

import { computed, effect, signal } from '@preact/signals';
import type { Messages } from '../messages/en';
import { loadPart } from '../server/load-part';
import { preference } from './preference';

export type Lang = 'nl' | 'en';
export const LANGS: Record<Lang, string> = { nl: 'Nederlands', en: 'English' };

/** Only the texts of the language that is shown are fetched. */
const programs: Record<Lang, () => Promise<Messages>> = {
  nl: () => import('../messages/nl').then((m) => m.nl),
  en: () => import('../messages/en').then((m) => m.en),
};

const chosen = preference<Lang | ''>('lang', ['nl', 'en', '']);

/** The chosen language, or the first guess by the browser's languages. */
export const lang = signal<Lang>(chosen.get() || guess(navigator.languages));

const loaded = new Map<Lang, Messages>();

/** The texts of the page. A component that reads them is rendered again when the language changes. */
export const messages = computed<Messages>(() => {
  const words = loaded.get(lang.value);
  if (!words) throw new Error('the words of the page are not there yet');
  return words;
});

/**
 * Fetches the texts of a language; without an argument those of the present one.
 * Rejects with a Problem when they do not come.
 */
export async function loadLang(l: Lang = lang.peek()): Promise<void> {
  loaded.set(l, loaded.get(l) ?? (await loadPart(programs[l]())));
}

export async function setLang(l: Lang): Promise<void> {
  await loadLang(l);
  chosen.set(l);
  lang.value = l;
}

export function followLang(): void {
  effect(() => {
    document.documentElement.lang = lang.value;
  });
}

export function guess(languages: readonly string[]): Lang {
  for (const l of languages) {
    if (l.toLowerCase().startsWith('nl')) return 'nl';
    if (l.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

/** A label of the server's data in the page's language, or in any other it has. */
export function label(labels: Record<string, string> | undefined, fallback: string): string {
  if (!labels) return fallback;
  return labels[lang.value] ?? labels.en ?? labels.nl ?? Object.values(labels)[0] ?? fallback;
}

/** The page's language with the region of the reader, for formatting. */
function locale(): string {
  const here = navigator.languages.find((l) => l.toLowerCase().startsWith(`${lang.value}-`));
  return here ?? (lang.value === 'en' ? 'en-GB' : lang.value);
}

export function day(ms: number): string {
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', year: 'numeric' }).format(ms);
}

export function shortDay(ms: number): string {
  return new Intl.DateTimeFormat(locale(), { weekday: 'short', day: 'numeric', month: 'short' }).format(ms);
}

export function dayAndTime(ms: number): string {
  return new Intl.DateTimeFormat(locale(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(ms);
}

/** Formats a time of the session, in ms, as minutes and seconds, with hours if there are any. */
export function clock(ms: number): string {
  const s = Math.floor(ms / 1000);
  const two = (v: number) => String(v).padStart(2, '0');
  const h = Math.floor(s / 3600);
  const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return h > 0 ? `${h}:${rest}` : rest;
}

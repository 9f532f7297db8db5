import { computed, effect, signal } from '@preact/signals';
import { en, type Messages } from './messages/en';
import { nl } from './messages/nl';
import { remembered } from './remember';

export type Lang = 'nl' | 'en';
export const LANGS: Record<Lang, Messages> = { nl, en };

const chosen = remembered<Lang | ''>('lang', ['nl', 'en', '']);

/** The browser's language is the first guess; what was chosen wins. */
export const lang = signal<Lang>(chosen.get() || guess(navigator.languages));

/** The page's words; reading it in a view makes the view follow the language. */
export const messages = computed<Messages>(() => LANGS[lang.value]);

export function setLang(l: Lang): void {
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

/** A label of the server's data in the page's language, else in any other. */
export function label(labels: Record<string, string> | undefined, fallback: string): string {
  if (!labels) return fallback;
  return labels[lang.value] ?? labels.en ?? labels.nl ?? Object.values(labels)[0] ?? fallback;
}

export function day(ms: number): string {
  return new Intl.DateTimeFormat(lang.value, { day: 'numeric', month: 'long', year: 'numeric' }).format(ms);
}

export function dayAndTime(ms: number): string {
  return new Intl.DateTimeFormat(lang.value, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(ms);
}

/** A time in the session, as minutes and seconds, with hours where there are any. */
export function clock(ms: number): string {
  const s = Math.floor(ms / 1000);
  const two = (v: number) => String(v).padStart(2, '0');
  const h = Math.floor(s / 3600);
  const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return h > 0 ? `${h}:${rest}` : rest;
}

/** Milliseconds of a time as `clock` writes it; null where it is none. */
export function parseClock(text: string): number | null {
  const parts = /^(?:(\d{1,2}):)?(\d{1,3}):([0-5]?\d)$/.exec(text.trim());
  if (!parts) return null;
  const [, h = '0', min = '0', s = '0'] = parts;
  const ms = ((Number(h) * 60 + Number(min)) * 60 + Number(s)) * 1000;
  return ms <= 86_400_000 ? ms : null;
}

import { effect, signal } from '@preact/signals';
import { preference } from './preference';

export type Theme = 'auto' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

const chosen = preference<Theme>('theme', THEMES);
const system = matchMedia('(prefers-color-scheme: dark)');

export const theme = signal<Theme>(chosen.get() || 'auto');
const systemDark = signal(system.matches);

/** Makes the page dark whatever was chosen. */
export const forceDark = signal(false);

export function setTheme(t: Theme): void {
  chosen.set(t);
  theme.value = t;
}

export function isDark(): boolean {
  if (forceDark.value) return true;
  return theme.value === 'auto' ? systemDark.value : theme.value === 'dark';
}

export function followTheme(): void {
  system.addEventListener('change', () => {
    systemDark.value = system.matches;
  });
  const root = document.documentElement.dataset;
  effect(() => {
    root.theme = isDark() ? 'dark' : 'light';
  });
  // Paper is light.
  window.addEventListener('beforeprint', () => {
    root.theme = 'light';
  });
  window.addEventListener('afterprint', () => {
    root.theme = isDark() ? 'dark' : 'light';
  });
}

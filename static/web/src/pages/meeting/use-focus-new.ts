import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Puts the cursor into the last field of a list when a row was added to it, before the
 * next letter is typed. Several rows at once come from a template, and change nothing.
 */
export function useFocusNew(rows: number): RefObject<HTMLOListElement | null> {
  const list = useRef<HTMLOListElement>(null);
  const before = useRef(rows);
  useLayoutEffect(() => {
    if (rows === before.current + 1) list.current?.querySelector<HTMLElement>('li:last-child input')?.focus();
    before.current = rows;
  }, [rows]);
  return list;
}

/** The id of the list of unsent entries, on every page that has it. */
export const NOT_SENT = 'not-sent';

/** Moves the focus to that list. */
export function showNotSent(): void {
  document.getElementById(NOT_SENT)?.focus();
}

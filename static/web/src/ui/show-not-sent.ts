/** The id of the list of what was not sent, on every page that has it. */
export const NOT_SENT = 'not-sent';

/** Goes to the list of what was not sent. */
export function showNotSent(): void {
  document.getElementById(NOT_SENT)?.focus();
}

/** The reader's time zone, as a part of a query: dates are told in it. Empty where the browser knows none. */
export function zone(): [string, string][] {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return timeZone && timeZone !== 'Etc/Unknown' ? [['tz', timeZone]] : [];
}

import { MAX_AT } from '../server/tables.gen';
/**
 * Parses a time of the meeting as somebody types it: h:mm:ss, mm:ss or seconds,
 * with up to three decimals. Returns ms; null for anything else and beyond a day.
 */
export function parseClock(text: string): number | null {
  const m = /^(?:(?:(\d{1,2}):)?(\d{1,4}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!m) return null;
  const [, h, min, s, part] = m;
  if ((min !== undefined && Number(s) > 59) || (h !== undefined && Number(min) > 59)) return null;
  const seconds = Number(h ?? 0) * 3600 + Number(min ?? 0) * 60 + Number(s);
  const ms = seconds * 1000 + Number((part ?? '').padEnd(3, '0'));
  return ms <= MAX_AT ? ms : null;
}

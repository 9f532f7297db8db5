import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { now } from '../src/world';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

it('tells when an event was, by the clock of the day', () => {
  const event = performance.now();
  const day = Date.now();
  vi.advanceTimersByTime(700);
  expect(now(event)).toBe(day);
  expect(now()).toBe(day + 700);
});

it('does not believe an event that is to come, or long past', () => {
  const day = Date.now();
  expect(now(performance.now() + 50)).toBe(day);
  expect(now(performance.now() - 60_000)).toBe(day - 2_000);
});

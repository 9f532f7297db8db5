import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestOrder } from '../../../src/pages/review/request-order';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An answer that succeeds or fails when it is told to. */
function answer() {
  let come = () => {};
  let fail = () => {};
  const promise = new Promise<string>((ok, no) => {
    come = () => ok('answer');
    fail = () => no(new Error('away'));
  });
  return { promise, come, fail };
}

describe('asking', () => {
  it('asks for what takes long when nothing quick is under way', async () => {
    const asking = new RequestOrder();
    const long = vi.fn();
    void asking.atRest(new AbortController().signal).then(long);
    expect(long).not.toHaveBeenCalled();
    await vi.runAllTimersAsync();
    expect(long).toHaveBeenCalledTimes(1);
    await vi.runAllTimersAsync();
    expect(long).toHaveBeenCalledTimes(1);
  });

  it('waits for all that is quick, also for what came later, and whether it is answered or fails', async () => {
    const asking = new RequestOrder();
    const long = vi.fn();
    const [first, second] = [answer(), answer()];
    const one = asking.quick(first.promise);
    void asking.atRest(new AbortController().signal).then(long);
    const two = asking.quick(second.promise);
    await vi.runAllTimersAsync();
    first.come();
    expect(await one).toBe('answer');
    await vi.runAllTimersAsync();
    expect(long).not.toHaveBeenCalled();
    second.fail();
    await expect(two).rejects.toThrow('away');
    await vi.runAllTimersAsync();
    expect(long).toHaveBeenCalledTimes(1);
  });

  it('begins to wait anew when something quick is asked for in the meantime', async () => {
    const asking = new RequestOrder();
    const long = vi.fn();
    void asking.atRest(new AbortController().signal).then(long);
    await vi.advanceTimersByTimeAsync(100);
    const late = answer();
    void asking.quick(late.promise);
    await vi.advanceTimersByTimeAsync(1000);
    expect(long).not.toHaveBeenCalled();
    late.come();
    await vi.runAllTimersAsync();
    expect(long).toHaveBeenCalledTimes(1);
  });

  it('can be called off', async () => {
    const asking = new RequestOrder();
    const long = vi.fn();
    const off = new AbortController();
    void asking.atRest(off.signal).then(long);
    off.abort();
    await vi.runAllTimersAsync();
    expect(long).not.toHaveBeenCalled();
  });

  it('never asks for what was called off before', async () => {
    const asking = new RequestOrder();
    const long = vi.fn();
    void asking.atRest(AbortSignal.abort()).then(long);
    await vi.runAllTimersAsync();
    expect(long).not.toHaveBeenCalled();
  });
});

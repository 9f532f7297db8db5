import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../server/api';
import type { ChartPart, Chart as Option } from '../server/api.gen';
import { loadPart } from '../server/load-part';
import type { Chart } from './chart';
import { isDark } from './theme';

/**
 * Draws each picture that it is given, with code that is loaded for the first one, and
 * calls its `drawn` afterwards. `pick` is called when a part of the chart is chosen.
 * `light` is the same picture for paper, where the page is dark.
 */
export function useDrawn(
  picture: { option: Option; drawn(el: HTMLElement): void; light?: () => Promise<Option> } | null,
  pick?: (part: ChartPart) => void,
) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const [lost, setLost] = useState<Problem | null>(null); // the code that draws could not be loaded
  useEffect(() => {
    const el = box.current;
    if (!el || !picture || lost) return;
    let gone = false;
    void (async () => {
      if (!chart.current) {
        const { mount } = await loadPart(import('./chart'));
        if (gone) return;
        chart.current = mount(el, pick);
      }
      await chart.current.draw(picture.option);
      if (gone) return;
      picture.drawn(el);
      if (!isDark() || !picture.light) return;
      const light = await picture.light().catch(() => null); // printed as it is, then
      if (light && !gone) chart.current?.onPaper(light);
    })().catch((e) => {
      if (!(e instanceof Problem)) throw e;
      if (!gone) setLost(e);
    });
    return () => {
      gone = true;
    };
  }, [picture, lost]);
  useEffect(
    () => () => {
      chart.current?.dispose();
      chart.current = null;
    },
    [],
  );
  return { box, chart, lost, drawAgain: () => setLost(null) };
}

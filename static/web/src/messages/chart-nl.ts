import type { ChartMessages } from './chart-en';

/** The texts under a chart in Dutch. */
export const chartNl: ChartMessages = {
  keep: (title: string) => `Bewaren of vergroten: ${title}`,
  png: 'Plaatje (PNG)',
  svg: 'Plaatje (SVG)',
  csv: 'Tabel (CSV)',
  full: 'Volledig scherm',
  close: 'Sluiten',
};

/** The texts under a chart in English. */
export const chartEn = {
  keep: (title: string) => `Keep or enlarge: ${title}`,
  png: 'Picture (PNG)',
  svg: 'Picture (SVG)',
  csv: 'Table (CSV)',
  full: 'Full screen',
  close: 'Close',
};
export type ChartMessages = typeof chartEn;

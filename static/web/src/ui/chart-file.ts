import type { ChartFrame, Chart as Option } from '../server/api.gen';
import { loadPart } from '../server/load-part';
import { heightAt } from './chart-option';
import type { Lang } from './i18n';

/** A picture has the colours of light paper, whatever the page has. */
const PAPER = '#FBFAF6';
const INK = '#1E2227';
const QUIET = '#5A616A';
const SANS = '"Atkinson Hyperlegible Next", system-ui, sans-serif';
const SERIF = '"Source Serif 4", Georgia, serif';

const CHART_PX = 960;
const EDGE = 32;
const WIDTH = CHART_PX + 2 * EDGE;
const SHARP = 2;

/** A line of text in a picture: its baseline, and how it is set. */
interface Line {
  text: string;
  y: number;
  size: number;
  family: string;
  fill: string;
}

/** The chart with its title above it and its note below it, as a picture. */
export async function pngOf(option: Option): Promise<Blob> {
  const { paint, partsFor } = await loadPart(import('./chart'));
  await partsFor(option);
  await document.fonts.ready;
  const { lines, top, height } = setting(option);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [WIDTH * SHARP, height * SHARP];
  const c = context(canvas);
  c.scale(SHARP, SHARP);
  c.fillStyle = PAPER;
  c.fillRect(0, 0, WIDTH, height);
  c.drawImage(paint(option, CHART_PX, SHARP), EDGE, top, CHART_PX, heightAt(option, CHART_PX));
  for (const l of lines) {
    c.font = `${l.size}px ${l.family}`;
    c.fillStyle = l.fill;
    c.fillText(l.text, EDGE, l.y);
  }
  return new Promise((made, failed) =>
    canvas.toBlob((b) => (b ? made(b) : failed(new Error('the browser made no picture'))), 'image/png'),
  );
}

/** The same as an SVG file. */
export async function svgOf(option: Option): Promise<Blob> {
  const { partsFor } = await loadPart(import('./chart'));
  await partsFor(option);
  const { drawSvg } = await loadPart(import('./chart-svg'));
  const { lines, top, height } = setting(option);
  const texts = lines.map(
    (l) =>
      `<text x="${EDGE}" y="${l.y}" font-size="${l.size}" font-family="${xml(l.family)}" fill="${l.fill}">${xml(l.text)}</text>`,
  );
  const chart = drawSvg(option, CHART_PX).replace('<svg', `<svg x="${EDGE}" y="${top}"`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"><title>${xml(option.kompas.title)}</title><rect width="100%" height="100%" fill="${PAPER}"/>${texts.join('')}${chart}</svg>`;
  return new Blob([svg.replace(NOT_IN_XML, '\uFFFD')], { type: 'image/svg+xml' });
}

/** Sets the title, the subtitle and the note in lines, with room for the chart between them. */
function setting(option: Option): { lines: Line[]; top: number; height: number } {
  const { title, subtitle, note, empty } = option.kompas;
  const c = context(document.createElement('canvas'));
  const lines: Line[] = [];
  let y = EDGE;
  const set = (text: string, size: number, family: string, fill: string) => {
    c.font = `${size}px ${family}`;
    for (const line of wrapped(text, (s) => c.measureText(s).width <= CHART_PX)) {
      y += size;
      lines.push({ text: line, y, size, family, fill });
      y += size * 0.35;
    }
  };
  set(title, 26, SERIF, INK);
  y += 4;
  set(subtitle, 15, SANS, QUIET);
  y += 12;
  const top = y;
  y += heightAt(option, CHART_PX) + 8;
  if (!empty) set(note, 15, SANS, QUIET); // an empty chart says it itself
  return { lines, top, height: Math.ceil(y + EDGE) };
}

/** Breaks a text into lines that fit. */
export function wrapped(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const c = canvas.getContext('2d');
  if (!c) throw new Error('the browser has no canvas');
  return c;
}

/** What XML cannot hold, even escaped; names and words of people can. */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function xml(s: string): string {
  return s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** What a program that calculates would take for a formula, and what is written to prevent that. */
const FORMULA = /^'*[=+\-@\t\r]/;
/** A number below zero is none. */
const NUMBER = /^-\d+([.,]\d+)?$/;

/**
 * The table of a chart as a file that a spreadsheet in this language opens in columns:
 * a Dutch one expects semicolons, since it writes decimals with a comma.
 */
export function csvOf(table: ChartFrame['table'], language: Lang): Blob {
  const separator = language === 'nl' ? ';' : ',';
  const cell = (text: string) => {
    const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
    return /[";,\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const rows = [table.columns, ...table.rows].map((row) => `${row.map(cell).join(separator)}\r\n`);
  return new Blob(['\uFEFF', ...rows], { type: 'text/csv' });
}

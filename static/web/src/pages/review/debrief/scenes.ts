import type { ChartMoment } from '../../../server/api.gen';
import type { Fold, Turn } from '../../../session/fold';
import { roundOf } from '../loop-story';

/** How many moments are drawn; the same number of those that went otherwise. */
export const MOST_SCENES = 12;

/** One moment as words in a row, without who said them. */
export interface Scene {
  /** A word for each turn; empty for a turn without one. */
  words: string[];
  /** The word of the turn that ended it, where that is told. */
  ended?: string;
}

/** What the lens says of the turns that came after. */
type Leads = 'opens' | 'closes';

/** What a pattern or loop looks like in the meeting. */
export interface Scenes {
  /** The name of a pattern; empty where its words say it. */
  name: string;
  /** The words that follow each other, as told; empty for a pattern. */
  chain: { code: string; less: boolean }[];
  /** The last word of the chain leads to the first one again. */
  round: boolean;
  /** What the chain leads to, where that is a kind of turn. */
  leads?: Leads;
  usual: Scene[];
  otherwise: Scene[];
  /** How many there are of each; the first ones are drawn. */
  total: number;
  otherwiseTotal: number;
}

/** The moments of a finding, as words in a row. Null where it has none. */
export function scenesOf(
  id: string,
  moments: readonly ChartMoment[],
  fold: Pick<Fold, 'turnAt'>,
  acts: readonly Turn[],
): Scenes | null {
  const usual = moments.find((m) => m.at.graphic === id);
  const otherwise = moments.find((m) => m.at.graphic === `otherwise:${id}`);
  const told = chainOf(id);
  const { chain, round } = told;
  if (!usual && chain.length === 0) return null;
  const scenes = (m: ChartMoment | undefined, ends: boolean): Scene[] =>
    (m?.turns ?? []).slice(0, MOST_SCENES).flatMap((seqs) => {
      const turns = seqs.flatMap((s) => fold.turnAt(s) ?? []);
      const last = acts.findIndex((t) => t.seq === turns.at(-1)?.seq);
      if (turns.length === 0) return [];
      const ended = ends && last >= 0 ? acts[last + 1]?.tags[0] : undefined;
      return [{ words: turns.map((t) => t.tags[0] ?? ''), ...(ended !== undefined && { ended }) }];
    });
  return {
    name: chain.length > 0 ? '' : (usual?.label ?? ''),
    ...told,
    usual: scenes(usual, round || id.startsWith('link:')),
    otherwise: scenes(otherwise, false),
    total: usual?.total ?? 0,
    otherwiseTotal: otherwise?.total ?? 0,
  };
}

/** The words of a finding that follow each other, read from its id. */
export function chainOf(id: string): Pick<Scenes, 'chain' | 'round' | 'leads'> {
  const round = roundOf(id);
  if (round.length > 0) return { chain: round, round: true };
  const [, from, sign, to] = /^link:([^:>|]+)([>|])([^:>|]+)$/.exec(id) ?? [];
  if (from && to)
    return {
      chain: [
        { code: from, less: sign === '|' },
        { code: to, less: false },
      ],
      round: false,
    };
  const [, code, leads] = /^effect:.*:([^:]+):(opens|closes)$/.exec(id) ?? [];
  if (code && leads) return { chain: [{ code, less: false }], round: false, leads: leads as Leads };
  return { chain: [], round: false };
}

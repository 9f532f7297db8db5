import type { Purpose } from '../../server/tables.gen';

/**
 * What a kind of meeting usually has. The names of its phases and people are in
 * the messages, in the same order.
 */
interface Template {
  purposes: readonly Purpose[];
  /** The id of the codebook that suits it, if that is not the usual one. */
  codebook?: string;
  /** Set where several people observe independently. */
  independent?: true;
}

const TEMPLATES = {
  team: { purposes: ['inform', 'explore', 'decide', 'inform'] },
  management: { purposes: ['inform', 'explore', 'weigh', 'decide'] },
  retrospective: { purposes: ['inform', 'explore', 'weigh', 'decide'] },
  'one-to-one': { purposes: ['explore', 'weigh', 'decide'] },
  circle: { purposes: ['explore', 'explore', 'explore'] },
  'role-play': { purposes: ['inform', 'explore', 'weigh', 'explore', 'decide'] },
  panel: {
    purposes: ['explore', 'explore', 'explore', 'explore'],
    codebook: 'compassion-cycle',
    independent: true,
  },
} as const satisfies Record<string, Template>;

export type TemplateId = keyof typeof TEMPLATES;
export const TEMPLATE_IDS = Object.keys(TEMPLATES) as TemplateId[];
export const templateOf = (id: TemplateId): Template => TEMPLATES[id];

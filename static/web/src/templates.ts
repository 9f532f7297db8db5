import type { Purpose } from './pad/meeting';

/** What a kind of meeting usually has: its items are named in the messages, in the same order. */
export const TEMPLATES = {
  team: ['inform', 'explore', 'decide', 'inform'],
  management: ['inform', 'explore', 'weigh', 'decide'],
  retrospective: ['inform', 'explore', 'weigh', 'decide'],
  'one-to-one': ['explore', 'weigh', 'decide'],
  circle: ['explore', 'explore', 'explore'],
} as const satisfies Record<string, readonly Purpose[]>;

export type TemplateId = keyof typeof TEMPLATES;
export const TEMPLATE_IDS = Object.keys(TEMPLATES) as TemplateId[];

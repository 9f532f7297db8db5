export type Purpose = 'inform' | 'explore' | 'weigh' | 'decide';
export const PURPOSES: readonly Purpose[] = ['inform', 'explore', 'weigh', 'decide'];
export type Outcome = 'decision-with-owner' | 'decision' | 'follow-up' | 'left-open';
export const OUTCOMES: readonly Outcome[] = ['decision-with-owner', 'decision', 'follow-up', 'left-open'];

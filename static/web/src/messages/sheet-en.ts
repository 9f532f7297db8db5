/** The texts of the page that prints a meeting on one sheet, in English. */
export const sheetEn = {
  print: 'Print',
  preview: 'One sheet of A4, for the team to take along.',
  asProposed: 'Nothing was chosen yet, so what is proposed first stands here. You choose in Look back.',
  clipped: 'Some texts are shortened here. They are whole in Kompas.',
  proposed: 'proposed',
  fragment: 'One fragment',
  pattern: 'One pattern',
  question: 'One question',
  write: 'What do we say to that?',
  tryOut: 'What we try',
  owner: 'Who looks after it',
  notice: 'How we notice',
  said: 'What was said',
  more: (n: number) => `and ${n} more`,
  foot: 'Made from turns that somebody observed. Not for appraisal, personnel file or selection.',
  notShown: 'This sheet is for after the debrief. It will be here once the team has seen it.',
};

export type SheetMessages = typeof sheetEn;

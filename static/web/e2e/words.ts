import { chartEn } from '../src/messages/chart-en';
import { chartNl } from '../src/messages/chart-nl';
import { debriefEn } from '../src/messages/debrief-en';
import { debriefLongEn } from '../src/messages/debrief-long-en';
import { debriefLongNl } from '../src/messages/debrief-long-nl';
import { debriefNl } from '../src/messages/debrief-nl';
import { en as pageEn } from '../src/messages/en';
import { meetingsEn } from '../src/messages/meetings-en';
import { meetingsNl } from '../src/messages/meetings-nl';
import { mirrorEn } from '../src/messages/mirror-en';
import { mirrorNl } from '../src/messages/mirror-nl';
import { nl as pageNl } from '../src/messages/nl';
import { notSentEn } from '../src/messages/not-sent-en';
import { notSentNl } from '../src/messages/not-sent-nl';
import { prepareEn } from '../src/messages/prepare-en';
import { prepareNl } from '../src/messages/prepare-nl';
import { previewEn } from '../src/messages/preview-en';
import { previewNl } from '../src/messages/preview-nl';
import { printEn } from '../src/messages/print-en';
import { printNl } from '../src/messages/print-nl';
import { reviewEn } from '../src/messages/review-en';
import { reviewNl } from '../src/messages/review-nl';
import { settingsEn } from '../src/messages/settings-en';
import { settingsNl } from '../src/messages/settings-nl';
import { sheetEn } from '../src/messages/sheet-en';
import { sheetNl } from '../src/messages/sheet-nl';
import { signinEn } from '../src/messages/signin-en';
import { signinNl } from '../src/messages/signin-nl';
import { teamEn } from '../src/messages/team-en';
import { teamNl } from '../src/messages/team-nl';

/** All texts of the page, also those that are loaded on demand. */
export const en = {
  ...pageEn,
  chart: chartEn,
  debrief: debriefEn,
  debriefLong: debriefLongEn,
  ...prepareEn,
  ...signinEn,
  meetings: meetingsEn,
  mirror: mirrorEn,
  notSent: notSentEn,
  preview: previewEn,
  review: reviewEn,
  blank: printEn,
  sheet: sheetEn,
  settings: settingsEn,
  team: teamEn,
};
export const nl = {
  ...pageNl,
  chart: chartNl,
  debrief: debriefNl,
  debriefLong: debriefLongNl,
  ...prepareNl,
  ...signinNl,
  meetings: meetingsNl,
  mirror: mirrorNl,
  notSent: notSentNl,
  preview: previewNl,
  review: reviewNl,
  blank: printNl,
  sheet: sheetNl,
  settings: settingsNl,
  team: teamNl,
};

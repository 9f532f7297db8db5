import { en as pageEn } from '../src/messages/en';
import { mirrorEn } from '../src/messages/mirror-en';
import { mirrorNl } from '../src/messages/mirror-nl';
import { nl as pageNl } from '../src/messages/nl';
import { notSentEn } from '../src/messages/not-sent-en';
import { notSentNl } from '../src/messages/not-sent-nl';
import { reviewEn } from '../src/messages/review-en';
import { reviewNl } from '../src/messages/review-nl';
import { teamEn } from '../src/messages/team-en';
import { teamNl } from '../src/messages/team-nl';

/** All texts of the page, also those that are loaded on demand. */
export const en = { ...pageEn, mirror: mirrorEn, notSent: notSentEn, review: reviewEn, team: teamEn };
export const nl = { ...pageNl, mirror: mirrorNl, notSent: notSentNl, review: reviewNl, team: teamNl };

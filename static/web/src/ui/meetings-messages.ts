import { computed } from '@preact/signals';
import { type MeetingsMessages, meetingsEn } from '../messages/meetings-en';
import { meetingsNl } from '../messages/meetings-nl';
import { lang } from './i18n';

const words = { en: meetingsEn, nl: meetingsNl };

/**
 * The texts about lists of meetings, and about deleting one, in the page's language.
 * Only code that is loaded on demand may import them.
 */
export const meetingsWords = computed<MeetingsMessages>(() => words[lang.value]);

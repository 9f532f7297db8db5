import { computed } from '@preact/signals';
import { type DebriefLongMessages, debriefLongEn } from '../../../../messages/debrief-long-en';
import { debriefLongNl } from '../../../../messages/debrief-long-nl';
import { lang } from '../../../../ui/i18n';

const words = { en: debriefLongEn, nl: debriefLongNl };

/** The texts of the long debrief, in the page's language. */
export const longWords = computed<DebriefLongMessages>(() => words[lang.value]);

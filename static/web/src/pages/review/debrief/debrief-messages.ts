import { computed } from '@preact/signals';
import { type DebriefMessages, debriefEn } from '../../../messages/debrief-en';
import { debriefNl } from '../../../messages/debrief-nl';
import { lang } from '../../../ui/i18n';

const words = { en: debriefEn, nl: debriefNl };

/** The texts of the debrief, in the page's language. */
export const debriefWords = computed<DebriefMessages>(() => words[lang.value]);

import { computed } from '@preact/signals';
import { notSentEn } from '../messages/not-sent-en';
import { notSentNl } from '../messages/not-sent-nl';
import { lang } from './i18n';

const words = { en: notSentEn, nl: notSentNl };

/**
 * What is said of what was not sent, in the page's language. Only programs that
 * are fetched when they are needed may import it: the first load of the pad does
 * without.
 */
export const notSent = computed(() => words[lang.value]);

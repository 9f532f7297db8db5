import { computed } from '@preact/signals';
import { notSentEn } from '../messages/not-sent-en';
import { notSentNl } from '../messages/not-sent-nl';
import { lang } from './i18n';

const words = { en: notSentEn, nl: notSentNl };

/**
 * The texts about unsent entries in the page's language. Only code that is loaded
 * on demand may import them: the first load of the pad does without.
 */
export const notSent = computed(() => words[lang.value]);

import { computed } from '@preact/signals';
import { type PrepareMessages, prepareEn } from '../../messages/prepare-en';
import { prepareNl } from '../../messages/prepare-nl';
import { lang } from '../../ui/i18n';

const words = { en: prepareEn, nl: prepareNl };

/** The texts of preparing a meeting in the page's language; no other page needs them. */
export const prepareWords = computed<PrepareMessages>(() => words[lang.value]);

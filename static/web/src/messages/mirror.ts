import { computed } from '@preact/signals';
import { lang } from '../i18n';
import { mirrorEn } from './mirror-en';
import { mirrorNl } from './mirror-nl';

const words = { en: mirrorEn, nl: mirrorNl };

/** What the mirror says, in the page's language; apart from the other words, since no other page needs it. */
export const mirror = computed(() => words[lang.value]);

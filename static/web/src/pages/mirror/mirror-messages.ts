import { computed } from '@preact/signals';
import { mirrorEn } from '../../messages/mirror-en';
import { mirrorNl } from '../../messages/mirror-nl';
import { lang } from '../../ui/i18n';

const words = { en: mirrorEn, nl: mirrorNl };

/** What the mirror says, in the page's language; apart from the other words, since no other page needs it. */
export const mirror = computed(() => words[lang.value]);

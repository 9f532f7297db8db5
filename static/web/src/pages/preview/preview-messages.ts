import { computed } from '@preact/signals';
import { previewEn } from '../../messages/preview-en';
import { previewNl } from '../../messages/preview-nl';
import { lang } from '../../ui/i18n';

const words = { en: previewEn, nl: previewNl };

/** The texts of this page, which no other page needs. */
export const previewWords = computed(() => words[lang.value]);

import { computed } from '@preact/signals';
import { type SheetMessages, sheetEn } from '../../../messages/sheet-en';
import { sheetNl } from '../../../messages/sheet-nl';
import { lang } from '../../../ui/i18n';

const words = { en: sheetEn, nl: sheetNl };

/** The texts of this page in its language; no other page needs them. */
export const sheetWords = computed<SheetMessages>(() => words[lang.value]);

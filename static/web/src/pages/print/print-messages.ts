import { computed } from '@preact/signals';
import { type PrintMessages, printEn } from '../../messages/print-en';
import { printNl } from '../../messages/print-nl';
import { lang } from '../../ui/i18n';

const words = { en: printEn, nl: printNl };

/** The texts of the blank sheets in the page's language; no other page needs them. */
export const printWords = computed<PrintMessages>(() => words[lang.value]);

/**
 * Returns a function that makes a text with a number, in the plural form that the
 * language has for it. Without a form for a number it uses `other`.
 */
export function count(lang: string, forms: { one: string; other: string }): (n: number) => string {
  const rules = new Intl.PluralRules(lang);
  const number = new Intl.NumberFormat(lang);
  return (n) => (rules.select(n) === 'one' ? forms.one : forms.other).replace('{n}', number.format(n));
}

/** The texts of the shared notes that say that the mirror is on or off. The pad knows them too, in either language. */
export const MIRROR_ON = { nl: 'Spiegel aan', en: 'Mirror on' };
export const MIRROR_OFF = { nl: 'Spiegel uit', en: 'Mirror off' };

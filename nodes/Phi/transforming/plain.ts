/** Signs that are not seen: soft hyphen, zero-width space and joiners, direction marks, BOM. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

/** A value as it is read: full-width and other variants of signs made plain, unseen ones gone. */
export const plainSigns = (value: string): string => value.normalize('NFKC').replace(UNSEEN, '');

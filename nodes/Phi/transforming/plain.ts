/** Signs that are not seen: soft hyphen, zero-width space and joiners, direction marks, BOM. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

/** A value as it is read: full-width and other variants of signs made plain, unseen ones gone. */
export function plainSigns(value: string): string {
	for (let at = 0; at < value.length; at++) {
		if (value.charCodeAt(at) > 127) return value.normalize('NFKC').replace(UNSEEN, '');
	}
	return value;
}

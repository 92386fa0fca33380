const MAX_LENGTH = 100;

/** What servers say of their own work; any other word could be a name. */
const WORDS = new Set(
	`accepted active at building bundle build bulk busy complete completed creating data done estimated
	export exported exporting file files finished finalizing for generating group in ing is job left minutes
	min of percent pending preparing processed processing progress queue queued ready records remaining
	request resource resources running sec seconds set started status step still submitted the to total
	transforming type types wait waiting working writing written`.split(/\s+/),
);

/** When something was: `2026-11-22T08:35:42.018+00:00`. */
const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?/g;

/**
 * The X-Progress header, when it is short and plain: it is free text of the server and ends in logs.
 *
 * @returns undefined for anything that is more than numbers and the usual words
 */
export function plainProgress(text: string | undefined): string | undefined {
	const trimmed = text?.trim() ?? '';
	if (trimmed === '' || trimmed.length > MAX_LENGTH) return undefined;
	const rest = trimmed.replace(INSTANT, '');
	if (!/^[A-Za-z0-9 %.,:;()/_-]*$/.test(rest)) return undefined;
	const words = rest.toLowerCase().match(/[a-z]+/g) ?? [];
	const numbers = rest.match(/\d+/g) ?? [];
	// Counts are short; longer digits could be a record number.
	const plain = words.every((word) => WORDS.has(word)) && numbers.every((one) => one.length <= 6);
	return plain ? trimmed : undefined;
}

/**
 * The instant that a date and time mean, in milliseconds since 1970; undefined for what is none.
 *
 * @param text ISO 8601, with its time zone or without
 * @param timeZone IANA name, for a text without: `Europe/Berlin`
 */
export function instantOf(text: string, timeZone: string): number | undefined {
	const wall = text.trim().replace(' ', 'T');
	if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d|$)/.test(wall)) return undefined;
	const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/.test(wall);
	const parsed = Date.parse(zoned || !wall.includes('T') ? wall : `${wall}Z`);
	if (Number.isNaN(parsed)) return undefined;
	if (zoned) return parsed;
	// The offset at the wall time taken as UTC may be that of the other side of a clock change.
	const near = parsed - offsetAt(parsed, timeZone);
	return parsed - offsetAt(near, timeZone);
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	const parts = format.formatToParts(instant);
	const part = (wanted: string): number =>
		Number(parts.find(({ type }) => type === wanted)?.value ?? 0);
	const wall = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second'),
	);
	return wall - Math.floor(instant / 1000) * 1000;
}

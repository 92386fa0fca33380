const DAY_MS = 86_400_000;

/** Whole days from one day to another; undefined for a date that is not a full one. */
export function daysBetween(from: string | undefined, to: string): number | undefined {
	const [a, b] = [from, to].map((date) =>
		/^\d{4}-\d\d-\d\d/.test(date ?? '')
			? Date.parse(`${String(date).slice(0, 10)}T00:00:00Z`)
			: NaN,
	);
	return Number.isNaN(a) || Number.isNaN(b) ? undefined : Math.round((b - a) / DAY_MS);
}

/** As much of a Sigma rule as is needed to try it on an event. */
export interface SigmaRule {
	title: string;
	id: string;
	name?: string;
	status: string;
	description: string;
	level: string;
	logsource?: { product: string; service: string };
	detection?: Record<string, Record<string, unknown>> & { condition: unknown };
	correlation?: {
		type: string;
		rules: string[];
		'group-by': string[];
		timespan: string;
		condition: { field?: string; gte: number };
	};
	fields?: string[];
	falsepositives?: string[];
}

/** Every value at a dotted place; arrays are looked into, as a SIEM does. */
export function valuesAt(document: unknown, place: string): unknown[] {
	return place.split('.').reduce<unknown[]>(
		(found, name) =>
			found
				.flatMap((one) => (Array.isArray(one) ? one : [one]))
				.flatMap((one) => {
					const next = (one as Record<string, unknown> | null | undefined)?.[name];
					return next === undefined ? [] : [next];
				}),
		[document],
	);
}

/** Whether a detection of the Sigma specification 2.0 fits a document. */
export function matches(rule: SigmaRule, document: object): boolean {
	const { condition, ...searches } = rule.detection ?? { condition: 'none' };
	const holds = new Map(
		Object.entries(searches).map(([name, search]) => [name, fits(search, document)]),
	);
	return evaluate(String(condition), holds);
}

const fits = (search: Record<string, unknown>, document: object): boolean =>
	Object.entries(search).every(([key, wanted]) => {
		const [place, modifier] = key.split('|');
		const values = valuesAt(document, place);
		if (modifier === 'exists') return values.length > 0 === wanted;
		return [wanted].flat().some((one) =>
			values.some((value) => {
				if (modifier === 'endswith') return String(value).endsWith(String(one));
				if (modifier !== undefined) throw new Error(`unknown modifier ${modifier}`);
				return String(value) === String(one);
			}),
		);
	});

/** `a and not b or c`, without brackets. */
function evaluate(condition: string, holds: ReadonlyMap<string, boolean>): boolean {
	return condition.split(' or ').some((side) =>
		side.split(' and ').every((term) => {
			const [, not, name] = /^(not )?(\w+)$/.exec(term.trim()) ?? [];
			const held = holds.get(name ?? '');
			if (held === undefined) throw new Error(`the condition names ${term}, which is not there`);
			return held !== (not !== undefined);
		}),
	);
}

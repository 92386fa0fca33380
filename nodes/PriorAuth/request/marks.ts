import type { Element } from '../rules/element';
import { CERTIFICATION, EXTENSIONS, SYSTEMS } from '../rules';
import { isCancelled } from '../rules/update-rules';
import { coded } from './claim-parts';
import type { UpdateInput } from './update';

export const listed = (value: unknown): unknown[] =>
	Array.isArray(value) ? (value as unknown[]) : [];

export const withoutFields = (
	of: Record<string, unknown>,
	...names: readonly string[]
): Record<string, unknown> =>
	Object.fromEntries(Object.entries(of).filter(([name]) => !names.includes(name)));

/** An entry as it was, without the mark of the update before. */
export function plain({ value }: Element): Record<string, unknown> {
	const copy = structuredClone(value) as Record<string, unknown>;
	if (!Array.isArray(copy.extension)) return copy;
	const kept = copy.extension.filter(
		(each) => (each as { url?: unknown }).url !== EXTENSIONS.infoChanged,
	);
	if (kept.length > 0) copy.extension = kept;
	else delete copy.extension;
	return copy;
}

export const mark = (
	entry: Record<string, unknown>,
	code: 'added' | 'changed',
): Record<string, unknown> => ({
	...entry,
	extension: [
		...listed(entry.extension).filter(
			(each) => (each as { url?: unknown }).url !== EXTENSIONS.infoChanged,
		),
		{ url: EXTENSIONS.infoChanged, valueCode: code },
	],
});

const crossedOut = (entry: Record<string, unknown>): Record<string, unknown> => ({
	...entry,
	modifierExtension: [
		...listed(entry.modifierExtension),
		{ url: EXTENSIONS.infoCancelled, valueBoolean: true },
	],
});

export function changedItem(
	item: Element,
	{ change, cancel }: Pick<UpdateInput, 'change' | 'cancel'>,
) {
	const sequence = Number(item.value.sequence);
	const copy = plain(item);
	if (cancel?.includes(sequence) === true) {
		if (isCancelled(item)) return copy;
		const others = listed(copy.extension).filter(
			(each) => (each as { url?: unknown }).url !== EXTENSIONS.certificationType,
		);
		const code = { system: SYSTEMS.certificationType, code: CERTIFICATION.cancel };
		const type = coded(EXTENSIONS.certificationType, code);
		return mark(crossedOut({ ...copy, extension: [...others, type] }), 'changed');
	}
	const changes = change?.[sequence];
	if (changes === undefined) return copy;
	// A claim has its days as one date or as a period, never as both.
	if (changes.servicedDate !== undefined) delete copy.servicedPeriod;
	if (changes.servicedPeriod !== undefined) delete copy.servicedDate;
	return mark({ ...copy, ...changes }, 'changed');
}

export function withdrawn(entry: Element, { withdraw }: UpdateInput): Record<string, unknown> {
	const copy = plain(entry);
	const gone = withdraw?.includes(Number(entry.value.sequence)) === true && !isCancelled(entry);
	return gone ? mark(crossedOut(copy), 'changed') : copy;
}

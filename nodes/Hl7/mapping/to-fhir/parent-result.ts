import { createHash } from 'node:crypto';
import type { FhirResource } from '../../../clients/fhir/types';
import type { CodeableConcept } from '../datatypes/codes';
import type { ReadSegment } from '../reading';
import { codeKey, systemName } from './result-keys';

/** Extension: the result that a report is a child of (OBR-26, OBR-29). */
export const PARENT_RESULT =
	'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital/fhir/StructureDefinition/hl7-parent-result';

/**
 * The parent of a report, such as the organism of which susceptibilities are told: OBX-3, OBX-4 and
 * OBX-5 of the parent result (OBR-26, PRL), numbers of the parent order (OBR-29, EIP).
 */
export interface ParentResult {
	code?: string;
	subId?: string;
	value?: string;
	placer?: string;
	filler?: string;
}

const PARTS = ['code', 'subId', 'value', 'placer', 'filler'] as const;

/**
 * How two parents stand to each other. `beside`: the words differ and no sub-id stands with them, so
 * that one may be a better name of the other; `unclear`: some parts agree and others do not.
 */
export type ParentRelation = 'same' | 'beside' | 'other' | 'unclear';

/** OBR-26 and OBR-29; undefined when neither says anything. */
export function parentOf(obr: ReadSegment): ParentResult | undefined {
	const joined = (field: number, component: number, by: string): string | undefined => {
		const parts = [1, 2, 3, 4].map((part) => obr.text(field, component, part) ?? '');
		const last = parts.findLastIndex((part) => part !== '');
		return last === -1 ? undefined : parts.slice(0, last + 1).join(by);
	};
	const [id, words, system] = [1, 2, 3].map((part) => obr.text(26, 1, part));
	const code = id ?? words;
	const values: Record<(typeof PARTS)[number], string | undefined> = {
		code: code === undefined ? undefined : codeKey({ code, system: systemName(system) }),
		subId: obr.text(26, 2),
		// An ampersand that nobody escaped belongs to the words.
		value: joined(26, 3, '&'),
		placer: joined(29, 1, '^'),
		filler: joined(29, 2, '^'),
	};
	const known = PARTS.filter((part) => values[part] !== undefined);
	if (known.length === 0) return undefined;
	return Object.fromEntries(known.map((part) => [part, values[part]]));
}

/** The parent as a report of the chart has it; undefined for one that was written without. */
export function parentInChart({ extension }: FhirResource): ParentResult | undefined {
	const found = partsIn(extension).find(({ url }) => url === PARENT_RESULT);
	if (found === undefined) return undefined;
	const parts = partsIn(found.extension).filter(({ valueString }) => valueString !== undefined);
	return Object.fromEntries(parts.map(({ url, valueString }) => [url, valueString]));
}

interface Extension {
	url: string;
	valueString?: string;
	extension?: unknown;
}

const partsIn = (extension: unknown): Extension[] =>
	Array.isArray(extension) ? (extension as Extension[]) : [];

/** The report with its parent. */
export function withParent(resource: FhirResource, parent: ParentResult | undefined): FhirResource {
	if (parent === undefined) return resource;
	const others = partsIn(resource.extension).filter(({ url }) => url !== PARENT_RESULT);
	const parts = PARTS.flatMap((url) => {
		const valueString = parent[url];
		return valueString === undefined ? [] : [{ url, valueString }];
	});
	return { ...resource, extension: [...others, { url: PARENT_RESULT, extension: parts }] };
}

const ending = ({ value }: ParentResult): string => ` (${value})`;

/** `Susceptibility (Escherichia coli)`: whoever reads the report sees of which parent it is. */
export function codeWithParent(
	code: CodeableConcept,
	parent: ParentResult | undefined,
): CodeableConcept {
	if (parent?.value === undefined) return code;
	const words = code.text ?? code.coding?.[0]?.code ?? '';
	return { ...code, text: `${words}${ending(parent)}`.trim() };
}

/** The code of a report of the chart without the words of its parent. */
export function codeWithoutParent(there: FhirResource): unknown {
	const parent = parentInChart(there);
	const code = there.code as CodeableConcept | undefined;
	if (parent?.value === undefined || code?.text?.endsWith(ending(parent)) !== true) return code;
	return { ...code, text: code.text.slice(0, -ending(parent).length) };
}

const plain = (text: string | undefined): string | undefined =>
	text?.replaceAll(/\s+/g, ' ').toLowerCase();

const isEqual = (one: ParentResult, other: ParentResult, part: keyof ParentResult): boolean =>
	plain(one[part]) === plain(other[part]);

/** The part of a report's key that names its parent; undefined without one. */
export const parentKey = (parent: ParentResult | undefined): string | undefined =>
	parent &&
	createHash('sha256')
		.update(JSON.stringify(PARTS.map((part) => plain(parent[part]) ?? null)))
		.digest('hex')
		.slice(0, 12);

/**
 * Compares two parents part by part. A sub-id alone or words alone are not enough where the other one
 * speaks against it: senders number anew, and name an organism better when they know more.
 */
export function parentRelation(
	one: ParentResult | undefined,
	other: ParentResult | undefined,
): ParentRelation {
	if (one === undefined || other === undefined) return one === other ? 'same' : 'unclear';
	const differ = (part: keyof ParentResult): boolean =>
		one[part] !== undefined && other[part] !== undefined && !isEqual(one, other, part);
	const number = (text: string | undefined): string | undefined => text?.split('^')[0];
	const isOtherOrder = (['placer', 'filler'] as const).some(
		(part) => differ(part) && number(one[part]) !== number(other[part]),
	);
	if (isOtherOrder) return 'other';
	if (PARTS.every((part) => isEqual(one, other, part))) return 'same';
	const hasNo = (part: keyof ParentResult): boolean =>
		one[part] === undefined && other[part] === undefined;
	if (differ('subId') && (differ('value') || hasNo('value'))) return 'other';
	return differ('value') && hasNo('subId') ? 'beside' : 'unclear';
}

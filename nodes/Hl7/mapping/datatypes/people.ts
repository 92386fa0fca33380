import type { ToFhirOptions } from '../options';
import type { ReadField } from '../reading';
import { tableCode } from './codes';
import { systemOf } from './identifiers';

export interface HumanName {
	use?: string;
	family?: string;
	given?: string[];
	prefix?: string[];
	suffix?: string[];
	text?: string;
}

/** Name types (table 0200). */
const NAME_USES = {
	L: 'official',
	D: 'usual',
	C: 'usual',
	M: 'maiden',
	N: 'nickname',
	B: 'official',
	BAD: 'old',
	TEMP: 'temp',
	S: 'anonymous',
	A: 'usual',
	P: 'usual',
	NB: 'temp',
} as const;

/** XPN: the name of a person. The name prefix of a family name belongs to it. */
export function humanName(field: ReadField): HumanName | undefined {
	const family = familyName(field, 1);
	const given = [field.text(2), ...(field.text(3)?.split(' ') ?? [])].filter(
		(part) => part !== undefined && part !== '',
	) as string[];
	const suffix = [field.text(4), field.text(6)].filter((part) => part !== undefined);
	const prefix = field.text(5);
	const use = tableCode(field, NAME_USES, 7);
	if (family === undefined && given.length === 0) return undefined;
	return {
		...(use !== undefined && { use }),
		...(family !== undefined && { family }),
		...(given.length > 0 && { given }),
		...(prefix !== undefined && { prefix: [prefix] }),
		...(suffix.length > 0 && { suffix }),
	};
}

/** FN: own name prefix and own name; the parts of a partner's name are said in the first one already. */
function familyName(field: ReadField, component: number): string | undefined {
	const whole = field.text(component, 1);
	const prefix = field.text(component, 2);
	const own = field.text(component, 3);
	if (whole !== undefined) return whole;
	const parts = [prefix, own].filter((part) => part !== undefined);
	return parts.length > 0 ? parts.join(' ') : undefined;
}

export interface LogicalReference {
	identifier?: { system?: string; value: string };
	display?: string;
}

/** XCN: a person of the staff, by number and name; the chart's own record is not looked up. */
export function staff(
	field: ReadField | undefined,
	options: ToFhirOptions,
): LogicalReference | undefined {
	if (field === undefined) return undefined;
	const value = field.text(1);
	const name = [field.text(6), field.text(3), field.text(4), familyName(field, 2), field.text(5)];
	const display = name.filter((part) => part !== undefined).join(' ');
	const system = systemOf(
		{ name: field.text(9, 1), id: field.text(9, 2), type: field.text(9, 3) },
		options,
		field.text(13),
	);
	if (value === undefined && display === '') return undefined;
	return {
		...(value !== undefined && {
			identifier: { ...(system !== undefined && { system }), value },
		}),
		...(display !== '' && { display }),
	};
}

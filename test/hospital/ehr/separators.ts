/** Takes a value apart at `,` or `|`, except where a backslash stands before it (FHIR R4 search 3.1.1.4.2). */
export function apart(value: string, separator: ',' | '|'): string[] {
	const parts = [''];
	for (const [one] of value.matchAll(/\\?./gs)) {
		if (one === separator) parts.push('');
		else parts[parts.length - 1] += one;
	}
	return parts;
}

export const unescaped = (value: string): string => value.replace(/\\([\\,$|])/g, '$1');

interface Identifier {
	system?: string;
	value?: string;
}

/** Whether one of the identifiers is `value`, `system|value`, `|value` or `system|`, or one of several. */
export function matchesIdentifier(identifiers: readonly Identifier[], wanted: string): boolean {
	return apart(wanted, ',').some((one) => {
		const parts = apart(one, '|').map(unescaped);
		const value = parts.at(-1) ?? '';
		const system = parts.length > 1 ? parts[0] : undefined;
		return identifiers.some(
			(own) =>
				(system === undefined || (own.system ?? '') === system) &&
				(value === '' || own.value === value),
		);
	});
}

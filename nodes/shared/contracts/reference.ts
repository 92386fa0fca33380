import type { Contract } from './contract';

/** docs/reference/contracts.md: what users see in the item panel, field by field. */
export function contractsReference(contracts: readonly Contract[]): string {
	return [
		'# What travels between nodes',
		'',
		'Each node adds one object to the item, under the name given here, and passes on the rest.',
		'"Readable" fields stay as they are when an item is sealed (the default); every other field is',
		'shown as a token that only nodes of this package can open.',
		'',
		'This page is generated from the contracts in the code by `node docs/generate.mjs`.',
		...contracts.flatMap(section),
		'',
	].join('\n');
}

function section({ name, key, description, fields }: Contract): string[] {
	const rows = Object.entries(fields).map(
		([pointer, doc]) =>
			`| \`${pointer.slice(1)}\` | ${doc.clear === true ? 'readable' : 'sealed'} | ${doc.description} |`,
	);
	return [
		'',
		`## \`${key}\`: ${name}`,
		'',
		description,
		'',
		'| field | | meaning |',
		'| --- | --- | --- |',
		...rows,
	];
}

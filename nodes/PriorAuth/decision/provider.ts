import { element, elements, extensions, part, text, type Element } from '../rules/element';
import { EXTENSIONS, SYSTEMS } from '../rules';
import type { Entry, Packet } from '../rules/packet';

/**
 * Whether an answer authorizes somebody whom the request does not name: a provider with a national number
 * (NPI) that stands nowhere in the packet. One without a number says nothing that could be compared.
 */
export function isOtherProvider(answer: Packet, response: Entry, request: Packet): boolean {
	const { resource } = response;
	const added = elements(resource, 'addItem');
	const authorized = [
		...[resource, ...elements(resource, 'item'), ...added]
			.flatMap((of) => extensions(of, EXTENSIONS.authorizedProvider))
			.flatMap((each) => element(part(each, 'provider'), 'valueReference') ?? []),
		...added.flatMap((each) => elements(each, 'provider')),
	];
	const known = new Set(request.entries.flatMap((entry) => numbersOf(entry.resource)));
	return authorized.some((reference) => {
		const target = answer.target(reference, response);
		const numbers = [...numbersOf(target?.resource), ...numbersOf(reference)];
		return numbers.length > 0 && !numbers.some((number) => known.has(number));
	});
}

const numbersOf = (of: Element | undefined): string[] =>
	elements(of, 'identifier')
		.filter(({ value }) => value.system === SYSTEMS.npi)
		.flatMap((each) => text(each, 'value') ?? []);

import type { PacketSection } from '../../shared/contracts';
import { choice, element, elements, isFields, part, text, type Element } from '../rules/element';
import type { Packet } from '../rules/packet';
import { URLS } from '../questionnaire/urls';

/** DTR information-origin `source`, for who signs. */
const ORIGINS: Readonly<Record<string, string>> = {
	'auto-client': 'from the chart',
	'auto-server': 'filled in by the payer',
	manual: 'said by a person',
	override: 'a person changed what was filled in',
};

/**
 * The answers as they stand in the packet: what is attested is on the page, whatever the checklist
 * beside it is made of. Undefined without an answered questionnaire.
 */
export function answersSection(packet: Packet): PacketSection | undefined {
	const responses = packet.entries.filter(({ type }) => type === 'QuestionnaireResponse');
	if (responses.length === 0) return undefined;
	return {
		title: 'Answers that are sent to the payer',
		columns: ['Question', 'Answer', 'How it came'],
		rows: responses.flatMap(({ resource }) => rowsOf(resource)),
	};
}

function rowsOf(of: Element): string[][] {
	return elements(of, 'item').flatMap((item) => {
		const answers = elements(item, 'answer');
		const own = [
			text(item, 'text') ?? text(item, 'linkId') ?? '',
			answers.map(valueOf).join('; ') || 'not answered',
			[...new Set(answers.flatMap(originOf))].join('; '),
		];
		const isGroup = answers.length === 0 && elements(item, 'item').length > 0;
		return [...(isGroup ? [] : [own]), ...rowsOf(item), ...answers.flatMap(rowsOf)];
	});
}

function valueOf(answer: Element): string {
	const name = choice(answer, 'value');
	const value = name === undefined ? undefined : answer.value[name];
	if (typeof value === 'boolean') return value ? 'Yes' : 'No';
	if (!isFields(value)) return String(value ?? '');
	const said = element(answer, name ?? '');
	const named = text(said, 'display') ?? text(said, 'title') ?? text(said, 'reference');
	if (typeof value.value === 'number') return `${value.value} ${text(said, 'unit') ?? ''}`.trim();
	return named ?? text(said, 'code') ?? text(said, 'url') ?? 'see the record';
}

function originOf(answer: Element): string[] {
	const source = text(part(part(answer, URLS.informationOrigin), 'source'), 'valueCode');
	return source === undefined ? [] : [ORIGINS[source] ?? source];
}

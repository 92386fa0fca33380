import type { FhirResource } from '../../clients/fhir';
import type { PacketSection } from '../../shared/contracts';
import { element, elements, text, type Element } from '../rules/element';
import type { Entry, Packet } from '../rules/packet';
import { wordsIn } from '../request/words';
import { named } from './claim-sections';

/** Characters of one document that a page shows; a longer one is to be read in the record. */
const MOST_CHARACTERS = 20_000;

/** What every document that travels says, word for word: nobody approves what cannot be read. */
export function documentSections(packet: Packet, claim: Entry): PacketSection[] {
	return elements(claim.resource, 'supportingInfo').flatMap((info) => {
		const target = packet.target(element(info, 'valueReference'), claim);
		if (target === undefined || !DOCUMENTS.has(target.type)) return [];
		const number = String(info.value.sequence ?? '');
		return [{ title: `Words of No. ${number}: ${named(target)}`, text: said(target) }];
	});
}

const DOCUMENTS: ReadonlySet<string> = new Set(['DocumentReference', 'DiagnosticReport']);

function said(entry: Entry): string {
	const { resource, type, id } = entry;
	const words = wordsIn(resource.value as FhirResource)
		.join('\n\n')
		.trim();
	const where = `${type}/${id ?? ''}`;
	const closed = attachments(resource).flatMap((attachment) => {
		const kind = text(attachment, 'contentType') ?? 'of an unknown kind';
		return /^(?:text\/|application\/xhtml)/.test(kind) ? [] : [kind];
	});
	const unseen =
		closed.length > 0
			? `This page cannot show ${closed.length === 1 ? 'a part' : `${closed.length} parts`} of it (${closed.join(', ')}). Open ${where} in the record before you approve.`
			: '';
	const cut =
		words.length > MOST_CHARACTERS
			? `${words.slice(0, MOST_CHARACTERS)}\n… ${words.length - MOST_CHARACTERS} more characters: open ${where} in the record before you approve.`
			: words;
	return [cut, unseen].filter((part) => part !== '').join('\n\n') || `Nothing in words: ${where}.`;
}

const attachments = (resource: Element): Element[] => [
	...elements(resource, 'content').flatMap((content) => elements(content, 'attachment')),
	...elements(resource, 'presentedForm'),
];

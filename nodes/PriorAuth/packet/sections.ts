import type {
	ChecklistCriterion,
	LeftOut,
	PacketSection,
	PriorAuthChecklist,
	PriorAuthRequest,
	PriorAuthRequirement,
	PriorAuthValidation,
} from '../../shared/contracts';
import { answerWords, stateWords } from '../checklist/page';
import { reasonWords } from '../checklist/words';
import { openPacket, type Packet } from '../rules/packet';
import { ATTESTATION, FOLLOWS } from './bound';
import { answersSection } from './answers-section';
import { asked, goes, named, parties, person, why } from './claim-sections';
import { documentSections } from './document-sections';

/** What the people who approve a packet read. */
export interface PacketInput {
	request: PriorAuthRequest;
	checklist?: PriorAuthChecklist;
	requirement?: PriorAuthRequirement;
	validation?: PriorAuthValidation;
	/** What was asked for before, as {@link alreadyThere} says it. */
	already?: readonly PacketSection[];
	/** What is added after it was approved: `the signed letter`. */
	added?: readonly string[];
}

/** The packet part by part, in the words of those who work with payers. Nothing is judged here. */
export function packetSections(input: PacketInput): PacketSection[] {
	const packet = openPacket(input.request.bundle);
	const { claim } = packet;
	if (claim === undefined) return [];
	const { forReview, urgency } = input.request;
	return [
		...(urgency === 'expedited' ? [ATTESTATION] : []),
		...(input.already ?? []),
		asked(packet, claim),
		why(claim),
		parties(packet, claim, input.request),
		...(input.requirement === undefined ? [] : [required(packet, input.requirement)]),
		...(input.checklist === undefined ? [] : [criteria(packet, input.checklist)]),
		...(input.checklist?.source.kind === 'questionnaire' ? [] : answersOf(packet)),
		goes(packet, claim, input.added ?? []),
		...documentSections(packet, claim),
		...(forReview === true ? [FOLLOWS] : []),
		stays(input.request),
		complete(input.request),
		...(input.validation === undefined ? [] : [rules(input.validation)]),
	];
}

/** A checklist by a policy of the site says nothing of what the payer asked. */
const answersOf = (packet: Packet): PacketSection[] => {
	const answers = answersSection(packet);
	return answers === undefined ? [] : [answers];
};

const NEEDS = {
	no: 'not needed',
	yes: 'needed',
	satisfied: 'authorized already',
	conditional: 'depends on something that is not settled',
	'performer-asks': 'whoever performs the service must ask',
	unknown: 'nobody said',
} as const;
const SOURCES = {
	payer: 'Said by the payer',
	table: 'Said by the table of this site',
	none: 'Nobody said',
};

/** A reason code as words. */
const plain = (reason: string): string => reason.replaceAll('-', ' ');

const required = (
	packet: Packet,
	{ source, items, reasons }: PriorAuthRequirement,
): PacketSection => ({
	title: 'Is authorization needed?',
	text: `${SOURCES[source]}${reasons.length > 0 ? ` (${reasons.map(plain).join(', ')})` : ''}.`,
	columns: ['Order', 'Authorization', 'In doubt'],
	rows: items.map(({ order, needed, doubts }) => [
		withName(packet, order),
		NEEDS[needed],
		doubts.map(plain).join(', '),
	]),
});

function criteria(
	packet: Packet,
	{ criteria: all, source, asOf }: PriorAuthChecklist,
): PacketSection {
	const counts = new Map<string, number>();
	for (const each of all) counts.set(stateWords(each), (counts.get(stateWords(each)) ?? 0) + 1);
	const said = [...counts].map(([words, count]) => `${count} ${words.toLowerCase()}`).join(', ');
	return {
		title: 'What the payer wants to see',
		text: `${said}. From ${source.names.join(', ')}; chart read ${asOf.slice(0, 16).replace('T', ' ')} UTC. Only a rule of this site makes a point met or not met; an answered question is an answer, no more. This list decides nothing.`,
		columns: ['Point', 'State', 'Answer', 'Evidence'],
		rows: all.map((criterion) => [
			`${criterion.group === undefined ? '' : `${criterion.group}: `}${criterion.text}${criterion.required ? ' (required)' : ''}`,
			stateWords(criterion),
			answerWords(criterion),
			basis(packet, criterion),
		]),
	};
}

/** What an answer rests on: who said it, which record with which words, and why it does not count. */
function basis(packet: Packet, { from, evidence, reasons, state }: ChecklistCriterion): string {
	const records = evidence.map(({ title, date, quote, around = quote, reference }) =>
		[title, date?.slice(0, 10), around === undefined ? undefined : `“${around}”`, reference]
			.filter(Boolean)
			.join(', '),
	);
	const who = from?.replace(REFERENCE, (reference) => withName(packet, reference));
	const known = [who, ...records].filter((each) => each !== undefined);
	const doubts = state === 'unknown' || known.length === 0 ? reasons.map(reasonWords) : [];
	return [known.join('; '), doubts.join('. ')].filter(Boolean).join('. ');
}

const REFERENCE = /\b[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}/g;

/** A record of the packet by its own words, and its reference; the reference alone of any other. */
function withName(packet: Packet, reference: string): string {
	const entry = packet.entries.find(({ type, id }) => `${type}/${id ?? ''}` === reference);
	const words = entry?.type === 'Practitioner' ? person(entry) : named(entry);
	return words === '' ? reference : `${words} (${reference})`;
}

const WHY = {
	'not-evidence': 'was not chosen as evidence',
	'code-travels': 'its code travels, the record does not',
	'not-needed': 'these parts of the record do not travel, the rest of it does',
	'address-of-another-record': 'these parts point to records that do not travel',
	'no-billing-code': 'has no billing code; its line travels',
	'no-contact': 'nobody there can be called',
} as const;

const stays = ({ leftOut }: PriorAuthRequest): PacketSection => ({
	title: 'What stays in the hospital',
	columns: ['Record', 'Parts', 'Why'],
	rows: leftOut.map(({ type, reference, elements: parts, why: reason }: LeftOut) => [
		reference ?? type,
		parts?.join(', ') ?? 'all of it',
		WHY[reason],
	]),
});

const complete = ({ completeness }: PriorAuthRequest): PacketSection => ({
	title: 'The eight things a payer cannot decide without',
	columns: ['What', 'There', 'From'],
	rows: (completeness?.elements ?? []).map(({ element: name, present, missing, from }) => [
		name,
		present ? 'yes' : `no: ${missing ?? ''}`,
		from,
	]),
});

const rules = ({ findings, rules: asked, notChecked }: PriorAuthValidation): PacketSection => ({
	title: 'Rules of the guide',
	text: `${asked} rules asked${findings.length === 0 ? ', all kept' : ''}. Not judged: ${notChecked}.`,
	...(findings.length > 0 && {
		columns: ['Rule', 'Where', 'What is wrong'],
		rows: findings.map(({ rule, path, message }) => [rule, path, message]),
	}),
});

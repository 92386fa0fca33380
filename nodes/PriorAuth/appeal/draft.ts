import type {
	DecisionCode,
	DecisionItem,
	PacketSection,
	PriorAuthChecklist,
	PriorAuthDecision,
	PriorAuthRequest,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { asked, parties } from '../packet/claim-sections';
import { shortSystem } from '../packet/systems';
import { OUTCOME_WORDS } from '../reasons';
import { openPacket } from '../rules/packet';
import { pointSections } from './points';

export const APPEAL_TITLE = 'Draft of an appeal';

const ABOUT: ReadonlySet<string> = new Set(['denied', 'modified', 'partially-approved', 'mixed']);

export interface AppealInput {
	decision: PriorAuthDecision;
	request: PriorAuthRequest;
	checklist?: PriorAuthChecklist;
	/** How the payer's reviewer is reached, as the site wrote it down. */
	peerToPeer?: string;
}

/**
 * What a clinician needs to answer a denial: what was decided and why, point by point what the chart
 * says, and what is missing. Made of what is on record alone; it argues nothing and is never sent by
 * itself.
 *
 * @throws HospitalError `prior-auth-nothing-to-appeal`
 */
export function appealSections(input: AppealInput): { items: number[]; sections: PacketSection[] } {
	const { decision, request, checklist, peerToPeer } = input;
	const items = decision.items.filter(({ outcome }) => ABOUT.has(outcome));
	if (!ABOUT.has(decision.outcome) && items.length === 0) throw nothing();
	const sections: PacketSection[] = [
		{
			title: 'What this is',
			text: 'A draft for the clinician who ordered. Nothing was accepted, and nothing was sent. Whether to appeal, to call the reviewer of the payer, or to order something else, is for the clinician to decide.',
		},
		...about(request),
		decided(items.length > 0 ? items : decision.items, request),
		...(decision.notes.length > 0
			? [{ title: 'What the payer wrote', text: decision.notes.join('\n') }]
			: []),
		numbers(decision, request),
		call(decision, peerToPeer),
		...(checklist === undefined ? [] : pointSections(checklist)),
		{
			title: 'To be completed by the clinician',
			text: 'Why the service is needed all the same:\n\n\nWhat is added:\n\n',
		},
	];
	return { items: items.map(({ sequence }) => sequence), sections };
}

/** Whom and what it is about, as the packet says it: who reads the letter has nothing else. */
function about(request: PriorAuthRequest): PacketSection[] {
	const packet = openPacket(request.bundle);
	const { claim } = packet;
	return claim === undefined ? [] : [parties(packet, claim, request), asked(packet, claim)];
}

/** The same as plain text. */
export const appealText = (title: string, sections: readonly PacketSection[]): string =>
	[title.toUpperCase(), ...sections.map(plain)].join('\n\n');

function plain({ title, text, columns = [], rows = [] }: PacketSection): string {
	const isNamed = columns.some((column) => column !== '');
	const lines = rows.map((row) =>
		!isNamed && row.length === 2
			? row.join(': ')
			: row
					.map((cell, at) => (cell === '' ? '' : columns[at] ? `${columns[at]}: ${cell}` : cell))
					.filter((cell) => cell !== '')
					.join('. '),
	);
	return [title, text, ...lines.map((line) => `- ${line}`)]
		.filter((line) => line !== undefined && line !== '')
		.join('\n');
}

function decided(items: readonly DecisionItem[], request: PriorAuthRequest): PacketSection {
	return {
		title: 'What the payer decided',
		columns: ['No.', 'Asked for', 'Decision', 'Reason', 'Authorized instead', 'Note'],
		rows: items.map((item) => {
			const wanted = request.items.find(({ sequence }) => sequence === item.sequence);
			return [
				String(item.sequence),
				wanted === undefined ? '' : `${wanted.code} (${shortSystem(wanted.system)})`,
				OUTCOME_WORDS[item.outcome],
				item.reasonCodes.map(inWords).join(', ') || 'the payer gave no reason code',
				(item.authorized ?? [])
					.map(({ codes, quantity }) =>
						[
							codes.map(inWords).join(', '),
							quantity && `${quantity.value} ${quantity.unit ?? ''}`.trim(),
						]
							.filter(Boolean)
							.join(' '),
					)
					.join('; '),
				item.notes.join(' '),
			];
		}),
	};
}

const inWords = ({ code, display }: DecisionCode): string =>
	display === undefined ? code : `${display} (${code})`;

const numbers = (
	decision: PriorAuthDecision,
	{ trace, created }: PriorAuthRequest,
): PacketSection => ({
	title: 'Numbers to refer to',
	columns: ['', ''],
	rows: [
		['Our case number', trace.value],
		['Asked on', created],
		['Answered on', decision.created ?? 'not said'],
		["Payer's reference", decision.referenceNumbers.join(', ') || 'not given'],
		[
			'Reviewed by a person at the payer',
			decision.humanReviewed === undefined ? 'not said' : decision.humanReviewed ? 'yes' : 'no',
		],
	],
});

const call = (
	{ referenceNumbers }: PriorAuthDecision,
	peerToPeer: string | undefined,
): PacketSection => ({
	title: 'Call with the reviewer of the payer (peer to peer)',
	text: [
		peerToPeer ?? 'How the reviewer is reached is not written down; see the letter of the payer.',
		'Ask for: the criterion that was not met and where it stands, what would meet it, and until when an appeal is possible.',
		`Have at hand: ${[...referenceNumbers, 'the case number above'].join(', ')}.`,
	].join('\n'),
});

const nothing = () =>
	new HospitalError('prior-auth-nothing-to-appeal', 'The payer denied and changed nothing', {
		nextStep: 'Connect this node to the output "Denied or Changed" of Read Decision.',
	});

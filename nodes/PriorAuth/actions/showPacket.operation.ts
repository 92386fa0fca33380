import {
	priorAuthCaseContract,
	priorAuthChecklistContract,
	priorAuthPacketContract,
	priorAuthRequestContract,
	priorAuthRequirementContract,
	priorAuthValidationContract,
	type PriorAuthCase,
	type PriorAuthChecklist,
	type PacketSection,
	type PriorAuthPacket,
	type PriorAuthRequest,
	type PriorAuthRequirement,
	type PriorAuthValidation,
} from '../../shared/contracts';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { dataDirectory } from '../../shared/data-directory';
import { casesOf } from '../cases';
import {
	alreadyThere,
	answersPrint,
	requestsFor,
	fingerprintSection,
	packetPage,
	packetSections,
	partsOf,
} from '../packet';
import { openPacket } from '../rules/packet';

const TITLE = 'Packet for the payer';

export const showPacket: Operation = {
	value: 'showPacket',
	name: 'Show Packet',
	description:
		'Put the packet into words for the people who approve it: what is asked for, the checklist with its evidence, what goes and what stays',
	action: 'Show a packet to a person',
	fields: [
		contractField(priorAuthRequestContract),
		{
			displayName: 'Added After Approval',
			name: 'addedLater',
			type: 'string',
			default: '',
			placeholder: 'e.g. the signed letter, the answers as signed',
			description:
				'What else happens with the packet once it is approved, in words for the page. A packet that was built for review says by itself that the signed letter is added and the answers are completed; nothing else may be.',
		},
	],
	async execute(context) {
		const request = await context.contract<PriorAuthRequest>(priorAuthRequestContract);
		const checklist = await context.optionalContract<PriorAuthChecklist>(
			priorAuthChecklistContract,
		);
		const requirement = await context.optionalContract<PriorAuthRequirement>(
			priorAuthRequirementContract,
		);
		const validation = await context.optionalContract<PriorAuthValidation>(
			priorAuthValidationContract,
		);
		const later = String((await context.parameter<unknown>('addedLater', '')) ?? '').trim();
		const already = await alreadyAsked(context, request);
		const { value } = await context.onceJson<PriorAuthPacket>(`packet/${request.sha256}`, () => {
			const madeAt = new Date().toISOString();
			const bound = { parts: partsOf(request), answers: answersIn(request), madeAt };
			const read = packetSections({
				request,
				...(checklist && { checklist }),
				...(requirement && { requirement }),
				...(validation && { validation }),
				already,
				...(later !== '' && { added: [later] }),
			});
			const sections = [...read, fingerprintSection(bound)];
			return Promise.resolve({
				contract: 'PriorAuthPacket/1',
				title: TITLE,
				request: request.sha256,
				sections,
				html: packetPage(TITLE, sections, madeAt),
				...bound,
			});
		});
		await context.audit({
			kind: 'access',
			interaction: 'prior-auth-packet-shown',
			action: 'R',
			outcome: '0',
			objects: [{ type: 'prior-auth-request', sha256: request.sha256 }],
		});
		return { add: [byContract(priorAuthPacketContract, value)] };
	},
};

/** Only of a first request: an update and a cancellation say themselves what they change. */
async function alreadyAsked(
	context: OperationContext,
	{ kind, identifier }: PriorAuthRequest,
): Promise<PacketSection[]> {
	const found = await context.optionalContract<PriorAuthCase>(priorAuthCaseContract);
	if (kind !== 'request' || found === undefined) return [];
	const cases = await (await casesOf(await dataDirectory())).list();
	const others = cases.filter(({ identifiers }) =>
		identifiers.every(({ value }) => value !== identifier.value),
	);
	return alreadyThere(found.orders, requestsFor(found.orders, others));
}

/** Answered questionnaires of the packet: only these are completed by the signature. */
const answersIn = ({ bundle }: PriorAuthRequest): string[] =>
	openPacket(bundle)
		.entries.filter(({ type }) => type === 'QuestionnaireResponse')
		.map(({ resource: { value } }) => answersPrint(value as Record<string, unknown>));

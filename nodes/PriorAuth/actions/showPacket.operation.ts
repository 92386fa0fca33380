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
import { askingOf, casesOf } from '../cases';
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
	outputs: ['Packet', 'Asked Already'],
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
		{
			displayName: 'One Work per Order',
			name: 'onePerOrder',
			type: 'boolean',
			default: true,
			description:
				'Whether an order that other work is asking people for leaves by Asked Already, so that nobody signs twice. Off when a person wants it asked for once more. Packets that change or take back a request are not held up.',
		},
	],
	async execute(context) {
		const request = await context.contract<PriorAuthRequest>(priorAuthRequestContract);
		if (!(await holdsOrders(context, request))) {
			await shown(context, request, { outcome: '4', outcomeReason: 'asked-by-other-work' });
			return { output: 1 };
		}
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
		await shown(context, request, { outcome: '0' });
		return { add: [byContract(priorAuthPacketContract, value)] };
	},
};

async function shown(
	context: OperationContext,
	{ sha256 }: PriorAuthRequest,
	how: { outcome: '0' | '4'; outcomeReason?: string },
): Promise<void> {
	await context.audit({
		kind: 'access',
		interaction: 'prior-auth-packet-shown',
		action: 'R',
		...how,
		objects: [{ type: 'prior-auth-request', sha256 }],
	});
}

/** Takes the orders of a first request for this work; true for what has no work or no order of its own. */
async function holdsOrders(
	context: OperationContext,
	{ kind, items }: PriorAuthRequest,
): Promise<boolean> {
	const work = context.liveWork;
	const orders = items.flatMap(({ order }) => order ?? []);
	if (kind !== 'request' || work === undefined || orders.length === 0) return true;
	const again = (await context.parameter<unknown>('onePerOrder', true)) === false;
	return await (await askingOf(await dataDirectory())).take(orders, work.id, again);
}

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

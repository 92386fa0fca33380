import {
	clinicalDraftContract,
	clinicalFactsContract,
	draftVerificationContract,
	type ClinicalDraft,
	type ClinicalFacts,
	type DraftVerification,
} from '../../../shared/contracts';
import { HospitalError } from '../../../shared/errors';
import {
	contractField,
	type Operation,
	type OperationContext,
	type OperationOutcome,
} from '../../../shared/face';
import { processOrigin } from '../../../shared/origin';
import { workPolicy, workStore } from '../../../shared/work';
import { readDraft, readFacts, requireSameFacts, withVerdicts } from '../../drafting';
import { earlierSigners } from '../../signing/earlier-signers';
import { readBeside } from '../../signing/beside';
import { complete, expireDue, expiry, journalledDecision } from '../../signing/decisions';
import { readRoles } from '../../signing/groups';
import { patientLabel } from '../../signing/pages/patient-card';
import { pageUrlOf } from '../../signing/places';
import { caseId, hashOf, type ReviewCase } from '../../signing/review-case';
import { signingRoom, type SigningRoom } from '../../signing/signing-room';
import { verifyDraft } from '../../verifying';
import { additionsOf, outputOf, OUTPUTS } from './outcome';

/** What only n8n itself knows of the running execution. */
export interface Here {
	/** `$execution.resumeUrl`: with n8n's own signature. */
	resumeUrl: unknown;
	nodeId: string;
	nodeType: string;
	workflowVersion?: string;
	/** The execution pauses until then. */
	pause: (until: Date) => void;
}

const HOUR = 3_600_000;
/** n8n goes on by itself this long after the end: by then the end is on record. */
const MOST_MARGIN = 120_000;
const LEAST_MARGIN = 10_000;
/** Longest time that a timer of Node can take. */
const LONGEST_TIMER = 2_147_483_647;
/** n8n has stored the paused execution by then. */
const STORED_AFTER = 5_000;

export const reviewOperation = (here: (() => Here) | undefined = undefined): Operation => ({
	value: 'review',
	name: 'Ask for a Signature',
	description:
		'Pause the workflow until a clinician has read the draft beside its sources and approved, rejected or let it expire',
	action: 'Ask a clinician for a signature',
	outputs: OUTPUTS,
	fields: [
		contractField(clinicalFactsContract),
		contractField(clinicalDraftContract),
		contractField(draftVerificationContract),
		{
			displayName: 'Roles',
			name: 'roles',
			type: 'string',
			default: 'attending',
			required: true,
			placeholder: 'e.g. attending, resident',
			description:
				'Who may sign: one role or more, as the workflow "Sign-off desk" gives them to groups of the hospital. Any one of these people decides.',
		},
		{
			displayName: 'Only These Accounts',
			name: 'accounts',
			type: 'string',
			default: '',
			placeholder: 'e.g. zz.testperson@hospital.example',
			description:
				'Accounts separated by commas, when only certain people may sign. Empty for everybody in the roles.',
		},
		{
			displayName: 'Not Whoever Signed Before',
			name: 'notSignedBefore',
			type: 'json',
			default: '',
			placeholder: 'e.g. {{ $json.signOff }}',
			description:
				'The sign-off of an earlier step. Whoever decided there cannot decide here, so that two people have looked. Empty: the roles alone count, and one person with both roles may sign both.',
		},
		{
			displayName: 'Expires After (Hours)',
			name: 'expiresAfter',
			type: 'number',
			default: 24,
			typeOptions: { minValue: 0.01, maxValue: 2160, numberPrecision: 2 },
			description:
				'When nobody has decided by then, the item goes to the output "Expired", so that somebody can be told',
		},
		{
			displayName: 'Shown Beside It',
			name: 'shownBeside',
			type: 'json',
			default: '',
			placeholder: '={{ $json.priorAuthPacket.sections }}',
			description:
				'What must be read with the document and is no part of it, such as a packet for a payer: sections with a title and a text, or with columns and rows. The signature is bound to it.',
		},
	],
	async execute(context) {
		const facts = readFacts(await context.contract<ClinicalFacts>(clinicalFactsContract));
		const given = readDraft(await context.contract<ClinicalDraft>(clinicalDraftContract));
		requireSameFacts(facts, given);
		requireVerified(given, await context.contract<DraftVerification>(draftVerificationContract));
		// By the same rules as the changes that will be made on the page.
		const verification = verifyDraft(facts, given);
		const draft = withVerdicts(given, verification, true);
		const beside = readBeside(await context.parameter<unknown>('shownBeside', ''));
		const room = await signingRoom();
		const decided = await decidedBefore(context, room, here?.().nodeId ?? '');
		if (decided !== undefined) return decided;
		if (here === undefined) throw new Error('nothing to pause');
		const { nodeId, nodeType, workflowVersion, resumeUrl, pause } = here();
		const hours = Number(await context.parameter<number>('expiresAfter'));
		const now = Date.now();
		const desk = await room.store.desk();
		const review: ReviewCase = {
			id: caseId(context.workflowId, nodeId, context.liveWork, context.executionId),
			title: draft.title,
			patientLabel: patientLabel(facts),
			patient: facts.patient,
			...(facts.encounter !== undefined && { encounter: facts.encounter }),
			purpose: facts.purpose,
			draftKind: draft.kind,
			audience: {
				roles: readRoles(await context.parameter<string>('roles')),
				persons: (await context.parameter<string>('accounts', ''))
					.split(/[\s,]+/)
					.filter((one) => one !== ''),
				not: earlierSigners(await context.parameter<unknown>('notSignedBefore', '')),
			},
			handOvers: [],
			priority: context.work?.priority ?? 'routine',
			openedAt: new Date(now).toISOString(),
			expiresAt: new Date(now + validHours(hours) * HOUR).toISOString(),
			asOf: draft.asOf,
			factsHash: facts.hash,
			draftHash: hashOf(draft),
			...(beside !== undefined && { besideHash: beside.sha256 }),
			counts: verification.counts,
			executionId: context.executionId,
			workflowId: context.workflowId,
			nodeId,
			nodeName: context.nodeName,
			nodeType,
			...(workflowVersion !== undefined && { workflowVersion }),
			pageUrl: pageUrlOf(resumeUrl, nodeId, desk),
			...(context.liveWork && { work: context.liveWork }),
			purposeOfUse: await context.parameter<string>('purposeOfUse', 'TREAT'),
			origin: processOrigin(),
		};
		requireKnownRoles(review.audience.roles, desk?.roles ?? []);
		await context.audit({
			kind: 'access',
			interaction: 'sign-off-requested',
			action: 'C',
			outcome: '0',
			patient: await context.pseudonym('fhir', facts.patient),
			objects: [{ type: 'clinical-draft', sha256: review.draftHash }],
		});
		const content = {
			facts,
			draft,
			verification,
			...(beside !== undefined && { beside: beside.sections }),
			item: context.json,
		};
		await room.store.open(review, content);
		await park(review);
		watch(room, review);
		pause(new Date(Date.parse(review.expiresAt) + margin(validHours(hours) * HOUR)));
		// What goes out of the first output when n8n goes on by itself.
		const expired = expiry(review, new Date(review.expiresAt));
		return { add: additionsOf(expired), output: outputOf(expired) };
	},
});

/** A rerun after a decision, by a crash or because the work was handed out again: no second page. */
async function decidedBefore(
	context: OperationContext,
	{ store }: SigningRoom,
	nodeId: string,
): Promise<OperationOutcome | undefined> {
	const { liveWork: work, nodeName, workflowId, executionId } = context;
	const decision = await journalledDecision({ nodeName, work });
	if (decision === undefined || work === undefined) return undefined;
	const review = await store.case(caseId(workflowId, nodeId, work, executionId));
	if (review === undefined) await (await workStore()).decide(work.id, workPolicy().lease);
	else await complete(store, review, decision);
	return { add: additionsOf(decision), output: outputOf(decision) };
}

async function park({ work }: ReviewCase): Promise<void> {
	if (work !== undefined) await (await workStore()).park(work.id, work.attempt, 'sign-off');
}

/** Expiry on time, and the sign that n8n did store the pause. A restart leaves both to housekeeping. */
function watch({ store }: SigningRoom, review: ReviewCase): void {
	const left = Date.parse(review.expiresAt) - Date.now() + 50;
	setTimeout(
		() => void expireDue(store).catch(() => undefined),
		Math.min(left, LONGEST_TIMER),
	).unref();
	setTimeout(() => {
		void (async () => {
			const now = await store.case(review.id);
			if (now?.executionId === review.executionId) await store.confirm(review);
		})().catch(() => undefined);
	}, STORED_AFTER).unref();
}

const margin = (milliseconds: number): number =>
	Math.min(MOST_MARGIN, Math.max(LEAST_MARGIN, milliseconds / 10));

function validHours(hours: number): number {
	if (hours >= 0.01 && hours <= 2160) return hours;
	throw new HospitalError('input-invalid', 'The field "Expires After" is not usable', {
		nextStep: 'Enter a number of hours from 0.01 to 2160.',
	});
}

/** The check in the item must be that of this draft: one that was never compared waits for nobody. */
function requireVerified(draft: ClinicalDraft, { contract, sentences }: DraftVerification): void {
	const known = new Set(sentences.map(({ id }) => id));
	const all = draft.sections.flatMap((section) => section.sentences);
	if (contract === 'DraftVerification/1' && all.every(({ id }) => known.has(id))) return;
	throw new HospitalError('sign-off-not-verified', 'The draft was not compared with the chart', {
		nextStep: 'Place Clinical Draft → Verify before this node, and leave its fields as they are.',
	});
}

/** A role that nobody can have would let the document wait for nobody. */
function requireKnownRoles(roles: readonly string[], known: readonly string[]): void {
	if (roles.some((role) => known.includes(role))) return;
	throw new HospitalError('sign-off-role-unknown', 'Nobody could sign: no group has this role', {
		nextStep: `The desk gives these roles: ${known.join(', ') || 'none'}. Correct the field "Roles", or the groups in the workflow "Sign-off desk".`,
	});
}

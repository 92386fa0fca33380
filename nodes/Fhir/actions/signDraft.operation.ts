import { draftDocumentContract, type DraftDocument } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { requireInUse } from '../chart';
import { signDraft as sign, type Approval } from '../drafts';
import { audited, clientOf } from './chart-access';
import { sectionsIn } from './draft-fields';
import { requireReview } from './draft-review';

export const signDraft: Operation = {
	value: 'signDraft',
	name: 'Sign Draft Document',
	description:
		'Make a draft final in the name of the person who reviewed it: only the text that was reviewed, only after a pause for the review, and never in a test run',
	action: 'Sign a draft document',
	fields: [
		{ ...contractField(draftDocumentContract), displayName: 'Draft Document' },
		{
			displayName: 'Reviewed Text (Fingerprint)',
			name: 'reviewedHash',
			type: 'string',
			default: '={{ $json.signOff?.textHash ?? $json.review?.textHash }}',
			required: true,
			description:
				'Fingerprint (SHA-256) of the text that the person saw, as the review step gives it. Checked: the text in the chart is the same one, and the workflow paused between writing and signing, so that somebody could read it. Not checked: whether somebody did. Take it from what the reviewer sends back, never from the draft itself.',
		},
		{
			displayName: 'Approved Text',
			name: 'approvedText',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '={{ $json.signOff?.text }}',
			description:
				'The exact text that the person approved, when it may differ from the draft: it takes the place of the drafted text in the same write. Its fingerprint must be the one above. When empty, the draft is signed as it is.',
		},
		{
			displayName: 'Approved Document',
			name: 'approvedDocument',
			type: 'json',
			default: '={{ $json.document?.sections }}',
			description:
				'Only with an approved text, for a document in sections: the same text as a list of sections, each with title, text and perhaps code. Clinical Draft → Render gives them as "document.sections"; place it once more behind the review, so that it renders the approved draft.',
		},
		{
			displayName: 'Signed By',
			name: 'signer',
			type: 'string',
			default: '={{ $json.review?.signer }}',
			required: true,
			placeholder: 'e.g. Practitioner/77',
			description:
				'The person who approved the text, as the review step gives it. Checked: the chart has this person, and the record is in use. Not checked: that it was this person. Have the review step log people in, and take it from there; never type a name here.',
		},
		{
			displayName: 'Signed At',
			name: 'signedAt',
			type: 'string',
			default: '={{ $json.signOff?.at ?? $json.review?.at }}',
			placeholder: 'e.g. 2026-11-22T08:15:00Z',
			description: 'When the person approved it. Now when empty.',
		},
	],
	async execute(context) {
		const draft = await context.contract<DraftDocument>(draftDocumentContract);
		if (context.isTest) {
			const unsigned: DraftDocument = { ...draft, status: 'not-signed' };
			return { add: [byContract(draftDocumentContract, unsigned)] };
		}
		const { workKey, at } = await workOf(context, draft);
		const text = async (name: string) =>
			String((await context.parameter<unknown>(name, '')) ?? '').trim();
		const reviewedHash = (await text('reviewedHash')).toLowerCase();
		const signer = await text('signer');
		const approval = await approvalIn(context, draft);
		await requireReview(context, { draft: draft.identifier.value, reviewedHash, signer });
		const client = await clientOf(context);
		const signed = await audited(
			context,
			'fhir-draft-signed',
			'U',
			async () => {
				await requireInUse(client, draft.patient, context.signal);
				const approved = approval === undefined ? {} : { approval };
				const input = { draft, reviewedHash, signer, at, workKey, ...approved };
				return await sign(client, input, context.signal);
			},
			about,
		);
		await context.audit({
			kind: 'access',
			interaction: 'document-signed',
			action: 'U',
			outcome: '0',
			actor: { type: 'user', id: signer, role: 'verifier' },
			objects: [
				{
					type: signed.reference.split('/')[0] ?? '',
					...(await context.pseudonym('fhir', signed.reference)),
					sha256: signed.textHash,
				},
			],
		});
		return { add: [byContract(draftDocumentContract, signed)] };
	},
};

/** The text of the person, where the fields give one. */
async function approvalIn(
	context: OperationContext,
	{ form }: DraftDocument,
): Promise<Approval | undefined> {
	const text = String((await context.parameter<unknown>('approvedText', '')) ?? '');
	if (text === '') return undefined;
	if (form === 'documentReference') return { text, sections: [] };
	const document = await context.parameter<unknown>('approvedDocument', '');
	const isEmpty = document === undefined || document === null || document === '';
	return { text, sections: isEmpty ? [] : sectionsIn(document) };
}

/**
 * A signature belongs to a piece of work, under which somebody reviewed the text; a workflow that is
 * run by hand has none. The moment is journalled: a rerun signs with the same.
 */
async function workOf(
	context: OperationContext,
	{ identifier }: DraftDocument,
): Promise<{ workKey: string; at: string }> {
	if (context.liveWork === undefined) {
		throw new HospitalError('signature-without-work', 'The item belongs to no piece of work', {
			nextStep:
				'Nothing was signed. Signing works only in a workflow that a trigger of this package started; it passes on "workItem".',
		});
	}
	const given = String((await context.parameter<unknown>('signedAt', '')) ?? '').trim();
	const { value } = await context.onceJson<string>(`signature/${identifier.value}`, () =>
		Promise.resolve(momentOf(given)),
	);
	return { workKey: JSON.stringify([context.liveWork.id, identifier.value]), at: value };
}

function momentOf(text: string): string {
	if (text === '') return new Date().toISOString();
	const time = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
	if (!Number.isNaN(time) && time <= Date.now() + 300_000) return new Date(time).toISOString();
	throw new HospitalError('input-invalid', 'The field Signed At holds no usable moment', {
		nextStep: 'Nothing was signed. It must be a past moment such as 2026-11-22T08:15:00Z.',
	});
}

const about = ({ reference, patient, signedBy, verification }: DraftDocument): string[] => [
	reference,
	patient,
	...(signedBy === undefined ? [] : [signedBy]),
	...(verification ? [verification] : []),
];

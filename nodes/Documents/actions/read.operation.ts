import { createHash } from 'node:crypto';
import { readDocumentContract, type ReadDocument } from '../../shared/contracts';
import { canonicalJson } from '../../shared/canonical-json';
import { toHospitalError } from '../../shared/errors';
import { byContract, type Operation, type OperationContext } from '../../shared/face';
import type { AuditObject } from '../../shared/ledger';
import { readDocument } from '../read-document';
import { fileGiven } from './files';
import { readFields, readSettings } from './read-fields';

export const read: Operation = {
	value: 'read',
	name: 'Read',
	description:
		'Read the pages of a PDF or a fax, find the documents in it, and say how sure all that is',
	action: 'Read a PDF or a fax',
	outputs: ['Read', 'For a Person'],
	fields: readFields,
	async execute(context) {
		const settings = await readSettings(context);
		const bytes = await fileGiven(context, settings.limits?.maxBytes ?? 0);
		const digest = createHash('sha256').update(bytes).digest('hex');
		const about = { type: 'document', ...(await context.pseudonym('document', digest)) };
		const question = createHash('sha256').update(canonicalJson({ digest, settings })).digest('hex');
		const { value, fresh } = await reading(context, about, question, async () =>
			readDocument(bytes, { ...settings, ...(context.signal && { signal: context.signal }) }),
		);
		const { status, pages, documents, review } = value;
		await context.audit({
			kind: 'access',
			interaction: fresh ? 'document-read' : 'document-reading-reused',
			action: 'R',
			outcome: status === 'read' ? '0' : '4',
			...(status === 'review' && { outcomeReason: codesOf(review) }),
			objects: [
				about,
				{ type: 'page', count: pages.length },
				...kindsOf(documents.map(({ kind }) => kind)),
			],
		});
		return { add: [byContract(readDocumentContract, value)], output: status === 'read' ? 0 : 1 };
	},
};

/** The same reading for every attempt at the same work; a refusal is on record as well. */
async function reading(
	context: OperationContext,
	about: AuditObject,
	question: string,
	compute: () => Promise<ReadDocument>,
): Promise<{ value: ReadDocument; fresh: boolean }> {
	try {
		return await context.onceJson<ReadDocument>(`document/${question}`, compute);
	} catch (error) {
		const { code } = toHospitalError(error, 'Reading a document');
		await context.audit({
			kind: 'access',
			interaction: 'document-refused',
			action: 'R',
			outcome: '8',
			outcomeReason: code,
			objects: [about],
		});
		throw error;
	}
}

const codesOf = (review: ReadDocument['review']): string =>
	[...new Set(review.map(({ code }) => code))].sort().join(',');

function kindsOf(kinds: readonly string[]): AuditObject[] {
	return [...new Set(kinds)].map((kind) => ({
		type: 'document-kind',
		version: kind,
		count: kinds.filter((one) => one === kind).length,
	}));
}

import type { INodeProperties } from 'n8n-workflow';
import { HospitalError } from '../../shared/errors';
import { DOCUMENT_TYPES, type DraftSection } from '../drafts';
import { writeInTestsField } from '../../shared/face';
import { subjectFields } from './subject';

/**
 * What Clinical Draft → Render gives, or a draft of the site's own making. Never a part of each: the
 * model of a draft may have written nothing of the document.
 */
const given = (member: string): string => `($json.document ?? $json.draft)?.${member}`;

const asReference = { show: { draftForm: ['documentReference'] } };

/** Fields of Write Draft Document. */
export const draftFields: INodeProperties[] = [
	{
		displayName: 'Form',
		name: 'draftForm',
		type: 'options',
		default: 'documentReference',
		description: 'How the draft lies in the chart',
		options: [
			{
				name: 'Document in Sections',
				value: 'documentBundle',
				description: 'A FHIR document with titled sections, for servers that take such documents',
			},
			{
				name: 'Note',
				value: 'documentReference',
				description: 'One text, as most record systems show notes',
			},
		],
	},
	{
		displayName: 'Kind of Document',
		name: 'documentType',
		type: 'options',
		// eslint-disable-next-line n8n-nodes-base/node-param-default-wrong-for-options -- the list comes from the engine, which the rule cannot see
		default: '18842-5',
		description: 'Under which kind the record system files it (LOINC)',
		options: [
			...DOCUMENT_TYPES.map(({ code, display }) => ({
				name: `${display.replace(/\b[a-z]/g, (first) => first.toUpperCase())} (${code})`,
				value: code,
			})),
			{ name: 'Other', value: 'other' },
		],
	},
	{
		displayName: 'LOINC Code',
		name: 'otherTypeCode',
		type: 'string',
		default: '',
		required: true,
		displayOptions: { show: { documentType: ['other'] } },
		placeholder: 'e.g. 60591-5',
		description: 'Code of the kind of document',
	},
	{
		displayName: 'Meaning of the Code',
		name: 'otherTypeDisplay',
		type: 'string',
		default: '',
		required: true,
		displayOptions: { show: { documentType: ['other'] } },
		placeholder: 'e.g. Patient summary Document',
		description: 'What the code means, as clinicians see it in the chart',
	},
	{
		displayName: 'Title',
		name: 'draftTitle',
		type: 'string',
		default: `={{ ${given('title')} ?? 'Discharge summary' }}`,
		required: true,
		description:
			'Title of the document. Until somebody signs, it is shown behind "DRAFT written by AI, not reviewed".',
	},
	{
		displayName: 'Text',
		name: 'draftText',
		type: 'string',
		typeOptions: { rows: 6 },
		default: `={{ ${given('text')} }}`,
		required: true,
		displayOptions: asReference,
		description:
			'The text as it goes into the chart. Leave as it is behind Clinical Draft → Render.',
	},
	{
		displayName: 'Text Format',
		name: 'draftContentType',
		type: 'options',
		default: 'text/plain',
		displayOptions: asReference,
		description: 'How the record system should show the text',
		options: [
			{ name: 'Markdown', value: 'text/markdown' },
			{ name: 'Plain Text', value: 'text/plain' },
		],
	},
	{
		displayName: 'Sections',
		name: 'draftSections',
		type: 'json',
		default: `={{ ${given('sections')} }}`,
		required: true,
		displayOptions: { show: { draftForm: ['documentBundle'] } },
		description:
			'List of sections, each with a title, a text and, where it has one, a LOINC code: [{"title": "Hospital course", "code": "8648-8", "text": "..."}]',
	},
	...subjectFields,
	{
		displayName: 'Model Name',
		name: 'draftModel',
		type: 'string',
		default: `={{ ${given('model?.name')} }}`,
		required: true,
		placeholder: 'e.g. local-summary',
		description: 'Which model wrote the text. It stands as the author until a person signs.',
	},
	{
		displayName: 'Model Version',
		name: 'draftModelVersion',
		type: 'string',
		default: `={{ ${given('model?.version')} }}`,
		required: true,
		placeholder: 'e.g. 2026-10',
		description: 'Version of that model',
	},
	{
		displayName: 'Model Digest',
		name: 'draftModelDigest',
		type: 'string',
		default: `={{ ${given('model?.digest')} }}`,
		placeholder: 'e.g. sha256: and 64 digits',
		description: 'Fingerprint of the model, so that it is known which one it really was',
	},
	{
		displayName: 'Demonstration Model',
		name: 'draftDemonstration',
		type: 'boolean',
		default: false,
		description: 'Whether the text has no clinical meaning. It is then labelled as test data.',
	},
	writeInTestsField,
];

/** @throws HospitalError `draft-invalid` */
export function sectionsIn(value: unknown): DraftSection[] {
	let list = value;
	if (typeof value === 'string') {
		try {
			list = JSON.parse(value) as unknown;
		} catch {
			throw sectionsInvalid();
		}
	}
	if (!Array.isArray(list)) throw sectionsInvalid();
	return list.map((one) => {
		const { title, text, code } = (one ?? {}) as Record<string, unknown>;
		if (typeof title !== 'string' || typeof text !== 'string') throw sectionsInvalid();
		if (code !== undefined && !/^\d{1,7}-\d$/.test(String(code))) throw sectionsInvalid();
		return { title, text, ...(code !== undefined && { code: String(code) }) };
	});
}

const sectionsInvalid = () =>
	new HospitalError('draft-invalid', 'A field with sections holds no list of sections', {
		nextStep: 'Each section needs a title and a text; its code is a LOINC code such as 8648-8.',
	});

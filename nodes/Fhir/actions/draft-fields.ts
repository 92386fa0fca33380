import type { INodeProperties } from 'n8n-workflow';
import { DOCUMENT_TYPES } from '../drafts';
import { writeInTestsField } from '../../shared/face';
import { subjectFields } from './subject';

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
		default: 'Discharge summary',
		required: true,
		description:
			'Title of the document. Until somebody signs, it is shown behind "DRAFT written by AI, not reviewed".',
	},
	{
		displayName: 'Text',
		name: 'draftText',
		type: 'string',
		typeOptions: { rows: 6 },
		default: '={{ $json.draft?.text }}',
		required: true,
		displayOptions: asReference,
		description: 'The text as it goes into the chart',
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
		default: '={{ $json.draft?.sections }}',
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
		default: '={{ $json.draft?.model?.name }}',
		required: true,
		placeholder: 'e.g. local-summary',
		description: 'Which model wrote the text. It stands as the author until a person signs.',
	},
	{
		displayName: 'Model Version',
		name: 'draftModelVersion',
		type: 'string',
		default: '={{ $json.draft?.model?.version }}',
		required: true,
		placeholder: 'e.g. 2026-10',
		description: 'Version of that model',
	},
	{
		displayName: 'Model Digest',
		name: 'draftModelDigest',
		type: 'string',
		default: '={{ $json.draft?.model?.digest }}',
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

import type { INodeProperties } from 'n8n-workflow';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import type { DocumentPolicy } from '../document/decide';

export const documentFields: INodeProperties[] = [
	{
		displayName:
			'A document matches only when a number leads to one patient and both name and birth date agree with the chart. Whatever was not read surely is held.',
		name: 'documentNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Document',
		name: 'documentNumber',
		type: 'number',
		default: 1,
		typeOptions: { minValue: 1, numberPrecision: 0 },
		description: 'Which document of the file, counted from 1',
	},
	{
		displayName: 'Medical Record Number System',
		name: 'recordSystem',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://hospital.example/mrn',
		description:
			'Identifier system of the chart in which the medical record number of a document is looked for. A number of another hospital is not found there.',
	},
	{
		displayName: 'Member Number Systems',
		name: 'memberSystems',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. https://payer.example/members',
		description:
			'Identifier systems under which coverages of the chart carry member numbers, one per line: for letters of payers. Left empty, member numbers are not looked for.',
	},
	{
		displayName: 'Accession System',
		name: 'documentAccessionSystem',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://hospital.example/accession',
		description:
			"Identifier system under which orders of the chart carry the accession number. An order of another patient holds the document; a number that is not in the chart is another hospital's. Left empty, it is looked for in every system.",
	},
];

/** @throws HospitalError `document-systems-missing`, `field-invalid` */
export async function readDocumentPolicy(context: OperationContext): Promise<DocumentPolicy> {
	const text = async (name: string) =>
		String((await context.parameter<unknown>(name, '')) ?? '').trim();
	const recordSystem = await text('recordSystem');
	const accessionSystem = await text('documentAccessionSystem');
	const memberSystems = (await text('memberSystems'))
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
	if (recordSystem === '' && memberSystems.length === 0) {
		throw new HospitalError(
			'document-systems-missing',
			'The Identity Gate does not know where the numbers of documents are looked for',
			{
				nextStep:
					'Fill in Medical Record Number System with the identifier system that the chart uses, or Member Number Systems.',
			},
		);
	}
	if (![recordSystem, accessionSystem, ...memberSystems].every(isSystem)) {
		throw new HospitalError('field-invalid', 'An identifier system is not an address', {
			nextStep: 'Write it as the chart does, for example https://hospital.example/mrn.',
		});
	}
	return {
		...(recordSystem !== '' && { recordSystem }),
		memberSystems,
		...(accessionSystem !== '' && { accessionSystem }),
	};
}

const isSystem = (text: string): boolean =>
	text === '' || /^[A-Za-z][A-Za-z0-9+.-]*:[^\s|]+$/.test(text);

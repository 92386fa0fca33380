import type { INodeProperties } from 'n8n-workflow';
import { dirname } from 'node:path';
import {
	dicomObjectContract,
	inferenceContract,
	studyContract,
	volumeContract,
	type InferenceResult,
	type StudyReference,
	type VolumeReference,
} from '../../../shared/contracts';
import { dataDirectory } from '../../../shared/data-directory';
import { makeFolder, writeDurably } from '../../../shared/durable';
import { HospitalError } from '../../../shared/errors';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../../shared/face';
import { workFile } from '../../../shared/work-file';
import { openStudy } from '../../intake';
import {
	createStructuredReport as create,
	objectReference,
	type StructuredReportInput,
} from '../../report';
import { readHeaderFile } from '../../series';
import { auditStudy } from '../study/audit';

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Finding Site Code',
			name: 'findingSiteCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. 12738006',
			description: 'SNOMED CT code of the body site that the model looks at',
		},
		{
			displayName: 'Finding Site Name',
			name: 'findingSiteName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Brain',
			description: 'The site in words, for readers of the report',
		},
		{
			displayName: 'Model Manufacturer',
			name: 'modelManufacturer',
			type: 'string',
			default: '',
			description: 'Who makes the model, as its documentation says',
		},
	],
};

export const createStructuredReport: Operation = {
	value: 'createStructuredReport',
	name: 'Create Structured Report',
	description:
		'Write the result of a model as a preliminary DICOM Structured Report that belongs to the study',
	action: 'Create a structured report of a result',
	fields: [
		contractField(studyContract),
		contractField(volumeContract),
		contractField(inferenceContract),
		{
			displayName: 'Time Zone',
			name: 'timeZone',
			type: 'string',
			default: '={{ $now.zoneName }}',
			placeholder: 'e.g. Europe/Vienna',
			description:
				'Time zone of the time in the report, when the images name none. Leave it as it is to use that of the workflow.',
		},
		options,
	],
	async execute(context) {
		const study = await context.contract<StudyReference>(studyContract);
		const volume = await context.contract<VolumeReference>(volumeContract);
		const result = await context.contract<InferenceResult>(inferenceContract);
		const { bytes } = await context.once(`structured-report/${volume.sha256}`, async () =>
			create(await reportInput(context, study, volume, result)),
		);
		const report = objectReference(bytes);
		await auditStudy(context, study, {
			interaction: 'dicom-report-created',
			action: 'C',
			outcome: '0',
			objects: [
				{
					type: 'dicom-instance',
					sha256: report.sha256,
					...(await context.pseudonym('instance', report.sopInstanceUid)),
				},
			],
		});
		const { volumes } = await dataDirectory();
		const path = workFile(volumes, context.liveWork?.id, report.key, 'dcm');
		await makeFolder(dirname(path));
		await writeDurably(path, bytes);
		return { add: [byContract(dicomObjectContract, report)] };
	},
};

async function reportInput(
	context: OperationContext,
	study: StudyReference,
	volume: VolumeReference,
	result: InferenceResult,
): Promise<StructuredReportInput> {
	const { dicom } = await dataDirectory();
	const { instances } = await openStudy(dicom, study.key, study.version);
	const wanted = new Set(volume.sopInstanceUids);
	const image = instances.find((each) => wanted.has(each.sopInstanceUid));
	if (image === undefined) {
		throw new HospitalError(
			'report-mismatch',
			'The report was not written: the volume is not of this study',
			{
				nextStep: 'Use the study and the volume of the same item.',
			},
		);
	}
	const { findingSiteCode, findingSiteName, modelManufacturer } = await context.parameter<
		Record<string, string | undefined>
	>('options', {});
	return {
		study,
		volume,
		result,
		source: (await readHeaderFile(image.path)).dataSet,
		timeZone: await context.parameter<string>('timeZone'),
		...(findingSiteCode &&
			findingSiteName && {
				findingSite: { value: findingSiteCode, scheme: 'SCT', meaning: findingSiteName },
			}),
		...(modelManufacturer && { modelManufacturer }),
	};
}

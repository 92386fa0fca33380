import { selectionContract, studyContract, type StudyReference } from '../../../shared/contracts';
import { dataDirectory } from '../../../shared/data-directory';
import { toHospitalError } from '../../../shared/errors';
import { byContract, contractField, type Operation } from '../../../shared/face';
import { openStudy } from '../../intake';
import {
	checkInputContract,
	refuseIncomplete,
	selectSeries as select,
	studyHeaders,
} from '../../series';
import { auditStudy } from './audit';
import { acceptsIncomplete, inputContractFields, readInputContract } from './inputContractFields';

export const selectSeries: Operation = {
	value: 'selectSeries',
	name: 'Select Series',
	description:
		'Choose the one series of a study that fits what a model needs, or say why none does',
	action: 'Select a series for a model',
	outputs: ['Selected', 'No Result'],
	fields: [contractField(studyContract), ...inputContractFields],
	async execute(context) {
		const study = await context.contract<StudyReference>(studyContract);
		const needs = await readInputContract(context);
		checkInputContract(needs);
		const { dicom } = await dataDirectory();
		const { instances } = await openStudy(dicom, study.key, study.version);
		const headers = await studyHeaders(instances, needs.modality, context.signal).catch(
			(error: unknown) => {
				throw toHospitalError(error, 'Reading the images of the study');
			},
		);
		const refused = study.completeness.incomplete && !(await acceptsIncomplete(context));
		const selection = refused ? refuseIncomplete(headers) : select(headers, needs);
		await auditStudy(context, study, {
			interaction: 'dicom-series-selected',
			action: 'R',
			outcome: selection.decision === 'selected' ? '0' : '4',
			...(selection.reason !== undefined && { outcomeReason: selection.reason }),
		});
		return {
			add: [byContract(selectionContract, selection)],
			output: selection.decision === 'selected' ? 0 : 1,
		};
	},
};

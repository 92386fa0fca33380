import { HospitalError } from '../../shared/errors';

/** One series as an archive tells of it. */
export interface ArchivedSeries {
	uid: string;
	/** Empty when it is not told. */
	modality: string;
	/** Undefined when it is not told: the attribute is optional in C-FIND (PS3.4 Table C.6-2). */
	count?: number;
}

/** The questions that counting needs; both protocols answer them. */
export interface Archive {
	/** All series of a study, or the one that is named. None when it is not known. */
	series(study: string, series?: string): Promise<ArchivedSeries[]>;
	/** Number of Study Related Instances: objects of every kind. 0 when the study is not known. */
	total(study: string): Promise<number>;
	/** The objects of a series, counted one by one. */
	instances(study: string, series: string): Promise<number>;
}

/** @throws HospitalError `count-not-told` unless it is a number of images */
export function checkedCount(count: number | undefined): number {
	if (count !== undefined && Number.isSafeInteger(count) && count >= 0) return count;
	throw noCount();
}

export const noCount = () =>
	new HospitalError('count-not-told', 'The PACS does not say how many images it has', {
		nextStep:
			'Choose another way to recognise complete studies, or ask the administrator of the PACS for Number of Study Related Instances (0020,1208).',
	});

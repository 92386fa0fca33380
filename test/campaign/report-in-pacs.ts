import type { Orthanc } from '../peers/orthanc.ts';

/** What a Structured Report in the PACS says. */
export interface ReportInPacs {
	score: number;
	threshold: number;
	flagged: boolean;
	/** Its comments, one per line. */
	text: string;
	/** Preliminary Flag (0040,A496). */
	status: string;
}

/** An SR content item in Orthanc's simplified form. */
interface Content {
	ValueType?: string;
	ConceptNameCodeSequence?: Code[];
	ConceptCodeSequence?: Code[];
	MeasuredValueSequence?: Array<{ NumericValue: string }>;
	TextValue?: string;
	ContentSequence?: Content[];
}

interface Code {
	CodeValue: string;
}

/** Every Structured Report of a study, read over Orthanc's REST interface. */
export async function readReports(
	pacs: Orthanc,
	studyInstanceUid: string,
): Promise<ReportInPacs[]> {
	const ids = await pacs.post<string[]>('/tools/find', {
		Level: 'Instance',
		Query: { StudyInstanceUID: studyInstanceUid, Modality: 'SR' },
	});
	return await Promise.all(
		ids.map(async (id) =>
			told(
				await pacs.get<Content & { PreliminaryFlag?: string }>(`/instances/${id}/simplified-tags`),
			),
		),
	);
}

function told(document: Content & { PreliminaryFlag?: string }): ReportInPacs {
	const items = [...everyItem(document)];
	const named = (code: string) =>
		items.find(({ ConceptNameCodeSequence: [name] = [] }) => name?.CodeValue === code);
	const number = (code: string) =>
		Number(named(code)?.MeasuredValueSequence?.[0]?.NumericValue ?? Number.NaN);
	return {
		score: number('SCORE'),
		threshold: number('THRESHOLD'),
		flagged: named('FLAG')?.ConceptCodeSequence?.[0]?.CodeValue === 'FLAGGED',
		text: items
			.filter(({ ValueType }) => ValueType === 'TEXT')
			.map(({ TextValue }) => TextValue)
			.join('\n'),
		status: document.PreliminaryFlag ?? '',
	};
}

function* everyItem(item: Content): Generator<Content> {
	yield item;
	for (const child of item.ContentSequence ?? []) yield* everyItem(child);
}

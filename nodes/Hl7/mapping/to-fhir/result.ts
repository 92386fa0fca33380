import type { FhirResource } from '../../../clients/fhir/types';
import { codeableConcept, tableCode } from '../datatypes/codes';
import { compact } from '../datatypes/contacts';
import { staff } from '../datatypes/people';
import { fhirDateTime } from '../datatypes/times';
import type { ReadSegment } from '../reading';
import { REPORT_STATUS } from '../tables';
import { without } from '../without';
import { identifiersOf, type Conversion, type Written } from './context';
import { filesOf, tellFilesLeftOut } from './files';
import { stamped } from './message-time';
import { observationOf, type Of } from './observation';
import { notesOf, type Order } from './orders';
import { codeWithParent, withParent } from './parent-result';
import { some } from './patient';
import { withNumbers } from './patient-changes';
import { placeReports, reportName, type ReportPlace } from './report-identity';
import { placeResults, type ResultPlaces } from './result-identity';
import { readResults } from './results-read';
import { isLater, issuedOf, outdated, saidAt, type SaidAt } from './settled';
import { tellUnrepeated } from './unrepeated';

/** Whom a message is about. */
interface About {
	patient: Written;
	encounter: Written | undefined;
}

/** Orders with their results (ORC, OBR, OBX): a report each, with its observations. */
export function reportsOf(conversion: Conversion, orders: readonly Order[], about: About): void {
	const names = orders.flatMap((order) => {
		order.obr?.passOver(1);
		// What is to be done with the order: that of results says nothing but that they come.
		order.orc?.passOver(1);
		if (tableCode(order.obr?.field(25), REPORT_STATUS) === undefined) {
			order.obr?.warn(25, 'status-unknown');
			return [];
		}
		return reportName(conversion, order) ?? [];
	});
	for (const place of placeReports(conversion, names, about.patient)) {
		reportOf(conversion, place, about);
	}
}

function reportOf(conversion: Conversion, place: ReportPlace, about: About): void {
	const { there, name } = place;
	const { order, obr } = name;
	const at = saidAt(conversion, obr);
	const status = REPORT_STATUS[obr.text(25)?.toUpperCase() as keyof typeof REPORT_STATUS];
	const found = placeResults(conversion, place, readResults(order), about.patient);
	// A result on the wrong line would be worse than one that comes later: nothing of it is written.
	if (found.isAmbiguous) return obr.warnWhole('entry-left-out');
	const why = outdated({ status, at }, there);
	if (why !== undefined) return leftOut(conversion, place, found, { about, at, why });
	if (there === undefined && status === 'corrected' && conversion.isCompared)
		obr.warn(25, 'nothing-to-correct');
	const of = { ...sharedOf(conversion, place, about), at };
	const results = found.places
		.map((one) => observationOf(conversion, one, of))
		.filter((one) => one !== undefined);
	if (of.remarks.length > 0 && results.length === 0) {
		for (const nte of order.notes) nte.warn(3, 'value-not-mapped');
	}
	tellUnrepeated(order, status, found);
	const report = reportResource(conversion, place, of, { status, at });
	const linked = { ...report, ...compact({ result: some(withEarlier(there, results)) }) };
	const files = filesOf(order, there);
	const whole = { ...linked, ...compact({ presentedForm: files }) };
	if (files === undefined) delete whole.presentedForm;
	conversion.put(stamped(whole, at.message), place.key, there);
}

/**
 * An order of which the chart has a later state: the report stays as it is. Each result is judged on
 * its own; one that the chart does not have at all is added when the message was sent later, else told.
 */
function leftOut(
	conversion: Conversion,
	place: ReportPlace,
	{ places }: ResultPlaces,
	{ about, at, why }: { about: About; at: SaidAt; why: 'older-than-chart' | 'less-settled' },
): void {
	const { there, name } = place;
	const { order, obr } = name;
	obr.warn(25, obr.text(25)?.toUpperCase() === 'C' ? 'correction-left-out' : why);
	if (there?.id === undefined) return;
	const isNews = isLater(at, there);
	const of = { ...sharedOf(conversion, place, about), at };
	const added: Written[] = [];
	for (const one of places) {
		if (one.there === undefined && !isNews) one.result.obx.warnWhole('entry-left-out');
		else {
			const written = observationOf(conversion, one, of);
			if (one.there === undefined && written !== undefined) added.push(written);
		}
	}
	tellFilesLeftOut(order, there);
	if (added.length === 0) return;
	const next: FhirResource = { ...there, result: withEarlier(there, added) };
	// Its narrative does not tell of what is added.
	delete next.text;
	conversion.change(next, there, there.id);
}

function sharedOf(
	{ options }: Conversion,
	{ name: { order, obr } }: ReportPlace,
	{ patient, encounter }: About,
): Omit<Of, 'at'> {
	return {
		about: {
			subject: { reference: patient.reference },
			...(encounter && { encounter: { reference: encounter.reference } }),
		},
		effective: effectiveOf(obr, options.timeZone),
		remarks: notesOf(order.notes),
	};
}

function reportResource(
	{ options }: Conversion,
	{ there, name, key }: ReportPlace,
	{ about, effective }: Omit<Of, 'at'>,
	{ status, at }: { status: string; at: SaidAt },
): FhirResource {
	const { obr, number, placer, parent } = name;
	const interpreter = staff(obr.field(32), options);
	const category = codeableConcept(obr.field(24), 'http://terminology.hl7.org/CodeSystem/v2-0074');
	// What somebody else wrote into the report stays; the message says nothing about it.
	// Its narrative tells of what it said before.
	const { effectiveDateTime, effectivePeriod } = (there ?? {}) as Partial<FhirResource>;
	const before = there && without(there, 'text', 'effectiveDateTime', 'effectivePeriod');
	const when =
		Object.keys(effective).length > 0 ? effective : { effectiveDateTime, effectivePeriod };
	const said = codeableConcept(obr.field(4));
	const unsaid = there?.code ?? codeWithParent({ text: 'Unnamed order' }, parent);
	const code = said === undefined ? unsaid : codeWithParent(said, parent);
	const report: FhirResource = {
		...before,
		resourceType: 'DiagnosticReport',
		identifier: withNumbers(there === undefined ? [] : identifiersOf(there), [number, key]),
		status,
		code,
		...about,
		...compact({
			...when,
			basedOn: placer === undefined ? undefined : [{ type: 'ServiceRequest', identifier: placer }],
			category: category === undefined ? undefined : [category],
			issued: issuedOf(at),
			resultsInterpreter: interpreter === undefined ? undefined : [interpreter],
		}),
	};
	return withParent(report, parent);
}

function effectiveOf(obr: ReadSegment, timeZone: string): object {
	const start = fhirDateTime(obr.field(7), timeZone);
	const end = fhirDateTime(obr.field(8), timeZone);
	if (end === undefined || end === start) {
		return start === undefined ? {} : { effectiveDateTime: start };
	}
	return { effectivePeriod: { ...(start !== undefined && { start }), end } };
}

/** Results that the message does not repeat stay in the report. */
function withEarlier(there: FhirResource | undefined, results: readonly Written[]): object[] {
	const references = new Set(results.map(({ reference }) => reference));
	const inChart = new Set(results.map(({ resource }) => `Observation/${resource.id}`));
	const earlier = Array.isArray(there?.result)
		? (there.result as Array<{ reference?: string }>)
		: [];
	return [
		...[...references].map((reference) => ({ reference })),
		...earlier.filter(
			({ reference = '' }) => !references.has(reference) && !inChart.has(reference),
		),
	];
}
